import { createHash } from 'crypto';
import { sleep } from 'n8n-workflow';

import { transactionEvent, type TransactionEvent } from '../payloads/statuses';
import { asText, toAmount, valueAt } from '../payloads/values';
import { digestOf } from './seen-keys';

export interface Transaction {
	entry: unknown;
	event: TransactionEvent;
	/** By which polls recognise it: a digest of its event and of its ID, its reference, or else its content. */
	key: string;
	/** Milliseconds since the epoch; Infinity if it has no time. */
	at: number;
	/** Infinity if it has none. */
	amount: number;
}

/** Entries that are read in about 5 ms, during which n8n does nothing else. */
const mostAtOnce = 1_000;

/** Without the event for a payment: n8n's dedup store has such keys of earlier versions. */
export const eventKey = (event: TransactionEvent, key: string): string =>
	event === 'received' ? key : `${event} ${key}`;

const contentOf = (entry: unknown): string =>
	createHash('sha256').update(JSON.stringify(entry)).digest('hex');

/**
 * Reads the entries of one polling result, without those that are neither received nor reversed. Equal entries without
 * ID and reference get different keys.
 */
export async function transactionsOf(entries: readonly unknown[]): Promise<Transaction[]> {
	const counts = new Map<string, number>();
	const numbered = (content: string): string => {
		const count = (counts.get(content) ?? 0) + 1;
		counts.set(content, count);
		return `${content} ${count}`;
	};
	const transactions: Transaction[] = [];
	for (const [index, entry] of entries.entries()) {
		if (index > 0 && index % mostAtOnce === 0) await sleep(0);
		const resource = valueAt(entry, 'resource');
		const event = transactionEvent(valueAt(resource, 'status'));
		if (!event) continue;
		const [id, reference, time] = ['id', 'reference', 'origination_time'].map((key) =>
			asText(valueAt(resource, key)),
		);
		const amount = toAmount(valueAt(resource, 'amount'));
		transactions.push({
			entry,
			event,
			key: digestOf(eventKey(event, id || reference || numbered(contentOf(entry)))),
			at: Date.parse(time ?? '') || Infinity,
			amount: typeof amount === 'number' ? amount : Infinity,
		});
	}
	return transactions;
}
