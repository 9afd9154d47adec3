import fc from 'fast-check';

import { advance } from '../../../nodes/KopoKopo/polling-trigger/advance.ts';
import { cursorAt, readCursor, resume } from '../../../nodes/KopoKopo/polling-trigger/cursor.ts';
import {
	day,
	fetchSince,
	type RequestTransactions,
} from '../../../nodes/KopoKopo/polling-trigger/fetch-since.ts';

/** A payment: when it was made, and how many seconds later Kopo Kopo lists it. */
interface Payment {
	id: string;
	at: number;
	late: number;
}

const start = 1_800_000_000;

/** The cursor of polls that begin at the start. */
const begun = cursorAt('the company', start);

const entryOf = ({ id, at }: Payment) => ({
	type: 'Buygoods Transaction',
	resource: { id, origination_time: new Date(at * 1000).toISOString() },
});

/**
 * A Kopo Kopo that lists the payments that have come by now.
 *
 * @param date its Date header, if there is one
 */
const listing =
	(
		payments: readonly Payment[],
		now: () => number,
		date: () => number | undefined = now,
	): RequestTransactions =>
	async ({ from, to }) => ({
		entries: payments
			.filter(({ at, late }) => at >= from && at <= to && at + late <= now())
			.map(entryOf),
		serverTime: date(),
	});

const setClock = (seconds: number) => jest.spyOn(Date, 'now').mockReturnValue(seconds * 1000);

afterEach(() => jest.restoreAllMocks());

interface Trouble {
	/** Seconds by which n8n's clock is ahead at a poll. */
	ahead?: (poll: number) => number;
	/** Seconds by which Kopo Kopo's Date header is ahead at a poll. */
	dateAhead?: (poll: number) => number;
	/** Whether n8n is restarted before a poll. */
	restarts?: (poll: number) => boolean;
	/** Whether Kopo Kopo sends a Date header. */
	hasDate?: boolean;
}

/** Polls at each of the given times, and returns the keys that were emitted. */
async function pollAt(
	times: readonly number[],
	payments: readonly Payment[],
	lookBackAt: (poll: number) => number,
	{ ahead = () => 0, dateAhead = () => 0, restarts = () => false, hasDate = true }: Trouble = {},
): Promise<string[]> {
	let cursor = begun;
	let stored = JSON.stringify(cursor);
	const emitted: string[] = [];
	for (const [poll, time] of times.entries()) {
		// n8n stores the cursor only with an execution.
		if (restarts(poll)) cursor = readCursor(JSON.parse(stored))!;
		setClock(time + ahead(poll));
		const lookBack = lookBackAt(poll);
		const date = () => (hasDate ? time + dateAhead(poll) : undefined);
		const list = listing(payments, () => time, date);
		const fetched = await fetchSince(cursor, lookBack, list, () => true);
		const { fresh, next } = advance(cursor, fetched, lookBack, 'process');
		cursor = next;
		for (const { key } of fresh) emitted.push(key);
		if (fresh.length > 0) stored = JSON.stringify(cursor);
	}
	return emitted;
}

const payments = (longestLate: number) =>
	fc
		.array(
			fc.record({
				at: fc.integer({ min: start, max: start + 4 * day }),
				late: fc.integer({ min: 0, max: longestLate }),
			}),
			{ maxLength: 40 },
		)
		.map((list) => list.map((one, index): Payment => ({ id: `P${index}`, ...one })));

/** Times of polls, with pauses of up to two days; the last two come after everything has been listed. */
const polls = fc
	.array(fc.integer({ min: 1, max: 2 * day }), { minLength: 1, maxLength: 20 })
	.map((pauses) => {
		let time = start;
		const times = pauses.map((pause) => (time += pause));
		return [
			...times,
			Math.max(time, start + 4 * day) + 7200,
			Math.max(time, start + 4 * day) + 7300,
		];
	});

const sorted = (list: readonly string[]) => [...list].sort();
const idsOf = (list: readonly Payment[]) => sorted(list.map(({ id }) => id));

