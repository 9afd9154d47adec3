import fc from 'fast-check';

import type { TransactionEvent } from '../../../nodes/KopoKopo/payloads/statuses.ts';
import { advance } from '../../../nodes/KopoKopo/polling-trigger/advance.ts';
import {
	cursorAt,
	nextFrom,
	resume,
	lastOfOther,
	withoutUnconfirmed,
	type Batch,
	type Cursor,
} from '../../../nodes/KopoKopo/polling-trigger/cursor.ts';
import {
	day,
	foundIn,
	type RequestTransactions,
} from '../../../nodes/KopoKopo/polling-trigger/fetch-since.ts';
import { findNew, type Search } from '../../../nodes/KopoKopo/polling-trigger/find-new.ts';
import { readCursor } from '../../../nodes/KopoKopo/polling-trigger/read-cursor.ts';
import { digestOf } from '../../../nodes/KopoKopo/polling-trigger/seen-keys.ts';

/** A payment. All times but the first are in seconds after it was made. */
interface Payment {
	id: string;
	at: number;
	/** When Kopo Kopo lists it. */
	late: number;
	/** Until when it is listed as Pending. */
	open?: number;
	/** When it is reversed. */
	reversed?: number;
}

const start = 1_800_000_000;

const hour = 3600;

/** The cursor of polls that begin at the start. */
const begun = cursorAt('the company', start);

/** A process that has emitted nothing yet. */
const none: ReadonlySet<string> = new Set();

const both: TransactionEvent[] = ['received', 'reversed'];

const searchWith = (more: Partial<Search> = {}): Search => ({
	events: both,
	lookBack: 600,
	late: 0,
	...more,
});

function statusAt({ at, open = 0, reversed = Infinity }: Payment, now: number): string {
	if (now < at + open) return 'Pending';
	return now < at + reversed ? 'Received' : 'Reversed';
}

