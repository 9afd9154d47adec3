import { mergeBatches, nextFrom, type Batch, type Cursor } from './cursor';
import type { Found, Search } from './find-new';

const earliest = (times: readonly number[]): number =>
	times.reduce((least, time) => Math.min(least, time), Infinity);

/** The cursor after a poll, and the batch that it emits; `pending` are those with which no execution has begun yet. */
export function advance(
	cursor: Cursor,
	{ fresh, position, latest, seen, look }: Found,
	{ lookBack, late }: Search,
	{ process, pending }: { process: string; pending: readonly Batch[] },
): { batch?: Batch; next: Cursor } {
	// If the position moves back, the floor does too.
	const moved = { ...cursor, floor: Math.min(cursor.floor, position), position };
	const open = look?.open ?? [];
	const floor = Math.min(
		nextFrom(moved, Math.max(lookBack, late)),
		earliest(open.map(({ from }) => from)),
	);
	const batch =
		fresh.length > 0
			? {
					from: earliest(fresh.map(({ period }) => period.from)),
					keys: fresh.map(({ key }) => key),
				}
			: undefined;
	const last = mergeBatches(batch ? [...pending, batch] : pending);
	const passed = Math.max(cursor.passed ?? -Infinity, latest);
	const { source, startFrom } = cursor;
	return {
		batch,
		next: {
			source,
			startFrom,
			floor,
			position,
			...(Number.isFinite(passed) && { passed }),
			// A batch that is requested again needs the keys from where its periods began.
			seen: seen.storedSince(Math.min(floor, last?.from ?? floor)),
			...(look && { late: look }),
			...(last && { last: { process, ...last } }),
		},
	};
}
