import { isRecord } from '../payloads/values';
import type { Cursor, LateLook } from './cursor';
import { digestOf, isStoredKeys, SeenKeys, type StoredKeys } from './seen-keys';

const isTime = (value: unknown): value is number => Number.isSafeInteger(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isPeriod = (value: unknown): boolean =>
	isRecord(value) && isTime(value.from) && isTime(value.to);

const isLateLook = (value: unknown): value is LateLook =>
	isRecord(value) &&
	isTime(value.began) &&
	isTime(value.tried) &&
	Array.isArray(value.open) &&
	value.open.every(isPeriod) &&
	(value.failingSince === undefined || isTime(value.failingSince));

/** Before there were events, a cursor had the keys themselves, each with the time when it was last found. */
function readKeys({ seen, found }: Record<string, unknown>): StoredKeys | undefined {
	if (!isRecord(found)) return isStoredKeys(seen) ? seen : undefined;
	const keys = new SeenKeys();
	for (const [key, time] of Object.entries(found)) if (isTime(time)) keys.add(digestOf(key), time);
	return keys.storedSince(-Infinity);
}

/** Before there were events, a batch had the keys themselves, and began at its floor. */
function readLast({ last, found }: Record<string, unknown>): Cursor['last'] {
	if (!isRecord(last) || !Array.isArray(last.keys)) return undefined;
	const { process, keys } = last;
	const [from, digests] = isRecord(found)
		? [last.floor, keys.filter(isText).map(digestOf)]
		: [last.from, keys.filter(isText)];
	return isText(process) && isTime(from) ? { process, from, keys: digests } : undefined;
}

/** @returns undefined for what is no cursor */
export function readCursor(stored: unknown): Cursor | undefined {
	if (!isRecord(stored)) return undefined;
	const { source, startFrom, floor, position, passed, late } = stored;
	const [seen, last] = [readKeys(stored), readLast(stored)];
	if (!isText(source) || !isTime(floor) || !isTime(position) || !seen) return undefined;
	return {
		source,
		startFrom: isText(startFrom) ? startFrom : '',
		floor: Math.min(floor, position),
		position,
		...(isTime(passed) && { passed }),
		seen,
		...(isLateLook(late) && { late }),
		...(last && { last }),
	};
}
