import { createHash } from 'crypto';

import { asText, toAmount, valueAt } from '../payloads/values';

export interface Transaction {
	entry: unknown;
	/** Its ID or reference, or else a digest of its content. */
	key: string;
	/** Milliseconds since the epoch; Infinity if it has no time. */
	at: number;
	/** Infinity if it has none. */
	amount: number;
}

const digest = (entry: unknown): string =>
	createHash('sha256').update(JSON.stringify(entry)).digest('hex');

/** Reads the entries of one polling result. Equal entries without ID and reference get different keys. */
export function transactionsOf(entries: readonly unknown[]): Transaction[] {
	const counts = new Map<string, number>();
	const numbered = (content: string): string => {
		const count = (counts.get(content) ?? 0) + 1;
		counts.set(content, count);
		return `${content} ${count}`;
	};
	return entries.map((entry) => {
		const resource = valueAt(entry, 'resource');
		const [id, reference, time] = ['id', 'reference', 'origination_time'].map((key) =>
			asText(valueAt(resource, key)),
		);
		const amount = toAmount(valueAt(resource, 'amount'));
		return {
			entry,
			key: id || reference || numbered(digest(entry)),
			at: Date.parse(time ?? '') || Infinity,
			amount: typeof amount === 'number' ? amount : Infinity,
		};
	});
}
