import * as fc from 'fast-check';

import { pollUntilFinal } from '../../../nodes/KopoKopo/api/poll-until-final.ts';
import { Semaphore } from '../../../nodes/KopoKopo/lib/semaphore.ts';
import { WaitStopped } from '../../../nodes/KopoKopo/run/run-clock.ts';
import { StatusChecks } from '../../../nodes/KopoKopo/run/status-checks.ts';

const never = { context: {} as never, shouldStop: () => false };

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

interface Seen {
	checks: number;
	/** Milliseconds from the result to the check that found it. */
	delay: number;
	timedOut: boolean;
}

/** Items that wait for results which are ready after these times. A check takes 10 ms. */
async function waitFor(
	readyAfter: readonly number[],
	{ interval = 3000, timeout = 120_000, permits = 10, run = never } = {},
): Promise<Seen[]> {
	const statusChecks = new StatusChecks(run, new Semaphore(permits));
	const { clock } = statusChecks;
	const seen = readyAfter.map(async (after): Promise<Seen> => {
		const begun = Date.now();
		let [checks, found] = [0, 0];
		const { timedOut } = await pollUntilFinal({
			checkOnce: async () =>
				await statusChecks.use(async () => {
					checks += 1;
					found = Date.now() - begun;
					await new Promise((resolve) => setTimeout(resolve, 10));
					return found >= after;
				}),
			isFinal: (isReady) => isReady,
			interval,
			timeout,
			...statusChecks.timesOf(interval),
			clock,
		});
		if (!timedOut) statusChecks.resultFound(found);
		return { checks, delay: found - after, timedOut };
	});
	const all = Promise.all(seen);
	await jest.advanceTimersByTimeAsync(timeout + 60_000);
	return await all;
}

const mean = (values: readonly number[]) =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

const thousand = (after: number) => Array.from({ length: 1000 }, () => after);

it('checks most of a long list once, when the results of the first items were found', async () => {
	const seen = await waitFor(thousand(2000));

	expect(seen.filter(({ checks }) => checks === 1).length).toBeGreaterThanOrEqual(980);
	expect(Math.max(...seen.map(({ checks }) => checks))).toBe(2);
	expect(mean(seen.map(({ delay }) => delay))).toBeLessThan(1000);
});

it('sees results that are ready within 4.5 s a second later at most on average, with at most three checks each', async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 600, max: 4500 }), async (after) => {
			const seen = await waitFor(Array.from({ length: 200 }, () => after));
			expect(mean(seen.map(({ delay }) => delay))).toBeLessThan(1000);
			expect(Math.max(...seen.map(({ checks }) => checks))).toBeLessThanOrEqual(3);
		}),
		{ numRuns: 20 },
	);
});

it('checks the first items again when the results of others were found', async () => {
	const seen = await waitFor(thousand(2000).slice(0, 100));

	expect(Math.max(...seen.map(({ delay }) => delay))).toBeLessThan(1000);
});

it('checks the other items at the interval if nothing was learned', async () => {
	const seen = await waitFor(thousand(Infinity).slice(0, 30), { interval: 3000, timeout: 30_000 });

	expect(seen.slice(20).map(({ checks }) => checks)).toEqual(Array(10).fill(10));
	expect(seen.every(({ timedOut }) => timedOut)).toBe(true);
});

it('is not misled by a payment that fails at once', async () => {
	const seen = await waitFor([0, ...thousand(2000)]);
	const others = seen.slice(1);

	expect(mean(others.map(({ delay }) => delay))).toBeLessThan(1000);
	expect(Math.max(...others.map(({ checks }) => checks))).toBeLessThanOrEqual(3);
});

it('never runs more checks at once than there are permits', async () => {
	const statusChecks = new StatusChecks(never, new Semaphore(2));
	let [running, most] = [0, 0];
	const check = async () => {
		running += 1;
		most = Math.max(most, running);
		await new Promise((resolve) => setTimeout(resolve, 10));
		running -= 1;
	};
	const all = Promise.all(Array.from({ length: 20 }, () => statusChecks.use(check)));
	await jest.advanceTimersByTimeAsync(1000);
	await all;

	expect(most).toBe(2);
});

