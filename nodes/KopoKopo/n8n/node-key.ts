import type { IExecuteFunctions } from 'n8n-workflow';

/** Identifies a node in this process: its ID is unique in its workflow only. */
export const nodeKey = (context: Pick<IExecuteFunctions, 'getWorkflow' | 'getNode'>): string =>
	`${String(context.getWorkflow().id)} ${context.getNode().id}`;
