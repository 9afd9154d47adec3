import { Gate } from '../../../nodes/KopoKopo/run/gate.ts';

/** Gives everybody who waits and may go on the chance to. */
const settled = async () => await new Promise((resolve) => setImmediate(resolve));

/** Has callers enter, and keeps what leaves for them, in the order in which they were let in. */
function enterAll(gate: Gate, names: string[]) {
	const inside: Array<[name: string, leave: () => void]> = [];
	for (const name of names) void gate.enter().then((leave) => inside.push([name, leave]));
	return inside;
}

const namesOf = (inside: Array<[string, () => void]>) => inside.map(([name]) => name);

test('as many as there are places are let in, the others wait', async () => {
	const inside = enterAll(new Gate(2), ['a', 'b', 'c']);
	await settled();
	expect(namesOf(inside)).toEqual(['a', 'b']);
});

test('whoever leaves lets in the one who has waited longest, and no other', async () => {
	const inside = enterAll(new Gate(1), ['a', 'b', 'c']);
	await settled();
	inside[0]![1]();
	await settled();
	expect(namesOf(inside)).toEqual(['a', 'b']);
	inside[1]![1]();
	await settled();
	expect(namesOf(inside)).toEqual(['a', 'b', 'c']);
});

test('a place that was handed on is taken', async () => {
	const gate = new Gate(1);
	const leave = await gate.enter();
	const inside = enterAll(gate, ['next', 'later']);
	leave();
	await settled();
	const late = enterAll(gate, ['last']);
	await settled();
	expect([namesOf(inside), late]).toEqual([['next'], []]);
});

test('a place that nobody waited for is there for the next', async () => {
	const gate = new Gate(1);
	(await gate.enter())();
	const inside = enterAll(gate, ['a', 'b']);
	await settled();
	expect(namesOf(inside)).toEqual(['a']);
});

test('a task holds a place until it has ended, and what it gives is passed on', async () => {
	const gate = new Gate(1);
	let end: ((result: string) => void) | undefined;
	const passed = gate.pass(async () => await new Promise<string>((resolve) => (end = resolve)));
	const inside = enterAll(gate, ['next']);
	await settled();
	expect(inside).toEqual([]);
	end!('done');
	expect(await passed).toBe('done');
	await settled();
	expect(namesOf(inside)).toEqual(['next']);
});

test('a task that fails gives its place back too', async () => {
	const gate = new Gate(1);
	await expect(gate.pass(async () => await Promise.reject(new Error('Oops')))).rejects.toThrow(
		'Oops',
	);
	expect(await gate.pass(async () => 'next')).toBe('next');
});
