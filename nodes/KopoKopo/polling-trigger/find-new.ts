import type { TransactionEvent } from '../payloads/statuses';
import type { Cursor } from './cursor';
import {
	fetchSince,
	type Fetched,
	type FetchedTransaction,
	type RequestTransactions,
} from './fetch-since';
import { lookForLate, type Late } from './late-look';
import { SeenKeys } from './seen-keys';

export interface Search {
	events: readonly TransactionEvent[];
	/** Seconds by which each poll overlaps the previous one. */
	lookBack: number;
	/** Seconds by which one poll an hour does; 0 for none. */
	late: number;
}

export interface Found extends Pick<Late, 'look'> {
	/** What is new, oldest first. */
	fresh: readonly FetchedTransaction[];
	position: number;
	/** When the latest transaction of all was made, in seconds since the epoch; -Infinity without one. */
	latest: number;
	seen: SeenKeys;
	recentFailure: Fetched['failure'];
	lateFailure: Late['failure'];
}

/**
 * The transactions of the selected events that no poll has found before. Other events count as found, so that
 * an event that is selected later begins with what happens from then on.
 * @throws RequestFailure if the recent period cannot be requested
 */
export async function findNew(
	cursor: Cursor,
	{ events, lookBack, late }: Search,
	requestTransactions: RequestTransactions,
	hasTime: () => boolean,
): Promise<Found> {
	const seen = new SeenKeys(cursor.seen);
	const fresh: FetchedTransaction[] = [];
	let latest = -Infinity;
	const add = (transactions: readonly FetchedTransaction[]) => {
		for (const transaction of transactions) {
			const { at, event, key, period } = transaction;
			if (Number.isFinite(at)) latest = Math.max(latest, Math.floor(at / 1000));
			if (events.includes(event) && !seen.has(key)) fresh.push(transaction);
			seen.add(key, period.to);
		}
	};
	const recent = await fetchSince(cursor, lookBack, requestTransactions, hasTime);
	add(recent.transactions);
	const search = { lookBack, late, hasFresh: fresh.length > 0 };
	const { look, failure } = await lookForLate(cursor, search, requestTransactions, add, hasTime);
	return {
		fresh: fresh.sort((one, other) => (one.at === other.at ? 0 : one.at - other.at)),
		position: recent.position,
		latest,
		seen,
		look,
		recentFailure: recent.failure,
		lateFailure: failure,
	};
}
