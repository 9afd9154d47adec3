import { SingleFlight } from '../../../nodes/KopoKopo/lib/single-flight.ts';

/** A task that ends on request, and how often it ran. */
function controlledTask() {
	const runs: Array<{ resolve: (value: string) => void; reject: (error: Error) => void }> = [];
	const task = async () =>
		await new Promise<string>((resolve, reject) => runs.push({ resolve, reject }));
	return { runs, task };
}

it('runs one task for callers with the same key', async () => {
	const flights = new SingleFlight<string>();
	const { runs, task } = controlledTask();
	const callers = [flights.run('a', task), flights.run('a', task), flights.run('a', task)];
	expect(runs).toHaveLength(1);
	runs[0]!.resolve('done');
	expect(await Promise.all(callers)).toEqual(['done', 'done', 'done']);
});

it('runs tasks for different keys side by side', async () => {
	const flights = new SingleFlight<string>();
	const { runs, task } = controlledTask();
	const callers = [flights.run('a', task), flights.run('b', task)];
	runs[1]!.resolve('second');
	runs[0]!.resolve('first');
	expect(await Promise.all(callers)).toEqual(['first', 'second']);
});

it('runs a new task once the last one has ended', async () => {
	const flights = new SingleFlight<number>();
	let count = 0;
	const task = async () => (count += 1);
	expect([await flights.run('a', task), await flights.run('a', task)]).toEqual([1, 2]);
});

it('fails the followers with the error of the leader, and remembers no failure', async () => {
	const flights = new SingleFlight<string>();
	const { runs, task } = controlledTask();
	const callers = Promise.allSettled([flights.run('a', task), flights.run('a', task)]);
	const error = new Error('Oops');
	runs[0]!.reject(error);
	expect(await callers).toEqual([
		{ status: 'rejected', reason: error },
		{ status: 'rejected', reason: error },
	]);
	expect(await flights.run('a', async () => 'next')).toBe('next');
});
