import { pollUntilFinal, type Clock } from '../../../nodes/KopoKopo/api/poll-until-final.ts';

/** A clock that moves when somebody sleeps, and remembers for how long they did. */
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
	let looks = 0;
	const result = await pollUntilFinal({
		look: async () => answers[Math.min(looks++, answers.length - 1)],
		isFinal: (answer) => answer === 'Success',
		interval,
		timeout,
		clock,
	});
	return { ...result, looks, slept: clock.slept };
};

it('it stops at the first final answer', async () => {
	expect(await poll(['Pending', 'Received', 'Success', 'Pending'])).toEqual({
		answer: 'Success',
		timedOut: false,
		looks: 3,
		slept: [3000, 3000, 3000],
	});
});

it('it stops when the time is up, with the last answer, and takes the last look at its end', async () => {
	expect(await poll(['Pending'], { timeout: 8000 })).toEqual({
		answer: 'Pending',
		timedOut: true,
		looks: 3,
		slept: [3000, 3000, 2000],
	});
});

it('a time shorter than the interval still has its look', async () => {
	expect(await poll(['Success'], { timeout: 1000 })).toMatchObject({
		timedOut: false,
		looks: 1,
		slept: [1000],
	});
});

it('without an answer the pause doubles, up to a minute; with one it is as before', async () => {
	const none = Array.from({ length: 6 }, () => undefined);
	const { slept } = await poll([...none, 'Pending', 'Success'], { timeout: 3_600_000 });
	expect(slept).toEqual([3000, 6000, 12_000, 24_000, 48_000, 60_000, 60_000, 3000]);
});

it('where there was never an answer there is none', async () => {
	expect(await poll([undefined], { timeout: 5000 })).toMatchObject({
		answer: undefined,
		timedOut: true,
	});
});

it('a clock that gives up ends it', async () => {
	const look = jest.fn();
	const clock = { now: () => 0, sleep: async () => await Promise.reject(new Error('cancelled')) };
	await expect(
		pollUntilFinal({ look, isFinal: () => true, interval: 1, timeout: 1, clock }),
	).rejects.toThrow('cancelled');
	expect(look).not.toHaveBeenCalled();
});
