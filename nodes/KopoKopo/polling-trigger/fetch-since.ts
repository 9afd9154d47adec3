import { beginningOf, wayBack, type Collected, type Found, type Progress } from './cursor';
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

/** Seconds by which a clock may run backwards from one poll to the next: servers differ by as much. */
const tolerance = 60;

/** What both clocks say when a time is asked for. */
interface Clocks {
	earlier: number;
	later: number;
}

const clocksOf = (here: number, there = here): Clocks => ({
	earlier: Math.min(here, there),
	later: Math.max(here, there),
});

/**
 * Where the first poll begins, by both clocks. One that differs by more than a day was never set; then Kopo
 * Kopo's counts.
 */
export const startOf = (here: number, there = here): number =>
	there - here < day ? Math.min(here, there) : there;

/**
 * Until when to ask: a clock that is behind what both have agreed on is wrong, and of two others the later
 * counts for a day at the most. What is asked for too early is only asked for again.
 */
function endOf(through: number, { earlier, later }: Clocks): number {
	if (later < through) return through;
	return earlier < through ? later : Math.min(later, earlier + day);
}

/**
 * Collects what happened since the last poll and in the time that it is overlapped by, a day at a time. The
 * polls move on only as far as both clocks agree, this machine's and Kopo Kopo's: if either is ahead, payments
 * to come would count as asked for.
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
	let from = beginningOf(progress, lookBack);
	let end = Math.max(secondsNow(), through);
	let later: number;
	do {
		const to = Math.min(from + day, Math.max(end, from + 1));
		const here = secondsNow();
		const { entries, askedAt } = await ask({ from, to });
		for (const one of transactionsOf(entries)) transactions.push({ ...one, foundBy: to });
		const clocks = clocksOf(here, askedAt);
		through = Math.max(through, Math.min(to, clocks.earlier));
		end = endOf(progress.through, clocks);
		({ later } = clocks);
		from = to;
	} while (end - from > negligible && mayGoOn());
	const areBothBehind = later < progress.through - tolerance;
	return { transactions, through: areBothBehind ? wayBack(progress, later) : through };
}
