import { pollUntilFinal, type Clock } from '../../../nodes/KopoKopo/api/poll-until-final.ts';

/** A clock that only moves during a sleep, and lists the sleeps. */
function fakeClock(): Clock & { slept: number[] } {
	let time = 0;
	const slept: number[] = [];
	return {
		slept,
		now: () => time,
		sleep: async (milliseconds) => {
			slept.push(milliseconds);
			time += milliseconds;
		},
	};
}

const poll = async (
	answers: Array<string | undefined>,
	{ interval = 3000, timeout = 120_000 } = {},
) => {
	const clock = fakeClock();
	let checks = 0;
	const result = await pollUntilFinal({
		checkOnce: async () => answers[Math.min(checks++, answers.length - 1)],
		isFinal: (answer) => answer === 'Success',
		interval,
		timeout,
		clock,
	});
	return { ...result, checks, slept: clock.slept };
};

it('stops at the first final answer', async () => {
	expect(await poll(['Pending', 'Received', 'Success', 'Pending'])).toEqual({
		answer: 'Success',
		timedOut: false,
		checks: 3,
		slept: [3000, 3000, 3000],
	});
});

it('checks a last time when the time is up, and returns the last answer', async () => {
	expect(await poll(['Pending'], { timeout: 8000 })).toEqual({
		answer: 'Pending',
		timedOut: true,
		checks: 3,
		slept: [3000, 3000, 2000],
	});
});

it('checks once within a time that is shorter than the interval', async () => {
	expect(await poll(['Success'], { timeout: 1000 })).toMatchObject({
		timedOut: false,
		checks: 1,
		slept: [1000],
	});
});

it('doubles the pause after each check without an answer, up to a minute', async () => {
	const none = Array.from({ length: 6 }, () => undefined);
	const { slept } = await poll([...none, 'Pending', 'Success'], { timeout: 3_600_000 });
	expect(slept).toEqual([3000, 6000, 12_000, 24_000, 48_000, 60_000, 60_000, 3000]);
});

it('returns no answer if there never was one', async () => {
	expect(await poll([undefined], { timeout: 5000 })).toMatchObject({
		answer: undefined,
		timedOut: true,
	});
});

it('stops with the error of the clock', async () => {
	const checkOnce = jest.fn();
	const clock = { now: () => 0, sleep: async () => await Promise.reject(new Error('cancelled')) };
	await expect(
		pollUntilFinal({ checkOnce, isFinal: () => true, interval: 1, timeout: 1, clock }),
	).rejects.toThrow('cancelled');
	expect(checkOnce).not.toHaveBeenCalled();
});
