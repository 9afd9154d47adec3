/*
 * Each transaction starts the workflow once, although n8n stores the data of a node and the executions that it
 * starts one after the other. Four layers make sure of that, each against failures that the others cannot see:
 *
 * | Layer                      | Stored in                        | Covers                                         |
 * | -------------------------- | -------------------------------- | ---------------------------------------------- |
 * | Cursor: position, floor,   | Node data (`cursor-store`)       | Polls that overlap, fail or pause, late        |
 * | and the keys found since   |                                  | transactions, restarts, wrong clocks           |
 * | Last batch and its process | Node data, in the cursor         | A crash between n8n's two writes: another      |
 * |                            |                                  | process requests the batch again               |
 * | Unconfirmed batches        | Memory (`unconfirmed-batches`)   | A database that rejects the execution: n8n     |
 * |                            |                                  | only logs that, so this process requests the   |
 * |                            |                                  | batch again until an execution begins with it  |
 * | Dedup filter               | n8n's dedup store, for each      | Batches requested again although they had      |
 * |                            | transaction (`deduplicate`)      | started an execution, and a till changed back  |
 */
import { throwInputError } from '../api/input-error';
import { isRecord } from '../payloads/values';

/** How far the polls have come. All times are in seconds since the epoch. */
export interface Cursor {
	/** The application, scope and till that it is about. */
	source: string;
	/** Start From as written when the polls began. */
	startFrom: string;
	/** No earlier time is requested; what was found since then is in `found`. */
	floor: number;
	/** All time up to here has been requested. */
	position: number;
	/** A time that has certainly passed: when the latest payment was made, or where the polls began. */
	passed?: number;
	/** The end of the last period in which each key was found. */
	found: Readonly<Record<string, number>>;
	last?: Batch & { process: string };
}

/** The new transactions of one poll. */
export interface Batch {
	/** Where that poll began. */
	floor: number;
	/** How far the polls had come before it. */
	position: number;
	keys: readonly string[];
}

const isTime = (value: unknown): value is number => Number.isSafeInteger(value);

const isLast = (value: unknown): value is Batch & { process: string } =>
	isRecord(value) &&
	typeof value.process === 'string' &&
	isTime(value.floor) &&
	isTime(value.position) &&
	Array.isArray(value.keys);

export const firstCursor = (source: string, time: number): Cursor => ({
	source,
	startFrom: '',
	floor: time,
	position: time,
	passed: time,
	found: {},
});

/** Reads a stored cursor; undefined if it is not one. */
export function readCursor(stored: unknown): Cursor | undefined {
	if (!isRecord(stored)) return undefined;
	const { source, startFrom, floor, position, passed, found, last } = stored;
	if (typeof source !== 'string' || !isTime(floor) || !isTime(position) || !isRecord(found)) {
		return undefined;
	}
	const times = Object.entries(found).filter((one): one is [string, number] => isTime(one[1]));
	return {
		source,
		startFrom: typeof startFrom === 'string' ? startFrom : '',
		floor: Math.min(floor, position),
		position,
		...(isTime(passed) && { passed }),
		found: Object.fromEntries(times),
		...(isLast(last) && { last }),
	};
}

/** Start From: as it is written, and in seconds since the epoch. */
export interface Start {
	written: string;
	time: number;
}

/**
 * The cursor to continue with: the stored one, or a new one if Start From or the source has changed.
 *
 * @returns undefined for a first poll without Start From
 * @throws InputError for a cursor that cannot be read, so that no time is left out
 */
export function resume(stored: unknown, source: string, start?: Start): Cursor | undefined {
	const cursor = readCursor(stored);
	const isSameSource = cursor?.source === source;
	if (start && !(isSameSource && cursor.startFrom === start.written)) {
		const { written: startFrom, time } = start;
		return { ...firstCursor(source, time), startFrom, found: cursor?.found ?? {} };
	}
	if (isSameSource) return cursor;
	if (cursor || stored === undefined) return undefined;
	return throwInputError(
		'The saved position of this node cannot be read.',
		'Set Start From in the options to the time to continue from.',
	);
}

/**
 * Moves the cursor back so that batches which may have started no execution are requested again.
 *
 * @param process this process, which knows what happened to its own batches
 * @param due its batches with which no execution has begun
 */
export function withoutUnconfirmed(
	{ last, ...cursor }: Cursor,
	process: string,
	due: readonly Batch[],
): Cursor {
	const batches = last && last.process !== process ? [...due, last] : due;
	const keys = new Set(batches.flatMap((batch) => batch.keys));
	const found = Object.entries(cursor.found).filter(([key]) => !keys.has(key));
	return {
		...cursor,
		floor: batches.reduce((earliest, { floor }) => Math.min(earliest, floor), cursor.floor),
		position: batches.reduce((earliest, one) => Math.min(earliest, one.position), cursor.position),
		found: Object.fromEntries(found),
	};
}

/**
 * Where the next poll begins. Not before the floor, so that a longer look-back emits nothing twice.
 *
 * @param lookBack seconds
 */
export const nextFrom = ({ floor, position }: Cursor, lookBack: number): number =>
	Math.max(floor, position - lookBack);
