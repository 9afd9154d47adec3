import { Semaphore } from '../../../nodes/KopoKopo/lib/semaphore.ts';

/** Gives everybody who waits and may go on the chance to. */
const settled = async () => await new Promise((resolve) => setImmediate(resolve));

/** Has callers enter, and keeps what leaves for them, in the order in which they were let in. */
function acquireAll(semaphore: Semaphore, names: string[]) {
	const inside: Array<[name: string, release: () => void]> = [];
	for (const name of names)
		void semaphore.acquire().then((release) => inside.push([name, release]));
	return inside;
}

const namesOf = (inside: Array<[string, () => void]>) => inside.map(([name]) => name);

it('as many as there are places are let in, the others wait', async () => {
	const inside = acquireAll(new Semaphore(2), ['a', 'b', 'c']);
	await settled();
	expect(namesOf(inside)).toEqual(['a', 'b']);
});

it('whoever leaves lets in the one who has waited longest, and no other', async () => {
	const inside = acquireAll(new Semaphore(1), ['a', 'b', 'c']);
	await settled();
	inside[0]![1]();
	await settled();
	expect(namesOf(inside)).toEqual(['a', 'b']);
	inside[1]![1]();
	await settled();
	expect(namesOf(inside)).toEqual(['a', 'b', 'c']);
});

it('a place that was handed on is taken', async () => {
	const semaphore = new Semaphore(1);
	const release = await semaphore.acquire();
	const inside = acquireAll(semaphore, ['next', 'later']);
	release();
	await settled();
	const late = acquireAll(semaphore, ['last']);
	await settled();
	expect([namesOf(inside), late]).toEqual([['next'], []]);
});

it('a place that nobody waited for is there for the next', async () => {
	const semaphore = new Semaphore(1);
	(await semaphore.acquire())();
	const inside = acquireAll(semaphore, ['a', 'b']);
	await settled();
	expect(namesOf(inside)).toEqual(['a']);
});

it('a task holds a place until it has ended, and what it gives is passed on', async () => {
	const semaphore = new Semaphore(1);
	let end: ((result: string) => void) | undefined;
	const passed = semaphore.use(async () => await new Promise<string>((resolve) => (end = resolve)));
	const inside = acquireAll(semaphore, ['next']);
	await settled();
	expect(inside).toEqual([]);
	end!('done');
	expect(await passed).toBe('done');
	await settled();
	expect(namesOf(inside)).toEqual(['next']);
});

it('a task that fails gives its place back too', async () => {
	const semaphore = new Semaphore(1);
	await expect(semaphore.use(async () => await Promise.reject(new Error('Oops')))).rejects.toThrow(
		'Oops',
	);
	expect(await semaphore.use(async () => 'next')).toBe('next');
});