describe('advance', () => {
	it('emits every payment once, whenever it is listed within the look-back', async () => {
		await fc.assert(
			fc.asyncProperty(payments(600), polls, fc.boolean(), async (made, times, hasDate) => {
				const emitted = await pollAt(times, made, () => 600, { hasDate });
				expect(sorted(emitted)).toEqual(idsOf(made));
			}),
		);
	});

	it('emits every payment once if the look-back changes and nothing is late', async () => {
		const lookBacks = fc.array(fc.integer({ min: 60, max: day }), { minLength: 1 });
		await fc.assert(
			fc.asyncProperty(payments(0), polls, lookBacks, async (made, times, list) => {
				const emitted = await pollAt(times, made, (poll) => list[poll % list.length]!);
				expect(sorted(emitted)).toEqual(idsOf(made));
			}),
		);
	});

	it('emits every payment once if n8n restarts between polls', async () => {
		const restarts = fc.array(fc.boolean(), { minLength: 1 });
		await fc.assert(
			fc.asyncProperty(payments(600), polls, restarts, async (made, times, list) => {
				const emitted = await pollAt(times, made, () => 600, {
					restarts: (poll) => list[poll % list.length]!,
				});
				expect(sorted(emitted)).toEqual(idsOf(made));
			}),
		);
	});

	it('emits every payment once if n8n’s clock is wrong and Kopo Kopo’s is right', async () => {
		const year = 365 * day;
		const errors = fc.array(fc.integer({ min: -year, max: year }), { minLength: 1 });
		await fc.assert(
			fc.asyncProperty(payments(600), polls, errors, async (made, times, list) => {
				const emitted = await pollAt(times, made, () => 600, {
					ahead: (poll) => list[poll % list.length]!,
				});
				expect(sorted(emitted)).toEqual(idsOf(made));
			}),
		);
	});

	/** How far ahead n8n's clock and the Date header are at each poll, in seconds. */
	type Clocks = Array<[here: number, there: number]>;
	const hours = (most: number) => fc.integer({ min: -72 * 3600, max: most * 3600 });
	const eitherAhead = fc
		.tuple(hours(72), hours(0), fc.boolean())
		.map(([one, other, isSwapped]): Clocks[number] => (isSwapped ? [other, one] : [one, other]));
	const clocks = (one: fc.Arbitrary<Clocks[number]>): fc.Arbitrary<Clocks> =>
		fc.array(one, { minLength: 1, maxLength: 10 });
	/** Polls with wrong clocks, and at the end twice with right ones. */
	const pollBy = async (list: Clocks, times: readonly number[], made: readonly Payment[]) => {
		const errorAt = (poll: number) =>
			poll < times.length - 2 ? list[poll % list.length]! : ([0, 0] as const);
		return await pollAt(times, made, () => 600, {
			ahead: (poll) => errorAt(poll)[0],
			dateAhead: (poll) => errorAt(poll)[1],
			restarts: (poll) => poll % 3 === 2,
		});
	};

	it('emits every payment once unless both clocks are ahead', async () => {
		await fc.assert(
			fc.asyncProperty(payments(600), polls, clocks(eitherAhead), async (made, times, list) => {
				expect(sorted(await pollBy(list, times, made))).toEqual(idsOf(made));
			}),
		);
	});

	it('emits no payment twice with two random clocks', async () => {
		const any = clocks(fc.tuple(hours(72), hours(72)));
		await fc.assert(
			fc.asyncProperty(payments(600), polls, any, async (made, times, list) => {
				const emitted = await pollBy(list, times, made);
				expect(emitted).toHaveLength(new Set(emitted).size);
			}),
		);
	});

	it.each([
		['both clocks are', 5 * 3600, 5 * 3600],
		['n8n’s clock is, and there is no Date header,', 5 * 3600, undefined],
	])('emits every payment once if %s hours ahead at one poll', async (_, here, there) => {
		const made = [10, 3600, 7200].map((after, index) => ({
			id: `P${index}`,
			at: start + after,
			late: 0,
		}));
		const times = [60, 120, 3700, 7300, 7400].map((after) => start + after);
		const wrongOnce = (ahead: number) => (poll: number) => (poll === 1 ? ahead : 0);
		const emitted = await pollAt(times, made, () => 600, {
			ahead: wrongOnce(here),
			dateAhead: wrongOnce(there ?? 0),
			hasDate: there !== undefined,
		});
		expect(emitted).toEqual(['P0', 'P1', 'P2']);
	});

	it('emits nothing again that was unlisted for a poll within the look-back', async () => {
		const made = [{ id: 'P0', at: start + 10, late: 0 }];
		setClock(start + 20);
		const first = await fetchSince(
			begun,
			600,
			listing(made, () => start + 20),
			() => true,
		);
		const { next } = advance(begun, first, 600, 'process');
		const gone = advance(next, { transactions: [], position: start + 300 }, 600, 'process');
		const back = advance(gone.next, { ...first, position: start + 500 }, 600, 'process');
		expect(back.fresh).toEqual([]);
	});
});

