import type { IExecuteFunctions, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { DedupStore } from '../n8n/dedup-store';
import { nodeKey } from '../n8n/node-key';
import { poll } from './poll';
import { begin, keyOf } from './unconfirmed-batches';

/** The same as n8n gives a poll. */
const asPoll = (context: IExecuteFunctions): IPollFunctions =>
	Object.create(context, {
		getNodeParameter: {
			value: (name: string, fallback: unknown) => context.getNodeParameter(name, 0, fallback),
		},
	}) as IPollFunctions;

/**
 * What goes on in an execution that a poll has started: each transaction in one execution alone. A poll gives
 * out again what the last one did where nobody can tell whether n8n has stored that execution. n8n's database
 * knows, as soon as there was one.
 *
 * It is n8n's own Retry, or a worker that takes up the execution of another, that goes on with what is known.
 */
export async function deduplicate(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	if (context.getMode() === 'manual') return (await poll(asPoll(context))) ?? [];
	const items = context.getInputData();
	begin(
		nodeKey(context),
		items.map(({ json }) => json),
	);
	const execution = `execution ${context.getExecutionId()}`;
	const keys = items.map(({ json }) => keyOf(json));
	const store = new DedupStore(context);
	const added = await store
		.exclusive(async () => await store.add([execution, ...keys]))
		// A database that cannot be asked does not hold a payment back.
		.catch(() => new Set<string>());
	if (context.getMode() === 'retry' || !added.has(execution)) return [items];
	return [items.filter((_, index) => keys[index] === '' || added.has(keys[index]!))];
}
