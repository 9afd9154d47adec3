/*
 * Each transaction starts the workflow once per event, although n8n stores node data and executions one after the other:
 *
 * | Layer                                     | Covers                                                                |
 * | ----------------------------------------- | --------------------------------------------------------------------- |
 * | Cursor, in node data (`cursor-store`)     | Polls that overlap, fail or pause, late payments, restarts and clocks |
 * | Batches not confirmed, in the cursor      | A crash between n8n's writes: another process requests them again     |
 * | Unconfirmed batches, in memory            | A rejected execution, which n8n only logs: requested again until      |
 * |                                           | an execution begins with it                                           |
 * | n8n's dedup store (`deduplicate`)         | Batches requested again after they had begun; a till changed back     |
 */
import { throwInputError } from '../api/input-error';
import { readCursor } from './read-cursor';
import { SeenKeys, type StoredKeys } from './seen-keys';

/** How far the polls have come. All times are in seconds since the epoch. */
export interface Cursor {
	/** The application, scope and till that it is about. */
	source: string;
	/** Start From as written when the polls began. */
	startFrom: string;
	/** No earlier time is requested; what was found since then is in `seen`. */
	floor: number;
	/** All time up to here has been requested. */
	position: number;
	/** A time that has certainly passed: when the latest payment was made, or where the polls began. */
	passed?: number;
	/** The keys found since the floor, also of events that are not selected. */
	seen: StoredKeys;
	late?: LateLook;
	/** The batches with which no execution has begun yet, and the process that emitted them. */
	last?: Batch & { process: string };
}

/** In seconds since the epoch, both ends included. */
export interface Period {
	from: number;
	to: number;
}

export interface OpenPeriod extends Period {
	/** Whether later looks request it until that succeeds: it has a batch that may have started no execution. */
	isKept?: boolean;
}

/** The state of the late looks, by n8n's clock. */
export interface LateLook {
	began: number;
	/** When a period was last requested. */
	tried: number;
	/** The periods still to be requested; those that failed are the last. */
	open: readonly OpenPeriod[];
	failingSince?: number;
}

export const neverLate: LateLook = { began: 0, tried: 0, open: [] };

export interface Batch {
	/** Where the periods begin in which it was found. */
	from: number;
	/** Digests. */
	keys: readonly string[];
}

export const cursorAt = (source: string, time: number): Cursor => ({
	source,
	startFrom: '',
	floor: time,
	position: time,
	passed: time,
	seen: {},
});

/** Start From: as it is written, and in seconds since the epoch. */
export interface Start {
	written: string;
	time: number;
}

/**
 * A new cursor if Start From or the source has changed; undefined for a first poll without Start From.
 * @throws InputError for a cursor that cannot be read, so that no time is left out
 */
export function resume(stored: unknown, source: string, start?: Start): Cursor | undefined {
	const cursor = readCursor(stored);
	const isSameSource = cursor?.source === source;
	if (start && !(isSameSource && cursor.startFrom === start.written)) {
		const { written: startFrom, time } = start;
		return { ...cursorAt(source, time), startFrom, seen: cursor?.seen ?? {} };
	}
	if (isSameSource) return cursor;
	if (cursor || stored === undefined) return undefined;
	return throwInputError(
		'The saved position of this node cannot be read.',
		'Set Start From in the options to the time to continue from.',
	);
}

/** One batch of several; undefined of none. */
export function mergeBatches(batches: readonly Batch[]): Batch | undefined {
	if (batches.length === 0) return undefined;
	return {
		from: batches.reduce((earliest, { from }) => Math.min(earliest, from), Infinity),
		keys: batches.flatMap(({ keys }) => keys),
	};
}

/**
 * The last batch if another process emitted it, and may have died before n8n stored it. n8n can poll in several main
 * processes in turn (durable scheduler): what this process itself has emitted before is not lost.
 * @param emitted the keys that this process emitted last
 */
export const lastOfOther = (
	{ last }: Cursor,
	process: string,
	emitted: ReadonlySet<string>,
): readonly Batch[] => {
	const isOther = last !== undefined && last.process !== process;
	return isOther && !last.keys.every((key) => emitted.has(key)) ? [last] : [];
};

/** Seconds by which the next request may begin earlier for a batch, so that one request is enough. */
const hour = 60 * 60;

/**
 * Forgets batches that may have started no execution, so that they are requested again. Those that were found late are
 * looked for late again: an old day that Kopo Kopo cannot list must not hold back new payments.
 * @param lookBack in seconds
 */
export function withoutUnconfirmed(
	cursor: Cursor,
	batches: readonly Batch[],
	lookBack: number,
): Cursor {
	const batch = mergeBatches(batches);
	if (!batch) return cursor;
	const { from } = batch;
	const { position, late = neverLate } = cursor;
	const seen = new SeenKeys(cursor.seen);
	for (const key of batch.keys) seen.delete(key);
	const isRecent = from >= position - lookBack - hour;
	return {
		...cursor,
		floor: Math.min(cursor.floor, from),
		seen: seen.storedSince(-Infinity),
		...(isRecent
			? { position: Math.min(position, from) }
			: {
					late: { ...late, open: [...late.open, { from, to: position - lookBack, isKept: true }] },
				}),
	};
}

/** Not before the floor, so that a longer look-back, in seconds, emits nothing twice. */
export const nextFrom = ({ floor, position }: Cursor, lookBack: number): number =>
	Math.max(floor, position - lookBack);
