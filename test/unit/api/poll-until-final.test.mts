import * as fc from 'fast-check';

import {
	pollUntilFinal,
	shortPause,
	type Clock,
	type PollingOptions,
} from '../../../nodes/KopoKopo/api/poll-until-final.ts';

/** A clock that only moves during a sleep, and lists the sleeps. */
function fakeClock(): Clock & { slept: number[] } {
	let time = 0;
	const slept: number[] = [];
	return {
		slept,
		now: () => time,
		sleepUntil: async (due) => {
			slept.push(due() - time);
			time = due();
		},
	};
}

type Times = Partial<Omit<PollingOptions<string>, 'checkOnce' | 'isFinal' | 'clock'>>;

const poll = async (answers: Array<string | undefined>, times: Times = {}) => {
	const clock = fakeClock();
	let checks = 0;
	const result = await pollUntilFinal({
		checkOnce: async () => answers[Math.min(checks++, answers.length - 1)],
		isFinal: (answer) => answer === 'Success',
		interval: 3000,
		timeout: 120_000,
		clock,
		...times,
	});
	return { ...result, checks, slept: clock.slept };
};

/** Polls for a result that is ready at a time, and returns the times of the checks. */
const checksFor = async (ready: number, times: Times) => {
	const clock = fakeClock();
	const checks: number[] = [];
	const result = await pollUntilFinal({
		checkOnce: async () => {
			checks.push(clock.now());
			return clock.now() >= ready ? 'Success' : 'Pending';
		},
		isFinal: (answer) => answer === 'Success',
		interval: 3000,
		timeout: 120_000,
		clock,
		...times,
	});
	return { ...result, checks, slept: clock.slept };
};

it('stops at the first final answer', async () => {
	expect(await poll(['Pending', 'Received', 'Success', 'Pending'])).toEqual({
		answer: 'Success',
		timedOut: false,
		checks: 3,
		slept: [1000, 1500, 2250],
	});
});

it('lets the pauses grow up to the interval', async () => {
	const { slept } = await poll(['Pending'], { timeout: 14_000 });
	expect(slept).toEqual([1000, 1500, 2250, 3000, 3000, 3000, 250]);
});

it('checks a last time when the time is up, and returns the last answer', async () => {
	expect(await poll(['Pending'], { timeout: 8000, firstPause: 3000 })).toEqual({
		answer: 'Pending',
		timedOut: true,
		checks: 3,
		slept: [3000, 3000, 2000],
	});
});

it('checks once within a time that is shorter than the first pause', async () => {
	expect(await poll(['Success'], { timeout: 500 })).toMatchObject({
		timedOut: false,
		checks: 1,
		slept: [500],
	});
});

it('doubles the pause after each check without an answer, up to a minute', async () => {
	const none = Array.from({ length: 6 }, () => undefined);
	const times = { timeout: 3_600_000, likelyAfter: () => 2000 };
	const { slept } = await poll([...none, 'Pending', 'Success'], times);
	expect(slept).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 3000]);
});

it('checks when a result is likely, if that is before the next check', async () => {
	const pending = Array.from({ length: 4 }, () => 'Pending');
	const { slept } = await poll([...pending, 'Success'], {
		firstPause: 3000,
		likelyAfter: () => 7000,
	});
	expect(slept).toEqual([3000, 3000, 1000, 1500, 2250]);
});

it('returns no answer if there never was one', async () => {
	expect(await poll([undefined], { timeout: 5000 })).toMatchObject({
		answer: undefined,
		timedOut: true,
	});
});

it('stops with the error of the clock', async () => {
	const checkOnce = jest.fn();
	const clock = {
		now: () => 0,
		sleepUntil: async () => await Promise.reject(new Error('cancelled')),
	};
	await expect(
		pollUntilFinal({ checkOnce, isFinal: () => true, interval: 1, timeout: 1, clock }),
	).rejects.toThrow('cancelled');
	expect(checkOnce).not.toHaveBeenCalled();
});

describe('for any result', () => {
	const milliseconds = (max: number) => fc.integer({ min: 1000, max });
	const times = fc
		.record({
			interval: milliseconds(60_000),
			timeout: milliseconds(600_000),
			likely: fc.option(milliseconds(600_000), { nil: Infinity }),
			isEarly: fc.boolean(),
		})
		.map(({ likely, isEarly, ...given }) => ({
			...given,
			firstPause: isEarly ? shortPause(given.interval) : given.interval,
			likelyAfter: () => likely,
		}));

	it('never pauses longer than the interval, so that no result is seen later than that', async () => {
		await fc.assert(
			fc.asyncProperty(times, milliseconds(600_000), async (given, ready) => {
				const { slept, checks, timedOut } = await checksFor(ready, given);
				expect(Math.max(...slept)).toBeLessThanOrEqual(given.interval);
				expect(timedOut).toBe(ready > given.timeout);
				if (!timedOut) expect(checks.at(-1)! - ready).toBeLessThanOrEqual(given.interval);
			}),
		);
	});

	it('checks once at the end, and nothing after it', async () => {
		await fc.assert(
			fc.asyncProperty(times, async (given) => {
				const { checks, timedOut } = await checksFor(Infinity, given);
				expect([checks.at(-1), timedOut]).toEqual([given.timeout, true]);
				expect(new Set(checks).size).toBe(checks.length);
			}),
		);
	});

	it('checks at most three times for a result that is ready within one and a half intervals', async () => {
		await fc.assert(
			fc.asyncProperty(
				times,
				fc.double({ min: 0, max: 1.5, noNaN: true }),
				async (given, share) => {
					const { checks } = await checksFor(share * given.interval, {
						...given,
						likelyAfter: () => Infinity,
					});
					expect(checks.length).toBeLessThanOrEqual(3);
				},
			),
		);
	});

	it('checks a few times more during a long wait than at fixed intervals', async () => {
		await fc.assert(
			fc.asyncProperty(times, async (given) => {
				const { checks } = await checksFor(Infinity, given);
				const fixed = Math.ceil(given.timeout / given.interval);
				expect(checks.length - fixed).toBeLessThanOrEqual(5);
			}),
		);
	});
});
