import type { IExecuteFunctions } from 'n8n-workflow';

/** Which run of this node in its execution this is, from 0: a loop runs a node several times. */
export const runIndex = (context: IExecuteFunctions): number =>
	Number(context.getWorkflowDataProxy(0).$runIndex);
