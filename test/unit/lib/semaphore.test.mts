import { Semaphore } from '../../../nodes/KopoKopo/lib/semaphore.ts';

/** Lets callers that have a permit continue. */
const settled = async () => await new Promise((resolve) => setImmediate(resolve));

/** Callers ask for permits; the list shows who got one, in order. */
function acquireAll(semaphore: Semaphore, names: string[]) {
	const holders: Array<[name: string, release: () => void]> = [];
	for (const name of names)
		void semaphore.acquire().then((release) => holders.push([name, release]));
	return holders;
}

const namesOf = (holders: Array<[string, () => void]>) => holders.map(([name]) => name);

it('lets in as many callers as there are permits', async () => {
	const holders = acquireAll(new Semaphore(2), ['a', 'b', 'c']);
	await settled();
	expect(namesOf(holders)).toEqual(['a', 'b']);
});

it('passes a released permit to the caller that has waited longest', async () => {
	const holders = acquireAll(new Semaphore(1), ['a', 'b', 'c']);
	await settled();
	holders[0]![1]();
	await settled();
	expect(namesOf(holders)).toEqual(['a', 'b']);
	holders[1]![1]();
	await settled();
	expect(namesOf(holders)).toEqual(['a', 'b', 'c']);
});

it('passes a permit to only one caller', async () => {
	const semaphore = new Semaphore(1);
	const release = await semaphore.acquire();
	const holders = acquireAll(semaphore, ['next', 'later']);
	release();
	await settled();
	const late = acquireAll(semaphore, ['last']);
	await settled();
	expect([namesOf(holders), late]).toEqual([['next'], []]);
});

it('keeps a released permit for the next caller', async () => {
	const semaphore = new Semaphore(1);
	(await semaphore.acquire())();
	const holders = acquireAll(semaphore, ['a', 'b']);
	await settled();
	expect(namesOf(holders)).toEqual(['a']);
});

it('holds a permit until the task ends, and returns its result', async () => {
	const semaphore = new Semaphore(1);
	let end: ((result: string) => void) | undefined;
	const result = semaphore.use(async () => await new Promise<string>((resolve) => (end = resolve)));
	const holders = acquireAll(semaphore, ['next']);
	await settled();
	expect(holders).toEqual([]);
	end!('done');
	expect(await result).toBe('done');
	await settled();
	expect(namesOf(holders)).toEqual(['next']);
});

it('releases the permit of a task that fails', async () => {
	const semaphore = new Semaphore(1);
	await expect(semaphore.use(async () => await Promise.reject(new Error('Oops')))).rejects.toThrow(
		'Oops',
	);
	expect(await semaphore.use(async () => 'next')).toBe('next');
});
