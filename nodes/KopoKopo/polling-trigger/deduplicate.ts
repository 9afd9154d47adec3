import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { addToList } from '../n8n/dedup-list';
import { hasDedupStore } from '../n8n/dedup-store';
import { nodeKey } from '../n8n/node-key';
import { poll } from './poll';
import { confirm, keyOf } from './unconfirmed-batches';

/** _Fetch Test Event_ runs `execute`: this adapts its context, which has the rest of a poll's. */
const asPoll = (context: IExecuteFunctions): IPollFunctions =>
	Object.create(context, {
		getNodeParameter: {
			value: (name: string, fallback: unknown) => context.getNodeParameter(name, 0, fallback),
		},
	}) as IPollFunctions;

/** Drops the transactions with which another execution has begun: a Retry, or another worker, gets the same items. */
export async function deduplicate(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	if (context.getMode() === 'manual') return (await poll(asPoll(context))) ?? [];
	if (!hasDedupStore(context)) {
		throw new NodeOperationError(
			context.getNode(),
			'This n8n cannot record which payments have started the workflow, so it could start twice for one.',
			{ description: 'Update n8n to 1.123 or newer, then retry this execution.' },
		);
	}
	const items = context.getInputData();
	confirm(
		nodeKey(context),
		items.map(({ json }) => json),
	);
	const execution = `execution ${context.getExecutionId()}`;
	const keys = items.map(({ json }) => keyOf(json));
	const added = await addToList(context, execution, keys)
		// A payment is not held back if the database cannot be read.
		.catch(() => new Set(keys));
	if (context.getMode() === 'retry') return [items];
	return [items.filter((_, index) => keys[index] === '' || added.has(keys[index]!))];
}
