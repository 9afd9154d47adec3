import type { IExecuteFunctions } from 'n8n-workflow';

/** Identifies a node of a workflow in this process: the ID of a node is not unique if its workflow was copied. */
export const nodeKey = (context: Pick<IExecuteFunctions, 'getWorkflow' | 'getNode'>): string =>
	`${String(context.getWorkflow().id)} ${context.getNode().id}`;