it('lets an item be sent behind one check at most, however many wait', async () => {
	const semaphore = new Semaphore(1);
	const statusChecks = new StatusChecks(never, semaphore);
	const order: string[] = [];
	const step = (name: string) => async () => {
		await new Promise((resolve) => setTimeout(resolve, 10));
		order.push(name);
	};
	const all = [
		...['first', 'second', 'third', 'fourth'].map((name) => statusChecks.use(step(name))),
		Promise.resolve().then(async () => {
			for (const name of ['sent', 'sent too']) await semaphore.use(step(name));
		}),
	];
	await jest.advanceTimersByTimeAsync(1000);
	await Promise.all(all);

	expect(order.indexOf('sent')).toBeLessThanOrEqual(2);
	expect(order.indexOf('sent too')).toBeLessThanOrEqual(4);
});

it('sends none of the checks that wait for their turn when the run should stop', async () => {
	let [stops, checks] = [false, 0];
	const statusChecks = new StatusChecks({ ...never, shouldStop: () => stops }, new Semaphore(10));
	const all = Promise.allSettled(
		Array.from(
			{ length: 1000 },
			async () =>
				await statusChecks.use(async () => {
					checks += 1;
					await new Promise((resolve) => setTimeout(resolve, 10));
				}),
		),
	);
	await jest.advanceTimersByTimeAsync(5);
	stops = true;
	await jest.advanceTimersByTimeAsync(60_000);
	const stopped = (await all).filter((one) => 'reason' in one && one.reason instanceof WaitStopped);

	expect(checks).toBe(10);
	expect(stopped).toHaveLength(990);
});

it('releases the permit of a check that fails', async () => {
	const statusChecks = new StatusChecks(never, new Semaphore(1));
	const failed = statusChecks.use(async () => await Promise.reject(new Error('rejected')));

	await expect(failed).rejects.toThrow('rejected');
	expect(await statusChecks.use(async () => 'next')).toBe('next');
});

describe('the clock', () => {
	const clockOf = (shouldStop = () => false) =>
		new StatusChecks({ ...never, shouldStop }, new Semaphore(1)).clock;

	it('wakes each sleeper at its time, with one timer for all', async () => {
		const clock = clockOf();
		const begun = Date.now();
		const woken: Array<[due: number, at: number]> = [];
		for (const due of [200, 1000, 150]) {
			void clock.sleepUntil(() => begun + due).then(() => woken.push([due, Date.now() - begun]));
		}
		expect(jest.getTimerCount()).toBe(1);
		await jest.advanceTimersByTimeAsync(2000);

		expect(woken).toEqual([
			[200, 200],
			[150, 200],
			[1000, 1000],
		]);
	});

	it('wakes a sleeper earlier if it becomes due earlier', async () => {
		const clock = clockOf();
		const begun = Date.now();
		let due = begun + 60_000;
		let woken = 0;
		const sleeping = clock
			.sleepUntil(() => due)
			.then(() => {
				woken = Date.now() - begun;
			});
		await jest.advanceTimersByTimeAsync(1000);
		due = begun + 2000;
		await jest.advanceTimersByTimeAsync(58_000);
		await sleeping;

		expect(woken).toBe(2000);
	});

	it('stops every sleeper soon after the run should stop', async () => {
		let stops = false;
		const clock = clockOf(() => stops);
		const begun = Date.now();
		const sleeping = [1, 2].map(() => clock.sleepUntil(() => begun + 60_000));
		const results = Promise.allSettled(sleeping);
		await jest.advanceTimersByTimeAsync(500);
		stops = true;
		await jest.advanceTimersByTimeAsync(200);

		expect((await results).map((one) => 'reason' in one && one.reason)).toEqual([
			expect.any(WaitStopped),
			expect.any(WaitStopped),
		]);
	});

	it('holds no timer when no item sleeps', async () => {
		const clock = clockOf();
		const sleeping = clock.sleepUntil(() => Date.now());
		await jest.advanceTimersByTimeAsync(200);
		await sleeping;

		expect(jest.getTimerCount()).toBe(0);
	});
});