const entryOf = (payment: Payment, now: number) => ({
	type: 'Buygoods Transaction',
	resource: {
		id: payment.id,
		status: statusAt(payment, now),
		origination_time: new Date(payment.at * 1000).toISOString(),
	},
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
			.map((payment) => entryOf(payment, now())),
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
	/** Whether a request of a late look fails, of all in turn. */
	fails?: (request: number) => boolean;
	/** The requests for which a poll has time, after which it ends. */
	mostRequests?: (poll: number) => number;
	/** Whether n8n's database rejects the execution of a poll. */
	rejects?: (poll: number) => boolean;
	/** Whether a rejected batch is due at a poll. */
	retries?: (poll: number) => boolean;
	/** Whether n8n is killed after a poll, before it stores its execution. */
	dies?: (poll: number) => boolean;
}

const never = () => false;
const always = () => true;

/** Polls at each of the given times, and returns the events that were emitted, as `<event> <ID>`. */
async function pollAt(
	times: readonly number[],
	payments: readonly Payment[],
	searchAt: (poll: number) => Search,
	{
		ahead = () => 0,
		dateAhead = () => 0,
		restarts = never,
		hasDate = true,
		fails = never,
		mostRequests = () => Infinity,
		rejects = never,
		retries = always,
		dies = never,
	}: Trouble = {},
): Promise<string[]> {
	let cursor = begun;
	let stored = JSON.stringify(cursor);
	let process = 'process 0';
	let unconfirmed: Batch[] = [];
	let lateRequests = 0;
	const emitted: string[] = [];
	for (const [poll, time] of times.entries()) {
		// n8n stores the cursor only with an execution.
		if (restarts(poll)) cursor = readCursor(JSON.parse(stored))!;
		setClock(time + ahead(poll));
		const search = searchAt(poll);
		const due = retries(poll) ? unconfirmed : [];
		const pending = unconfirmed.filter((batch) => !due.includes(batch));
		const current: Cursor = withoutUnconfirmed(
			cursor,
			[...due, ...lastOfOther(cursor, process, none)],
			search.lookBack,
		);
		const date = () => (hasDate ? time + dateAhead(poll) : undefined);
		const list = listing(payments, () => time, date);
		const recent = nextFrom(current, search.lookBack);
		let requests = 0;
		const request: RequestTransactions = async (period) => {
			requests += 1;
			const isLate = period.from < recent;
			if (isLate && fails((lateRequests += 1))) throw new Error('late');
			return await list(period);
		};
		const hasTime = () => requests < mostRequests(poll);
		const found = await findNew(current, search, request, hasTime);
		const { batch, next } = advance(current, found, search, { process, pending });
		cursor = next;
		unconfirmed = batch && rejects(poll) ? [...pending, batch] : pending;
		if (batch) stored = JSON.stringify(cursor);
		if (dies(poll)) {
			cursor = readCursor(JSON.parse(stored))!;
			process = `process ${poll + 1}`;
			unconfirmed = [];
		} else if (!rejects(poll)) {
			for (const { entry, event } of found.fresh) {
				emitted.push(`${event} ${(entry as { resource: Payment }).resource.id}`);
			}
		}
	}
	return emitted;
}

/** The cursor after a poll that gets these entries for every period. */
async function pollOnce(cursor: Cursor, entries: unknown[], search = searchWith()) {
	const found = await findNew(cursor, search, async () => ({ entries }), always);
	return { ...found, ...advance(cursor, found, search, { process: 'process', pending: [] }) };
}

const entriesWith = (...ids: string[]) =>
	ids.map((id) => ({ resource: { id, status: 'Received' } }));

/** Payments of four days. Some are pending first, some are reversed later. */
const payments = (longestLate: number, { changes = false } = {}) =>
	fc
		.array(
			fc.record(
				{
					at: fc.integer({ min: start, max: start + 4 * day }),
					late: fc.integer({ min: 0, max: longestLate }),
					...(changes && {
						open: fc.integer({ min: 0, max: longestLate }),
						reversed: fc.integer({ min: 0, max: longestLate }),
					}),
				},
				{ requiredKeys: ['at', 'late'] },
			),
			{ maxLength: 40, size: 'max' },
		)
		.map((list) => list.map((one, index): Payment => ({ id: `P${index}`, ...one })));

const end = start + 5 * day;

/** Times of polls, and at the end of some after everything has been listed, one of them with a late look for certain. */
const pollsWith = (longestPause: number, most: number) =>
	fc
		.array(fc.integer({ min: 1, max: longestPause }), {
			minLength: 1,
			maxLength: most,
			size: 'max',
		})
		.map((pauses) => {
			let time = start;
			const times = pauses.map((pause) => (time += pause));
			const last = Math.max(time, end);
			return [...times, last, last + 2 * hour, last + 2 * hour + 100];
		});

const polls = pollsWith(2 * day, 20);

/** Cycles through a list, by the poll. */
const cycle =
	<Value,>(list: readonly Value[]) =>
	(poll: number): Value =>
		list[poll % list.length]!;

const listOf = <Value,>(one: fc.Arbitrary<Value>, maxLength = 10) =>
	fc.array(one, { minLength: 1, maxLength });

const sorted = (list: readonly string[]) => [...list].sort();

const received = (list: readonly Payment[]) => sorted(list.map(({ id }) => `received ${id}`));

/** The events in which payments end. One that is reversed may have been received before. */
const finalEvents = (list: readonly Payment[]) =>
	list.map(({ id, reversed }) => `${reversed === undefined ? 'received' : 'reversed'} ${id}`);

const doubled = (list: readonly string[]) =>
	list.filter((one, index) => list.indexOf(one) !== index);

const missing = (list: readonly string[], expected: readonly string[]) =>
	expected.filter((one) => !list.includes(one));

describe('the polls', () => {
	it('emit every payment once, whenever it is listed within the look-back', async () => {
		await fc.assert(
			fc.asyncProperty(payments(600), polls, fc.boolean(), async (made, times, hasDate) => {
				const emitted = await pollAt(times, made, () => searchWith(), { hasDate });
				expect(sorted(emitted)).toEqual(received(made));
			}),
		);
	});

	it('emit every payment once if the look-back changes and nothing is late', async () => {
		const lookBacks = listOf(fc.integer({ min: 60, max: day }));
		await fc.assert(
			fc.asyncProperty(payments(0), polls, lookBacks, async (made, times, list) => {
				const lookBackAt = cycle(list);
				const emitted = await pollAt(times, made, (poll) =>
					searchWith({ lookBack: lookBackAt(poll) }),
				);
				expect(sorted(emitted)).toEqual(received(made));
			}),
		);
	});

	it('emit every payment once if n8n restarts between polls', async () => {
		await fc.assert(
			fc.asyncProperty(payments(600), polls, listOf(fc.boolean()), async (made, times, list) => {
				const emitted = await pollAt(times, made, () => searchWith(), { restarts: cycle(list) });
				expect(sorted(emitted)).toEqual(received(made));
			}),
		);
	});

	it('emit the last event of every transaction once, and none twice, if it is listed 20 hours late', async () => {
		const made = payments(20 * hour, { changes: true });
		await fc.assert(
			fc.asyncProperty(made, polls, listOf(fc.boolean()), async (list, times, restarts) => {
				// A reversal is found from when the transaction is listed and no longer open.
				const search = searchWith({ late: 24 * hour });
				const emitted = await pollAt(times, list, () => search, { restarts: cycle(restarts) });
				expect(doubled(emitted)).toEqual([]);
				expect(missing(emitted, finalEvents(list))).toEqual([]);
			}),
		);
	});

	it('emit no payment for a transaction that was never listed as received', async () => {
		const made = payments(600).map((list) => list.map((one) => ({ ...one, reversed: 0 })));
		await fc.assert(
			fc.asyncProperty(
				made,
				polls,
				fc.constantFrom(both, ['received']),
				async (list, times, events) => {
					const search = searchWith({ events: events as TransactionEvent[], late: 24 * hour });
					const emitted = await pollAt(times, list, () => search);
					expect(sorted(emitted)).toEqual(events.length > 1 ? sorted(finalEvents(list)) : []);
				},
			),
		);
	});

	it('emit only selected events, and none twice, if events, look-back and late hours change', async () => {
		const searches = listOf(
			fc.record({
				events: fc.constantFrom<TransactionEvent[]>(['received'], ['reversed'], both),
				lookBack: fc.integer({ min: 60, max: day }),
				late: fc.integer({ min: 0, max: 72 }).map((hours) => hours * hour),
			}),
		);
		const made = payments(2 * day, { changes: true });
		const falls = listOf(fc.boolean());
		await fc.assert(
			fc.asyncProperty(
				made,
				polls,
				searches,
				falls,
				falls,
				async (list, times, search, fails, restarts) => {
					const emitted = await pollAt(times, list, cycle(search), {
						fails: cycle(fails),
						restarts: cycle(restarts),
						mostRequests: (poll) => 1 + (poll % 4),
					});
					expect(doubled(emitted)).toEqual([]);
				},
			),
		);
	});

	it('emit recent payments at once, even if all late looks fail', async () => {
		const minutes = Array.from({ length: 12 * 60 }, (_, minute) => start + 60 * (minute + 1));
		const made = payments(0).map((list) =>
			list.map((one) => ({ ...one, at: start + ((one.at - start) % (12 * hour)) })),
		);
		await fc.assert(
			fc.asyncProperty(
				made,
				fc.constantFrom(0, 24, 72),
				fc.boolean(),
				async (list, hours, isFailing) => {
					for (const count of [1, 60, minutes.length]) {
						const times = minutes.slice(0, count);
						const due = list.filter(({ at }) => at <= times.at(-1)!);
						const search = searchWith({ late: hours * hour });
						const emitted = await pollAt(times, list, () => search, { fails: () => isFailing });
						expect(sorted(emitted)).toEqual(received(due));
					}
				},
			),
			{ numRuns: 10 },
		);
	});

	it('emit a payment that is listed 18 hours late if most late requests fail, and each poll has time for two', async () => {
		const made = payments(18 * hour);
		const failures = listOf(fc.boolean(), 3).map((list) => [...list, false]);
		await fc.assert(
			fc.asyncProperty(made, pollsWith(1800, 300), failures, async (list, times, fails) => {
				const emitted = await pollAt(times, list, () => searchWith({ late: 24 * hour }), {
					fails: cycle(fails),
					// Pauses of days are left to the end.
					mostRequests: (poll) => (poll < times.length - 3 ? 2 : Infinity),
				});
				expect(doubled(emitted)).toEqual([]);
				const during = list.filter(({ at, late }) => at + late < times.at(-4)! - 4 * hour);
				expect(missing(emitted, received(during))).toEqual([]);
			}),
		);
	});

	it('emit the last event of every transaction once if executions are rejected', async () => {
		const made = payments(10 * hour, { changes: true });
		const flags = listOf(fc.boolean());
		await fc.assert(
			fc.asyncProperty(made, polls, flags, flags, async (list, times, rejects, retries) => {
				const isEnd = (poll: number) => poll >= times.length - 2;
				const emitted = await pollAt(times, list, () => searchWith({ late: 24 * hour }), {
					rejects: (poll) => !isEnd(poll) && cycle(rejects)(poll),
					retries: (poll) => isEnd(poll) || cycle(retries)(poll),
				});
				expect(doubled(emitted)).toEqual([]);
				expect(missing(emitted, finalEvents(list))).toEqual([]);
			}),
		);
	});

	it('lose nothing if executions are rejected and n8n is killed before they are stored', async () => {
		const made = payments(10 * hour, { changes: true });
		const flags = listOf(fc.boolean());
		await fc.assert(
			fc.asyncProperty(
				made,
				polls,
				flags,
				flags,
				flags,
				async (list, times, rejects, retries, dies) => {
					const isEnd = (poll: number) => poll >= times.length - 2;
					const search = searchWith({ late: 24 * hour });
					const emitted = await pollAt(times, list, () => search, {
						rejects: (poll) => !isEnd(poll) && cycle(rejects)(poll),
						retries: (poll) => isEnd(poll) || cycle(retries)(poll),
						dies: (poll) => !isEnd(poll) && cycle(dies)(poll),
					});
					expect(missing(emitted, finalEvents(list))).toEqual([]);
				},
			),
		);
	});

	it('emit every payment once if n8n’s clock is wrong and Kopo Kopo’s is right', async () => {
		const year = 365 * day;
		const errors = listOf(fc.integer({ min: -year, max: year }));
		const late = fc.constantFrom(0, 24 * hour);
		await fc.assert(
			fc.asyncProperty(payments(600), polls, errors, late, async (made, times, list, hours) => {
				const emitted = await pollAt(times, made, () => searchWith({ late: hours }), {
					ahead: cycle(list),
				});
				expect(sorted(emitted)).toEqual(received(made));
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
	const pollBy = async (
		list: Clocks,
		times: readonly number[],
		made: readonly Payment[],
		late = 0,
	) => {
		const errorAt = (poll: number) =>
			poll < times.length - 2 ? list[poll % list.length]! : ([0, 0] as const);
		return await pollAt(times, made, () => searchWith({ late }), {
			ahead: (poll) => errorAt(poll)[0],
			dateAhead: (poll) => errorAt(poll)[1],
			restarts: (poll) => poll % 3 === 2,
		});
	};
	const lateOrNot = fc.constantFrom(0, 24 * hour);

	it('emit every payment once unless both clocks are ahead', async () => {
		await fc.assert(
			fc.asyncProperty(
				payments(600),
				polls,
				clocks(eitherAhead),
				lateOrNot,
				async (made, times, list, late) => {
					expect(sorted(await pollBy(list, times, made, late))).toEqual(received(made));
				},
			),
		);
	});

	it('emit no payment twice with two random clocks', async () => {
		const any = clocks(fc.tuple(hours(72), hours(72)));
		await fc.assert(
			fc.asyncProperty(payments(600), polls, any, lateOrNot, async (made, times, list, late) => {
				expect(doubled(await pollBy(list, times, made, late))).toEqual([]);
			}),
		);
	});

	it.each([
		['both clocks are', 5 * 3600, 5 * 3600],
		['n8n’s clock is, and there is no Date header,', 5 * 3600, undefined],
	])('emit every payment once if %s hours ahead at one poll', async (_, here, there) => {
		const made = [10, 3600, 7200].map((after, index) => ({
			id: `P${index}`,
			at: start + after,
			late: 0,
		}));
		const times = [60, 120, 3700, 7300, 7400].map((after) => start + after);
		const wrongOnce = (ahead: number) => (poll: number) => (poll === 1 ? ahead : 0);
		const emitted = await pollAt(times, made, () => searchWith(), {
			ahead: wrongOnce(here),
			dateAhead: wrongOnce(there ?? 0),
			hasDate: there !== undefined,
		});
		expect(emitted).toEqual(received(made));
	});

	it('emit nothing again that was unlisted for a poll within the look-back', async () => {
		const paid: Payment = { id: 'P0', at: start + 10, late: 0 };
		const times = [20, 300, 500].map((after) => start + after);
		let poll = 0;
		let cursor = begun;
		const emitted: number[] = [];
		for (const time of times) {
			setClock(time);
			const list = listing((poll += 1) === 2 ? [] : [paid], () => time);
			const found = await findNew(cursor, searchWith(), list, always);
			cursor = advance(cursor, found, searchWith(), { process: '', pending: [] }).next;
			emitted.push(found.fresh.length);
		}
		expect(emitted).toEqual([1, 0, 0]);
	});

	it('emit nothing again that is listed in every period, with an ID or without', async () => {
		const emitted: number[] = [];
		let cursor = begun;
		for (let minute = 30; minute <= 6 * 60; minute += 30) {
			setClock(start + 60 * minute);
			const entries = [...entriesWith('P0'), { type: 'Odd' }, { type: 'Odd' }, null];
			const search = searchWith({ late: minute > 180 ? 24 * hour : 0 });
			const { fresh, next } = await pollOnce(cursor, entries, search);
			cursor = next;
			emitted.push(fresh.length);
		}
		expect(emitted).toEqual([4, ...emitted.slice(1).map(() => 0)]);
	});

	it('emit a list of 200,000 payments once', async () => {
		const made = Array.from({ length: 200_000 }, (_, index) => ({
			id: `P${index}`,
			at: start + 1,
			late: 0,
		}));
		const times = [start + 60, start + 120];
		expect(await pollAt(times, made, () => searchWith())).toHaveLength(200_000);
	});

	it('emit payments of a pause in several batches, and each once', async () => {
		const made = Array.from({ length: 10 * 15_000 }, (_, index) => ({
			id: `P${index}`,
			at: start + Math.floor((index * day) / 15_000),
			late: 0,
		}));
		const now = start + 10 * day;
		const sizes: number[] = [];
		let cursor = begun;
		setClock(now);
		for (let poll = 0; poll < 6; poll += 1) {
			const found = await findNew(
				cursor,
				searchWith(),
				listing(made, () => now),
				always,
			);
			cursor = advance(cursor, found, searchWith(), { process: 'process', pending: [] }).next;
			sizes.push(found.fresh.length);
		}

		expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * 15_000 + 10);
		expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(made.length);
	});

	it('emit what is new, although each poll has time for one request and looks back a day', async () => {
		const made = Array.from({ length: 20 }, (_, index) => ({
			id: `P${index}`,
			at: start + day + index * 60,
			late: 0,
		}));
		const times = Array.from({ length: 30 }, (_, index) => start + day + (index + 1) * 60);
		const emitted = await pollAt(times, made, () => searchWith({ lookBack: day }), {
			mostRequests: () => 1,
		});
		expect(sorted(emitted)).toEqual(received(made));
	});

	it('come to today after a long pause, although Kopo Kopo rejects each eleventh request in a row', async () => {
		const made = [{ id: 'NOW', at: start + 40 * day - 10, late: 0 }];
		const now = start + 40 * day;
		setClock(now);
		let cursor = begun;
		let emitted = 0;
		let failed = 0;
		for (let poll = 0; poll < 5; poll += 1) {
			let requests = 0;
			const request: RequestTransactions = async (period) => {
				if ((requests += 1) > 10) throw new Error('429');
				return await listing(made, () => now)(period);
			};
			const found = await findNew(cursor, searchWith(), request, always).catch(() => undefined);
			if (!found) failed += 1;
			else cursor = advance(cursor, found, searchWith(), { process: 'p', pending: [] }).next;
			emitted += found?.fresh.length ?? 0;
		}
		expect({ emitted, failed }).toEqual({ emitted: 1, failed: 0 });
	});
});

describe('a late look', () => {
	const quiet: Payment[] = [];
	const busy = Array.from(
		{ length: 24 * 60 },
		(_, minute): Payment => ({
			id: `M${minute}`,
			at: start + day + 60 * minute - 1,
			late: 0,
		}),
	);

	/** The periods that late looks request at polls of every minute, after a day of polls. */
	async function requested(
		minutes: number,
		made: readonly Payment[],
		fails = never,
	): Promise<number[][]> {
		let cursor: Cursor = { ...begun, position: start + day };
		const periods: number[][] = [];
		for (let minute = 1; minute <= minutes; minute += 1) {
			const time = start + day + 60 * minute;
			setClock(time);
			const search = searchWith({ late: 72 * hour });
			const list = listing(made, () => time);
			const recent = nextFrom(cursor, search.lookBack);
			const found = await findNew(
				cursor,
				search,
				async (period) => {
					if (period.from >= recent) return await list(period);
					periods.push([minute, (period.from - start) / hour, (period.to - start) / hour]);
					if (fails()) throw new Error('late');
					return await list(period);
				},
				always,
			);
			cursor = advance(cursor, found, search, { process: '', pending: [] }).next;
		}
		return periods;
	}

	const before = 24 - 1 / 6;

	it('runs once an hour, up to where the recent period begins, and never before the polls began', async () => {
		expect(await requested(130, quiet)).toEqual([
			[1, 0, before],
			[61, 0, 24],
			[61, 24, before + 1],
			[121, 0, 24],
			[121, 24, before + 2],
		]);
	});

	it.each([-365 * day, 365 * day])(
		'finds a payment that is listed an hour late, although n8n’s clock was wrong by %i s',
		async (ahead) => {
			const times = [1, 2, 3, 4, 5].map((count) => start + count * hour);
			const made = [{ id: 'LATE', at: start + 1.5 * hour, late: hour }];
			const emitted = await pollAt(times, made, () => searchWith({ late: 24 * hour }), {
				ahead: (poll) => (poll === 1 ? ahead : 0),
			});
			expect(emitted).toEqual(['received LATE']);
		},
	);

	it('emits nothing again of a period that had no time before a long pause was made up for', async () => {
		const made = Array.from(
			{ length: 30 },
			(_, count): Payment => ({
				id: `P${count}`,
				at: start + count * hour,
				late: 0,
			}),
		);
		const minutes = Array.from({ length: 31 * 60 }, (_, minute) => start + 60 * minute);
		const pause = minutes.at(-1)! + 3 * day;
		const times = [...minutes, pause, pause + 60, pause + 120];
		const emitted = await pollAt(times, made, () => searchWith({ late: 24 * hour }), {
			mostRequests: (poll) => (poll === minutes.length ? 4 : Infinity),
		});
		expect(emitted).toEqual(made.map(({ id }) => `received ${id}`));
	});

	it('gets to every period in turn if each poll has time for one', async () => {
		let cursor: Cursor = { ...begun, position: start + 3 * day };
		const days = new Set<number>();
		for (let count = 1; count <= 4; count += 1) {
			setClock(start + 3 * day + count * (hour + 60));
			let requests = 0;
			const search = searchWith({ late: 72 * hour });
			const recent = nextFrom(cursor, search.lookBack);
			const found = await findNew(
				cursor,
				search,
				async ({ from, to }) => {
					requests += 1;
					if (from < recent) days.add(Math.floor((to - 1 - start) / day));
					return { entries: [] };
				},
				() => requests < 2,
			);
			cursor = advance(cursor, found, search, { process: '', pending: [] }).next;
		}
		expect([...days]).toEqual(expect.arrayContaining([0, 1, 2]));
	});

	it('waits ten minutes for a poll that finds nothing new', async () => {
		const minutes = (await requested(130, busy)).map(([minute]) => minute);
		expect(minutes).toEqual([1, 71, 71]);
	});

	it('is tried again every ten minutes if it fails', async () => {
		expect((await requested(30, quiet, always)).map(([minute]) => minute)).toEqual([1, 11, 21]);
		expect((await requested(30, busy, always)).map(([minute]) => minute)).toEqual([1, 11, 21]);
	});
});

const sizeOf = ({ seen }: Cursor) => Object.values(seen).join('').length / digestOf('').length;

describe('the cursor', () => {
	it('keeps all keys found within the look-back or the late hours, and no others for an hour longer', async () => {
		const ids = Array.from({ length: 5_000 }, (_, index) => `P${index}`);
		for (const search of [searchWith(), searchWith({ late: 2 * hour })]) {
			setClock(start + 60);
			const { next } = await pollOnce(begun, entriesWith(...ids), search);
			expect(sizeOf(next)).toBe(5_000);
			const kept = Math.max(search.lookBack, search.late);
			setClock(start + 60 + kept);
			const later = await pollOnce(next, [], search);
			expect(sizeOf(later.next)).toBe(5_000);
			setClock(start + 60 + kept + hour);
			expect(sizeOf((await pollOnce(later.next, [], search)).next)).toBe(0);
		}
	});

	it('keeps any ID, even __proto__', async () => {
		setClock(start + 60);
		const entries = entriesWith('__proto__', 'constructor');
		const first = await pollOnce(begun, entries);
		const stored = readCursor(JSON.parse(JSON.stringify(first.next)))!;
		expect(first.fresh).toHaveLength(2);
		expect((await pollOnce(stored, entries)).fresh).toEqual([]);
	});

	it('reads what it has stored', async () => {
		setClock(start + day);
		const { next } = await pollOnce(
			begun,
			entriesWith('P0', 'P1'),
			searchWith({ late: 72 * hour }),
		);
		expect(next).toMatchObject({ last: expect.anything(), late: expect.anything() });
		expect(readCursor(JSON.parse(JSON.stringify(next)))).toEqual(next);
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

describe('a batch that may have started no execution', () => {
	const cursor = {
		...cursorAt('the company', start + 3 * day),
		floor: start,
		last: { process: 'another', from: start + day, keys: ['A', 'B'] },
	};

	it('is requested again if another process emitted it', () => {
		expect(lastOfOther(cursor, 'this', none)).toEqual([cursor.last]);
		expect(lastOfOther(cursor, 'this', new Set(['A']))).toEqual([cursor.last]);
	});

	it('is not requested again if this process emitted it before', () => {
		expect(lastOfOther(cursor, 'this', new Set(['A', 'B', 'C']))).toEqual([]);
		expect(lastOfOther(cursor, 'another', none)).toEqual([]);
	});

	it('is looked for late if it is old, so that an old day cannot hold back new payments', () => {
		expect(withoutUnconfirmed(cursor, [cursor.last], 600)).toMatchObject({
			position: cursor.position,
			floor: start,
			late: { open: [{ from: start + day, to: cursor.position - 600, isKept: true }] },
		});
	});

	it('moves the position back if it is recent', () => {
		const recent = { from: cursor.position - 900, keys: ['A'] };
		const moved = withoutUnconfirmed(cursor, [recent], 600);
		expect(moved.position).toBe(recent.from);
		expect(moved.late).toBeUndefined();
	});

	it('is found again, also without late looks', async () => {
		setClock(cursor.position + 60);
		const entries = entriesWith('P0');
		const first = await pollOnce({ ...cursor, last: undefined }, entries);
		const batch = { from: start + day, keys: first.batch!.keys };
		const again = withoutUnconfirmed(first.next, [batch], 600);
		expect((await pollOnce(again, entries)).fresh).toHaveLength(1);
	});
});

describe('a cursor from before there were events', () => {
	const earlier = {
		source: 'the company',
		startFrom: '',
		floor: start,
		position: start + 600,
		passed: start,
		found: { P0: start + 500, P1: start + 600 },
		last: { process: 'process', floor: start, position: start + 500, keys: ['P1'] },
	};
	const entries = [
		...entriesWith('P0', 'P1', 'NEW'),
		{ resource: { id: 'P1', status: 'Reversed' } },
	];
	const idsOf = (fresh: ReadonlyArray<{ entry: unknown; event: string }>) =>
		fresh.map(({ entry, event }) => `${event} ${(entry as { resource: Payment }).resource.id}`);

	it('emits nothing twice, and what is new', async () => {
		setClock(start + 700);
		const { fresh, next } = await pollOnce(readCursor(earlier)!, entries);
		expect(idsOf(fresh)).toEqual(['received NEW', 'reversed P1']);
		expect(next).not.toHaveProperty('found');
	});

	it('requests its last batch again in another process', async () => {
		setClock(start + 700);
		const read = readCursor(earlier)!;
		const cursor = withoutUnconfirmed(read, lastOfOther(read, 'another', none), 600);
		expect(cursor).toMatchObject({ floor: start, position: start });
		expect(idsOf((await pollOnce(cursor, entries)).fresh)).toContain('received P1');
	});
});

it('orders transactions by their time, those without one last', async () => {
	setClock(start + 60);
	const times = [undefined, 3, 1, undefined, 2];
	const { fresh } = await pollOnce(
		begun,
		times.map((time, index) => ({
			resource: { id: index, origination_time: time && new Date(time).toISOString() },
		})),
	);
	expect(fresh.map(({ entry }) => entry)).toMatchObject(
		[2, 4, 1, 0, 3].map((id) => ({ resource: { id } })),
	);
});

it.each([
	['Received', 'received'],
	['Complete', 'received'],
	[' REVERSED', 'reversed'],
	['Voided', 'reversed'],
	['Not Known', 'received'],
	[null, 'received'],
	['Pending', undefined],
	['processing', undefined],
	['Failed', undefined],
	['Cancelled', undefined],
])('emits a transaction that is %j as %p', async (status, event) => {
	const [found] = await foundIn({ from: 0, to: 1 }, [{ resource: { id: 'P0', status } }]);
	expect(found?.event).toBe(event);
});

it('emits a transaction once its status is no longer open', async () => {
	setClock(start + 60);
	const at = (status: string) => [{ resource: { id: 'P0', status } }];
	const pending = await pollOnce(begun, at('Pending'));
	const failed = await pollOnce(pending.next, at('Failed'));
	const paid = await pollOnce(failed.next, at('Received'));
	const reversed = await pollOnce(paid.next, at('Reversed'));
	const again = await pollOnce(reversed.next, at('Received'));
	const emitted = [pending, failed, paid, reversed, again].map(({ fresh }) =>
		fresh.map(({ event }) => event),
	);
	expect(emitted).toEqual([[], [], ['received'], ['reversed'], []]);
});

it('begins with what happens after an event has been selected', async () => {
	setClock(start + 60);
	const events: TransactionEvent[] = ['received'];
	const reversed = { resource: { id: 'P0', status: 'Reversed' } };
	const before = await pollOnce(begun, [reversed, ...entriesWith('P1')], searchWith({ events }));
	const selected = await pollOnce(before.next, [
		reversed,
		{ resource: { id: 'P1', status: 'Reversed' } },
	]);
	expect(selected.fresh.map(({ entry }) => entry)).toMatchObject([{ resource: { id: 'P1' } }]);
});

describe('the cursor to continue with', () => {
	const seen = { 500_000: digestOf('P0') };
	const stored = { ...begun, startFrom: 'a', seen };
	const { source } = stored;

	it('returns the stored cursor while Start From and the source stay the same', () => {
		expect(resume(stored, source, { written: 'a', time: 0 })).toEqual(stored);
		expect(resume(stored, source)).toEqual(stored);
	});

	it('begins at a changed Start From, and keeps the keys found', () => {
		expect(resume(stored, source, { written: 'b', time: 5 })).toEqual({
			...cursorAt(source, 5),
			startFrom: 'b',
			seen,
		});
	});

	it('begins at Start From for another source', () => {
		expect(resume(stored, 'a till', { written: 'a', time: 5 })).toEqual({
			...cursorAt('a till', 5),
			startFrom: 'a',
			seen,
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