describe('a list of 200,000 payments', () => {
	it('emits a list of 200,000 payments once', async () => {
		const made = Array.from({ length: 200_000 }, (_, index) => ({
			id: `P${index}`,
			at: start + 1,
			late: 0,
		}));
		const times = [start + 60, start + 120];
		expect(await pollAt(times, made, () => 600)).toHaveLength(200_000);
	});
});

describe('the cursor', () => {
	it('keeps all keys found within the look-back', () => {
		const transactions = Array.from({ length: 50_000 }, (_, index) => ({
			entry: {},
			key: `P${index}`,
			at: start * 1000,
			amount: 1,
			foundBy: start + 60,
		}));
		const fetched = { transactions, position: start + 60 };
		const { next } = advance(begun, fetched, 600, 'process');
		expect(Object.keys(next.found)).toHaveLength(50_000);

		const nothing = { transactions: [], position: start + 600 + 61 };
		const later = advance(next, nothing, 600, 'process');
		expect(later.next.found).toEqual({});
	});

	it('keeps any ID, even __proto__', () => {
		const transactions = ['__proto__', 'constructor'].map((key) => ({
			entry: {},
			key,
			at: 0,
			amount: 1,
			foundBy: start,
		}));
		const fetched = { transactions, position: start };
		const first = advance(begun, fetched, 600, 'process');
		const stored = readCursor(JSON.parse(JSON.stringify(first.next)))!;
		expect(first.fresh).toHaveLength(2);
		expect(advance(stored, fetched, 600, 'process').fresh).toEqual([]);
	});

	it('reads any data without an error', () => {
		fc.assert(
			fc.property(fc.anything(), (stored) => {
				const cursor = readCursor(stored);
				if (cursor) expect(cursor.floor).toBeLessThanOrEqual(cursor.position);
			}),
		);
	});
});

it('orders transactions by their time, those without one last', () => {
	const transactions = [Infinity, 3, 1, Infinity, 2].map((at, index) => ({
		entry: {},
		key: String(index),
		at,
		amount: 1,
		foundBy: start,
	}));
	const { fresh } = advance(begun, { transactions, position: start }, 600, 'process');
	expect(fresh.map(({ key }) => key)).toEqual(['2', '4', '1', '0', '3']);
});

describe('the cursor to continue with', () => {
	const stored = { ...begun, startFrom: 'a', found: { P0: start } };
	const { source } = stored;

	it('returns the stored cursor while Start From and the source stay the same', () => {
		expect(resume(stored, source, { written: 'a', time: 0 })).toEqual(stored);
		expect(resume(stored, source)).toEqual(stored);
	});

	it('begins at a changed Start From, and keeps the keys found', () => {
		expect(resume(stored, source, { written: 'b', time: 5 })).toEqual({
			...cursorAt(source, 5),
			startFrom: 'b',
			found: { P0: start },
		});
	});

	it('begins at Start From for another source', () => {
		expect(resume(stored, 'a till', { written: 'a', time: 5 })).toEqual({
			...cursorAt('a till', 5),
			startFrom: 'a',
			found: { P0: start },
		});
	});

	it('returns no cursor for another source, and before the first poll', () => {
		expect(resume(stored, 'a till')).toBeUndefined();
		expect(resume(undefined, source)).toBeUndefined();
	});

	it.each([
		['text'],
		[null],
		[{ ...stored, source: undefined }],
		[{ ...stored, position: '2026' }],
	])('rejects %j as a cursor', (unreadable) => {
		expect(() => resume(unreadable, source)).toThrow(/cannot be read/);
		expect(resume(unreadable, source, { written: 'a', time: 5 })).toMatchObject({ position: 5 });
	});
});
