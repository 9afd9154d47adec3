import {
	neverLate,
	nextFrom,
	type Cursor,
	type LateLook,
	type OpenPeriod,
	type Period,
} from './cursor';
import {
	day,
	foundIn,
	secondsNow,
	type FetchedTransaction,
	type RequestTransactions,
} from './fetch-since';

/*
 * Once an hour, a poll also looks further back, for transactions that Kopo Kopo lists late. The recent ones come first:
 * they never fail or wait because of that.
 */

export interface Late {
	look?: LateLook;
	/** The last failure of this poll. */
	failure?: { error: unknown; isFirstOfHour: boolean; since: number };
}

const hour = 60 * 60;

/** Seconds that a late look waits for a poll that has found nothing recent, since new payments wait for its end. */
const patience = 10 * 60;

function daysOf({ from, to, ...kept }: OpenPeriod): OpenPeriod[] {
	const days: OpenPeriod[] = [];
	for (let start = from; start < to; start += day) {
		days.push({ from: start, to: Math.min(start + day, to), ...kept });
	}
	return days;
}

/** Begins where the look before it stopped, so that a poll with little time gets to every period in turn. */
function periodsOf({ from, to }: Period, { open: [first] }: Pick<LateLook, 'open'>): Period[] {
	const start = first ? Math.min(Math.max(from, first.from), to) : from;
	return [...daysOf({ from: start, to }), ...daysOf({ from, to: start })];
}

/** A clock that was set back counts as one that was set forward. */
const elapsed = (since: number): number => Math.abs(secondsNow() - since);

/** What failed, and what is open while new payments wait for the end of the poll, is not requested at each poll. */
function isDue({ began, tried, open, failingSince }: LateLook, hasFresh: boolean): boolean {
	const hasPatience = hasFresh || (open.length > 0 && failingSince !== undefined);
	const since = open.length > 0 ? elapsed(tried) : elapsed(began) - hour;
	return since >= (hasPatience ? patience : 0);
}

/**
 * Requests what is due of the period from `late` seconds before the last poll to where this poll's recent period began. It never
 * throws: what fails is requested again by the next poll.
 */
export async function lookForLate(
	cursor: Cursor,
	{ lookBack, late, hasFresh }: { lookBack: number; late: number; hasFresh: boolean },
	requestTransactions: RequestTransactions,
	add: (found: readonly FetchedTransaction[]) => void,
	hasTime: () => boolean,
): Promise<Late> {
	const before = cursor.late ?? neverLate;
	if (late === 0 && before.open.length === 0) return {};
	if (!isDue(before, hasFresh)) return { look: cursor.late };
	const now = secondsNow();
	const isNew = late > 0 && elapsed(before.began) >= hour;
	const span = { from: nextFrom(cursor, late), to: nextFrom(cursor, lookBack) };
	const kept = isNew ? before.open.filter(({ isKept }) => isKept) : before.open;
	const open = [...kept.flatMap(daysOf), ...(isNew ? periodsOf(span, before) : [])];
	const failed: OpenPeriod[] = [];
	let error: unknown;
	while (open.length > 0 && hasTime()) {
		const period = open.shift()!;
		try {
			const { entries } = await requestTransactions(period);
			add(await foundIn(period, entries));
		} catch (thrown) {
			error = thrown;
			failed.push(period);
		}
	}
	const left = [...open, ...failed];
	const since = before.failingSince ?? now;
	const isFailing = failed.length > 0 || (left.length > 0 && before.failingSince !== undefined);
	return {
		look: {
			began: isNew ? now : before.began,
			tried: now,
			open: left,
			...(isFailing && { failingSince: since }),
		},
		...(failed.length > 0 && { failure: { error, isFirstOfHour: isNew, since } }),
	};
}
