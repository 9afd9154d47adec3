import type { TransactionList } from '../api/request-transactions';
import { nextFrom, type Cursor, type Period } from './cursor';
import { transactionsOf, type Transaction } from './transaction';

export type RequestTransactions = (period: Period) => Promise<TransactionList>;

export interface FetchedTransaction extends Transaction {
	/** The period in which it was found. */
	period: Period;
}

export interface Fetched {
	transactions: readonly FetchedTransaction[];
	position: number;
	failure?: { error: unknown };
}

/** The longest period of one request, in seconds. */
export const day = 24 * 60 * 60;

/** Transactions after which a poll ends: n8n holds them in memory, and its dedup store has to recognize them. */
const mostTransactions = 20_000;

/** Seconds that are left to the next poll. */
const negligible = 60;

/** Seconds by which a clock may move backwards between two polls: Kopo Kopo's servers differ that much. */
const tolerance = 60;

export const foundIn = async (
	period: Period,
	entries: readonly unknown[],
): Promise<FetchedTransaction[]> =>
	(await transactionsOf(entries)).map((transaction) => ({ ...transaction, period }));

export const secondsNow = (): number => Math.floor(Date.now() / 1000);

interface Clocks {
	earlier: number;
	later: number;
}

const clocksOf = (own: number, server = own): Clocks => ({
	earlier: Math.min(own, server),
	later: Math.max(own, server),
});

/** At the earlier clock. A machine that is more than a day behind Kopo Kopo never had its clock set. */
export const firstPosition = (own: number, server = own): number =>
	server - own < day ? Math.min(own, server) : server;

/** Until when to request. A clock behind the position is wrong; of two that are not, the later counts, up to a day. */
function endOf(position: number, { earlier, later }: Clocks): number {
	if (later < position) return position;
	return earlier < position ? later : Math.min(later, earlier + day);
}

/**
 * Where the polls go back to if both clocks are behind the position. No payment after the latest one was found, so
 * nothing is emitted twice from there.
 */
export function fallbackPosition({ passed, position }: Cursor, later: number): number {
	if (passed === undefined) return later;
	return passed > later ? position : passed + 1;
}

/**
 * Requests what happened since the last poll, and the look-back in seconds, a day at a time. The position advances only
 * as far as both clocks agree: if one is ahead, payments still to come would count as requested. Once something new was
 * requested, a day that fails, or for which there is no time or no room, is left to the next poll.
 */
export async function fetchSince(
	cursor: Cursor,
	lookBack: number,
	requestTransactions: RequestTransactions,
	hasTime: () => boolean,
): Promise<Fetched> {
	const transactions: FetchedTransaction[] = [];
	let { position } = cursor;
	let from = nextFrom(cursor, lookBack);
	let end = Math.max(secondsNow(), position);
	let later = end;
	let failure: Fetched['failure'];
	const canWait = () => from > cursor.position;
	const isFull = () => !hasTime() || transactions.length >= mostTransactions;
	do {
		const to = Math.min(from + day, Math.max(end, from + 1));
		const own = secondsNow();
		const request = requestTransactions({ from, to });
		const leave = (error: unknown) => {
			failure = { error };
		};
		const list = await (canWait() ? request.catch(leave) : request);
		if (!list) break;
		for (const one of await foundIn({ from, to }, list.entries)) transactions.push(one);
		const clocks = clocksOf(own, list.serverTime);
		position = Math.max(position, Math.min(to, clocks.earlier));
		end = endOf(cursor.position, clocks);
		({ later } = clocks);
		from = to;
	} while (end - from > negligible && !(canWait() && isFull()));
	const areBothBehind = later < cursor.position - tolerance;
	return {
		transactions,
		position: areBothBehind ? fallbackPosition(cursor, later) : position,
		failure,
	};
}
