import { beginningOf, type Collected, type Found, type Progress } from './progress';
import { transactionsOf } from './transaction';

/** A time, in seconds since the epoch; both ends belong to it. */
export interface Period {
	from: number;
	to: number;
}

export interface Answer {
	entries: readonly unknown[];
	/** Kopo Kopo's own time, in seconds since the epoch, where it says. */
	askedAt?: number;
}

export type Ask = (period: Period) => Promise<Answer>;

/** The longest time that is asked for at once, in seconds. */
export const day = 24 * 60 * 60;

/** Seconds that are left to the next poll. */
const negligible = 60;

/** This machine's time, in seconds since the epoch. */
export const secondsNow = (): number => Math.floor(Date.now() / 1000);

/** How far the polls have come once a time has been asked for. */
function reached(through: number, to: number, askedAt = secondsNow()): number {
	// Only where both clocks say so have the polls run ahead of time.
	const isAhead = Math.max(askedAt, secondsNow()) < through;
	return isAhead ? askedAt : Math.max(through, Math.min(to, askedAt));
}

/**
 * Collects what happened since the last poll and in the time that it is overlapped by, a day at a time.
 * What is now, Kopo Kopo's clock says: this machine's may be wrong.
 *
 * @param lookBack seconds
 * @param mayGoOn whether there is time to ask for another day; the rest is left to the next poll
 * @throws what `ask` throws
 */
export async function collect(
	progress: Progress,
	lookBack: number,
	ask: Ask,
	mayGoOn: () => boolean,
): Promise<Collected> {
	const transactions: Found[] = [];
	let { through } = progress;
	let now = Math.max(secondsNow(), through);
	let from = beginningOf(progress, lookBack);
	do {
		const to = Math.min(from + day, Math.max(now, from + 1));
		const { entries, askedAt } = await ask({ from, to });
		for (const one of transactionsOf(entries)) transactions.push({ ...one, foundBy: to });
		through = reached(through, to, askedAt);
		now = askedAt ?? now;
		from = to;
	} while (now - from > negligible && mayGoOn());
	return { transactions, through };
}
