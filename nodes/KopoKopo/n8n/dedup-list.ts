import { sleep, type IExecuteFunctions } from 'n8n-workflow';

import { exclusive } from '../lib/exclusive';
import { nodeKey } from './node-key';

/** n8n drops the oldest entries. */
const options = { mode: 'entries', maxEntries: 55_000 } as const;

/** n8n hashes this many entries in 60 ms, during which it does nothing else. */
const mostAdded = 4_999;

/**
 * Adds to the list that n8n's deduplication store has of a node. n8n reads and writes it whole, without a lock: of two
 * processes, both may find that an entry is missing.
 * @returns entries that were missing, or that this owner may have added in a call that failed or in another process
 */
export async function addToList(
	context: IExecuteFunctions,
	owner: string,
	entries: Iterable<string>,
): Promise<Set<string>> {
	const all = [...new Set(entries)];
	const added = new Set<string>();
	return await exclusive(nodeKey(context), async () => {
		for (let start = 0; start < all.length; start += mostAdded) {
			const chunk = all.slice(start, start + mostAdded);
			const mark = start === 0 ? owner : `${owner} ${start}`;
			const add = async () =>
				await context.helpers.checkProcessedAndRecord([mark, ...chunk], 'node', options);
			// If two processes insert the first list of a node at the same moment, one of them fails.
			const missing = new Set((await add().catch(add)).new.map(String));
			for (const entry of missing.delete(mark) ? missing : chunk) added.add(entry);
			if (all.length > mostAdded) await sleep(0);
		}
		return added;
	});
}
