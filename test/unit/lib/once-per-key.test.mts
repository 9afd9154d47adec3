import { oncePerKey } from '../../../nodes/KopoKopo/lib/once-per-key.ts';

it('runs a task once for each key, also for callers that come after its end', async () => {
	const once = oncePerKey<number>();
	let runs = 0;
	const task = async () => (runs += 1);
	expect(await Promise.all([once('a', task), once('a', task), once('b', task)])).toEqual([1, 1, 2]);
	expect(await once('a', task)).toBe(1);
	expect(runs).toBe(2);
});

it('throws the error of a task to each caller, and does not run it again', async () => {
	const once = oncePerKey<number>();
	let runs = 0;
	const fail = async () => {
		runs += 1;
		throw new Error('No list');
	};
	for (let calls = 0; calls < 3; calls += 1) {
		await expect(once('a', fail)).rejects.toThrow('No list');
	}
	expect(runs).toBe(1);
});
