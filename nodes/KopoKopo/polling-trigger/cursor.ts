/*
 * Each transaction starts the workflow once, although n8n stores node data and executions one after the other:
 *
 * | Layer                                     | Covers                                                                |
 * | ----------------------------------------- | --------------------------------------------------------------------- |
 * | Cursor, in node data (`cursor-store`)     | Polls that overlap, fail or pause, late payments, restarts and clocks |
 * | Last batch and its process, in the cursor | A crash between n8n's writes: another process requests it again       |
 * | Unconfirmed batches, in memory            | A rejected execution, which n8n only logs: requested again until      |
 * |                                           | an execution begins with it                                           |
 * | n8n's dedup store (`deduplicate`)         | Batches requested again after they had begun; a till changed back     |
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

export const cursorAt = (source: string, time: number): Cursor => ({
	source,
	startFrom: '',
	floor: time,
	position: time,
	passed: time,
	found: {},
});

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
 * A new cursor if Start From or the source has changed; undefined for a first poll without Start From.
 * @throws InputError for a cursor that cannot be read, so that no time is left out
 */
export function resume(stored: unknown, source: string, start?: Start): Cursor | undefined {
	const cursor = readCursor(stored);
	const isSameSource = cursor?.source === source;
	if (start && !(isSameSource && cursor.startFrom === start.written)) {
		const { written: startFrom, time } = start;
		return { ...cursorAt(source, time), startFrom, found: cursor?.found ?? {} };
	}
	if (isSameSource) return cursor;
	if (cursor || stored === undefined) return undefined;
	return throwInputError(
		'The saved position of this node cannot be read.',
		'Set Start From in the options to the time to continue from.',
	);
}

/**
 * Moves the cursor back so that batches which may have started no execution are requested again: this process's `due`
 * ones, or the last one of another process.
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

/** Not before the floor, so that a longer look-back, in seconds, emits nothing twice. */
export const nextFrom = ({ floor, position }: Cursor, lookBack: number): number =>
	Math.max(floor, position - lookBack);
