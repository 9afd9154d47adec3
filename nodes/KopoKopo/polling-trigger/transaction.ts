import { createHash } from 'crypto';

import { asText, toAmount, valueAt } from '../payloads/values';

/** An entry of a polling, and what is asked of it. */
export interface Transaction {
	/** As received. */
	entry: unknown;
	/** The same whenever it is found again: its ID, or its reference. */
	key: string;
	/** Milliseconds since the epoch; Infinity where it does not say. */
	at: number;
	/** Infinity where it has none. */
	amount: number;
}

/** What tells an entry that has neither ID nor reference from others. */
const fingerprintOf = (entry: unknown): string =>
	createHash('sha256').update(JSON.stringify(entry)).digest('hex');

/** The entries of one polling. Of entries that nothing tells apart, none is taken for another. */
export function transactionsOf(entries: readonly unknown[]): Transaction[] {
	const alike = new Map<string, number>();
	const counted = (fingerprint: string): string => {
		const count = (alike.get(fingerprint) ?? 0) + 1;
		alike.set(fingerprint, count);
		return `${fingerprint} ${count}`;
	};
	return entries.map((entry) => {
		const resource = valueAt(entry, 'resource');
		const [id, reference, time] = ['id', 'reference', 'origination_time'].map((key) =>
			asText(valueAt(resource, key)),
		);
		const amount = toAmount(valueAt(resource, 'amount'));
		return {
			entry,
			key: id || reference || counted(fingerprintOf(entry)),
			at: Date.parse(time!) || Infinity,
			amount: typeof amount === 'number' ? amount : Infinity,
		};
	});
}
