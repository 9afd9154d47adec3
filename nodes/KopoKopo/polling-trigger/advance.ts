import { nextFrom, type Cursor } from './cursor';
import type { Fetched, FetchedTransaction } from './fetch-since';
import type { Transaction } from './transaction';

function latestOf(
	passed: number | undefined,
	transactions: readonly FetchedTransaction[],
): number | undefined {
	let latest = passed ?? -Infinity;
	for (const { at } of transactions) {
		if (Number.isFinite(at)) latest = Math.max(latest, Math.floor(at / 1000));
	}
	return latest === -Infinity ? undefined : latest;
}

/** The new transactions, oldest first, and the cursor after them. `lookBack` is in seconds; `process` is this process. */
export function advance(
	cursor: Cursor,
	{ transactions, position }: Fetched,
	lookBack: number,
	process: string,
): { fresh: Transaction[]; next: Cursor } {
	const found = new Map(Object.entries(cursor.found));
	const fresh: Transaction[] = [];
	for (const transaction of transactions) {
		if (!found.has(transaction.key)) fresh.push(transaction);
		found.set(transaction.key, transaction.foundBy);
	}
	// If the position moves back, the floor does too.
	const floor = nextFrom(
		{ ...cursor, floor: Math.min(cursor.floor, position), position },
		lookBack,
	);
	const from = nextFrom(cursor, lookBack);
	const last = {
		process,
		floor: from,
		position: cursor.position,
		keys: fresh.map(({ key }) => key),
	};
	// A batch that is requested again needs the keys from where its poll began.
	const needed = fresh.length > 0 ? Math.min(floor, from) : floor;
	const passed = latestOf(cursor.passed, transactions);
	return {
		fresh: fresh.sort((one, other) => (one.at === other.at ? 0 : one.at - other.at)),
		next: {
			...cursor,
			floor,
			position,
			...(passed !== undefined && { passed }),
			found: Object.fromEntries([...found].filter(([, foundBy]) => foundBy >= needed)),
			...(fresh.length > 0 && { last }),
		},
	};
}
