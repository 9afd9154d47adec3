import { throwInputError } from '../api/input-error';
import { isRecord } from '../payloads/values';
import type { Transaction } from './transaction';

/** How far the polls have come. Times are in seconds since the epoch. */
export interface Progress {
	/** Start From as it was entered when they began. */
	startFrom: string;
	/** Nothing before it is asked for, and everything that was found after it is known. */
	since: number;
	/** Everything up to it has been asked for. */
	through: number;
	/** A time that has certainly come: that of the latest payment that was found, or else where the polls began. */
	certain?: number;
	/** What may be found again: the keys, each with the end of the last time in which it was found. */
	found: Readonly<Record<string, number>>;
	/** The last batch, and the process that gave it out. */
	last?: Batch & { by: string };
}

/** What a poll has found that was not known before. */
export interface Batch {
	/** Where that poll began, and how far the polls had come before it. */
	since: number;
	through: number;
	/** The keys of its transactions. */
	keys: readonly string[];
}

/** A transaction, with the end of the time that was asked for. */
export interface Found extends Transaction {
	foundBy: number;
}

/** What a poll has found. */
export interface Collected {
	transactions: readonly Found[];
	/** Where the next poll goes on. */
	through: number;
}

const isTime = (value: unknown): value is number => Number.isSafeInteger(value);

const isLast = (value: unknown): value is Batch & { by: string } =>
	isRecord(value) &&
	typeof value.by === 'string' &&
	isTime(value.since) &&
	isTime(value.through) &&
	Array.isArray(value.keys);

/** Progress as it was kept, or undefined for what is none. */
export function readProgress(kept: unknown): Progress | undefined {
	if (!isRecord(kept)) return undefined;
	const { startFrom, since, through, certain, found } = kept;
	if (!isTime(since) || !isTime(through) || !isRecord(found)) return undefined;
	const times = Object.entries(found).filter((one): one is [string, number] => isTime(one[1]));
	return {
		startFrom: typeof startFrom === 'string' ? startFrom : '',
		since: Math.min(since, through),
		through,
		...(isTime(certain) && { certain }),
		found: Object.fromEntries(times),
		...(isLast(kept.last) && { last: kept.last }),
	};
}

/**
 * Takes back what nobody can vouch for. n8n stores what a poll has kept before the execution that the poll
 * starts: a process that ended may have ended in between, and n8n's database may have refused the execution.
 *
 * @param by this process, which knows that it has lived on
 * @param overdue batches that it has given out, with which no execution has begun
 */
export function withoutDoubt(
	{ last, ...progress }: Progress,
	by: string,
	overdue: readonly Batch[],
): Progress {
	const batches = last && last.by !== by ? [...overdue, last] : overdue;
	const doubtful = new Set(batches.flatMap(({ keys }) => keys));
	const found = Object.entries(progress.found).filter(([key]) => !doubtful.has(key));
	return {
		...progress,
		since: batches.reduce((earliest, { since }) => Math.min(earliest, since), progress.since),
		through: batches.reduce((earliest, one) => Math.min(earliest, one.through), progress.through),
		found: Object.fromEntries(found),
	};
}

/** Where the user has the polls begin. */
export interface Start {
	/** Start From as it was written. */
	written: string;
	/** Seconds since the epoch. */
	time: number;
}

/**
 * What the polls go on with: what was kept, or a new start. That remembers what was found all the same.
 *
 * @returns undefined where there is nothing to go on with
 * @throws InputError for what cannot be read, so that no time is left out
 */
export function resume(kept: unknown, start?: Start): Progress | undefined {
	const progress = readProgress(kept);
	if (start && progress?.startFrom !== start.written) {
		const { written: startFrom, time } = start;
		return { startFrom, since: time, through: time, certain: time, found: progress?.found ?? {} };
	}
	if (progress || kept === undefined) return progress;
	return throwInputError(
		'The saved position of this node cannot be read.',
		'Set Start From in the options to the time to continue from.',
	);
}

/**
 * Where the next poll begins: as far back as wanted, but not before what is known, so that a longer
 * look-back gives nothing a second time.
 *
 * @param lookBack seconds
 */
export const beginningOf = ({ since, through }: Progress, lookBack: number): number =>
	Math.max(since, through - lookBack);

/**
 * Where the polls go back to when both clocks are behind them: both were ahead before, or both are behind now.
 * Nothing after the latest payment has been found yet, so that nothing is found there a second time.
 *
 * @param later seconds since the epoch, of the clock that is less far behind
 */
export function wayBack({ certain = -Infinity, through }: Progress, later: number): number {
	if (certain > later) return through;
	return certain === -Infinity ? later : certain + 1;
}

/** The time of the latest of the payments, or the one that was certain before. */
function certainWith(certain: number | undefined, transactions: readonly Found[]): number {
	let latest = certain ?? -Infinity;
	for (const { at } of transactions) {
		if (Number.isFinite(at)) latest = Math.max(latest, Math.floor(at / 1000));
	}
	return latest;
}

/**
 * Moves on: what was not found before, oldest first, and where that leads.
 *
 * @param by this process, which vouches for it as long as it lives
 */
export function advance(
	progress: Progress,
	{ transactions, through }: Collected,
	lookBack: number,
	by = '',
): { fresh: Transaction[]; next: Progress } {
	const found = new Map(Object.entries(progress.found));
	const fresh: Transaction[] = [];
	for (const transaction of transactions) {
		if (!found.has(transaction.key)) fresh.push(transaction);
		found.set(transaction.key, transaction.foundBy);
	}
	// Where the polls go back, so does what is known.
	const known = Math.min(progress.since, through);
	const certain = certainWith(progress.certain, transactions);
	const since = beginningOf({ ...progress, since: known, through }, lookBack);
	const begun = beginningOf(progress, lookBack);
	const last = { by, since: begun, through: progress.through, keys: fresh.map(({ key }) => key) };
	// A poll that has to be taken back will ask again from where it began.
	const needed = fresh.length > 0 ? Math.min(since, begun) : since;
	return {
		fresh: fresh.sort((one, other) => (one.at === other.at ? 0 : one.at - other.at)),
		next: {
			...progress,
			since,
			through,
			...(certain > -Infinity && { certain }),
			// What was last found in an earlier time is not found any more.
			found: Object.fromEntries([...found].filter(([, foundBy]) => foundBy >= needed)),
			...(fresh.length > 0 && { last }),
		},
	};
}
