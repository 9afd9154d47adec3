import fc from 'fast-check';

import { advance, readProgress, resume } from '../../../nodes/KopoKopo/polling-trigger/cursor.ts';
import { collect, day, type Ask } from '../../../nodes/KopoKopo/polling-trigger/fetch-since.ts';

/** A payment: when it was made, and how many seconds later Kopo Kopo lists it. */
interface Payment {
	id: string;
	at: number;
	late: number;
}

const start = 1_800_000_000;

const entryOf = ({ id, at }: Payment) => ({
	type: 'Buygoods Transaction',
	resource: { id, origination_time: new Date(at * 1000).toISOString() },
});

/**
 * A Kopo Kopo that lists what it has heard of by now; both ends of a time belong to it.
 *
 * @param date what its Date header says, if there is one
 */
const listing =
	(payments: readonly Payment[], now: () => number, date: () => number | undefined = now): Ask =>
	async ({ from, to }) => ({
		entries: payments
			.filter(({ at, late }) => at >= from && at <= to && at + late <= now())
			.map(entryOf),
		askedAt: date(),
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
	/** Whether Kopo Kopo says what time it is. */
	saysTime?: boolean;
}

/** Polls at each of the given times, and gives what came out. */
async function pollAt(
	times: readonly number[],
	payments: readonly Payment[],
	lookBackAt: (poll: number) => number,
	{ ahead = () => 0, dateAhead = () => 0, restarts = () => false, saysTime = true }: Trouble = {},
): Promise<string[]> {
	let progress = { startFrom: '', since: start, through: start, found: {} };
	let stored = JSON.stringify(progress);
	const emitted: string[] = [];
	for (const [poll, time] of times.entries()) {
		// n8n stores what a node keeps only along with an execution.
		if (restarts(poll)) progress = readProgress(JSON.parse(stored))! as typeof progress;
		setClock(time + ahead(poll));
		const lookBack = lookBackAt(poll);
		const date = () => (saysTime ? time + dateAhead(poll) : undefined);
		const ask = listing(payments, () => time, date);
		const collected = await collect(progress, lookBack, ask, () => true);
		const { fresh, next } = advance(progress, collected, lookBack);
		progress = next as typeof progress;
		for (const { key } of fresh) emitted.push(key);
		if (fresh.length > 0) stored = JSON.stringify(progress);
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

/** Times of polls, with pauses of up to two days; the last comes when everything has been listed. */
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

describe('every payment is emitted once', () => {
	it('whenever it is polled, however late it is listed within the look-back', async () => {
		await fc.assert(
			fc.asyncProperty(payments(600), polls, fc.boolean(), async (made, times, saysTime) => {
				const emitted = await pollAt(times, made, () => 600, { saysTime });
				expect(sorted(emitted)).toEqual(idsOf(made));
			}),
		);
	});

	it('also where the look-back is changed, and nothing is late', async () => {
		const lookBacks = fc.array(fc.integer({ min: 60, max: day }), { minLength: 1 });
		await fc.assert(
			fc.asyncProperty(payments(0), polls, lookBacks, async (made, times, list) => {
				const emitted = await pollAt(times, made, (poll) => list[poll % list.length]!);
				expect(sorted(emitted)).toEqual(idsOf(made));
			}),
		);
	});

	it('also where n8n is restarted between polls', async () => {
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

	it('also where n8n’s clock is wrong, and Kopo Kopo says what time it is', async () => {
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
	/** Polls by wrong clocks, and twice by right ones in the end. */
	const pollBy = async (list: Clocks, times: readonly number[], made: readonly Payment[]) => {
		const errorAt = (poll: number) =>
			poll < times.length - 2 ? list[poll % list.length]! : ([0, 0] as const);
		return await pollAt(times, made, () => 600, {
			ahead: (poll) => errorAt(poll)[0],
			dateAhead: (poll) => errorAt(poll)[1],
			restarts: (poll) => poll % 3 === 2,
		});
	};

	it('whatever both clocks do, as long as one of them is not ahead', async () => {
		await fc.assert(
			fc.asyncProperty(payments(600), polls, clocks(eitherAhead), async (made, times, list) => {
				expect(sorted(await pollBy(list, times, made))).toEqual(idsOf(made));
			}),
		);
	});

	it('and never twice, whatever both clocks do', async () => {
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
	])('also where %s hours ahead once', async (_, here, there) => {
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
			saysTime: there !== undefined,
		});
		expect(emitted).toEqual(['P0', 'P1', 'P2']);
	});

	it('once more where Kopo Kopo lists it again after it was gone, but not within the look-back', async () => {
		const made = [{ id: 'P0', at: start + 10, late: 0 }];
		setClock(start + 20);
		const first = await collect(
			{ startFrom: '', since: start, through: start, found: {} },
			600,
			listing(made, () => start + 20),
			() => true,
		);
		const { next } = advance(
			{ startFrom: '', since: start, through: start, found: {} },
			first,
			600,
		);
		const gone = advance(next, { transactions: [], through: start + 300 }, 600);
		const back = advance(gone.next, { ...first, through: start + 500 }, 600);
		expect(back.fresh).toEqual([]);
	});
});

describe('a list of 200,000 payments', () => {
	it('is found once, and remembered', async () => {
		const made = Array.from({ length: 200_000 }, (_, index) => ({
			id: `P${index}`,
			at: start + 1,
			late: 0,
		}));
		const times = [start + 60, start + 120];
		expect(await pollAt(times, made, () => 600)).toHaveLength(200_000);
	});
});

describe('what is remembered', () => {
	it('is what was found within the look-back, however much that is', () => {
		const transactions = Array.from({ length: 50_000 }, (_, index) => ({
			entry: {},
			key: `P${index}`,
			at: start * 1000,
			amount: 1,
			foundBy: start + 60,
		}));
		const progress = { startFrom: '', since: start, through: start, found: {} };
		const { next } = advance(progress, { transactions, through: start + 60 }, 600);
		expect(Object.keys(next.found)).toHaveLength(50_000);

		const later = advance(next, { transactions: [], through: start + 600 + 61 }, 600);
		expect(later.next.found).toEqual({});
	});

	it('tells apart whatever an ID is, also __proto__', () => {
		const progress = { startFrom: '', since: start, through: start, found: {} };
		const transactions = ['__proto__', 'constructor'].map((key) => ({
			entry: {},
			key,
			at: 0,
			amount: 1,
			foundBy: start,
		}));
		const first = advance(progress, { transactions, through: start }, 600);
		const kept = readProgress(JSON.parse(JSON.stringify(first.next)))!;
		expect(first.fresh).toHaveLength(2);
		expect(advance(kept, { transactions, through: start }, 600).fresh).toEqual([]);
	});

	it('is read whatever it is', () => {
		fc.assert(
			fc.property(fc.anything(), (kept) => {
				const progress = readProgress(kept);
				if (progress) expect(progress.since).toBeLessThanOrEqual(progress.through);
			}),
		);
	});
});

it('orders by the time of the payment; what has none comes last', () => {
	const transactions = [Infinity, 3, 1, Infinity, 2].map((at, index) => ({
		entry: {},
		key: String(index),
		at,
		amount: 1,
		foundBy: start,
	}));
	const progress = { startFrom: '', since: start, through: start, found: {} };
	const { fresh } = advance(progress, { transactions, through: start }, 600);
	expect(fresh.map(({ key }) => key)).toEqual(['2', '4', '1', '0', '3']);
});

it('begins anew where Start From is written otherwise, and remembers what was found', () => {
	const kept = { startFrom: 'a', since: start, through: start, found: { P0: start } };
	expect(resume(kept, { written: 'a', time: 0 })).toEqual(kept);
	expect(resume(kept)).toEqual(kept);
	expect(resume(kept, { written: 'b', time: 5 })).toEqual({
		startFrom: 'b',
		since: 5,
		through: 5,
		certain: 5,
		found: { P0: start },
	});
	expect(resume(undefined)).toBeUndefined();
	expect(() => resume('text')).toThrow(/cannot be read/);
});
