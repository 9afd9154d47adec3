import { World, type Payment } from '../../../support/unit/money-world.mts';

/** Skips waiting, since nothing else happens meanwhile. */
beforeAll(() => {
	jest
		.spyOn(globalThis, 'setTimeout')
		.mockImplementation(((end: () => void) => setImmediate(end)) as never);
});

afterAll(() => jest.restoreAllMocks());

const listOf = (count: number, { hasKeys }: { hasKeys: boolean }, name = 'item'): Payment[] =>
	Array.from({ length: count }, (_, index) => ({
		id: `${name} ${index}`,
		phone: `+2547${String(10_000_000 + index)}`,
		amount: 100,
		...(hasKeys && { key: `${name} ${index}` }),
	}));

let worlds = 0;

const newWorld = () => new World(`list ${(worlds += 1)}`, [], true);

const sentOnce = ({ sent }: World) => new Set(sent.map(({ id }) => id)).size === sent.length;

it.each([7_000, 10_001])(
	'sends each of %i payments with keys once, in two runs of two processes',
	async (count) => {
		const world = newWorld();
		const list = listOf(count, { hasKeys: true });
		for (const alreadySent of [false, true]) {
			const { status, outputs } = await world.run(world.execution([list]));
			expect(status).toBe('success');
			expect(outputs.size).toBe(count);
			expect([...outputs.values()].filter((one) => one.alreadySent !== alreadySent)).toEqual([]);
			expect(world.sent).toHaveLength(count);
		}
		expect(sentOnce(world)).toBe(true);
	},
	120_000,
);

it('remembers a key while 10,001 payments without keys are sent', async () => {
	const world = newWorld();
	const one = listOf(1, { hasKeys: true }, 'keyed');
	await world.run(world.execution([one]));
	await world.run(world.execution([listOf(10_001, { hasKeys: false })]));
	const { outputs } = await world.run(world.execution([one]));
	expect(outputs.get('keyed 0')).toMatchObject({ alreadySent: true });
	expect(world.sent).toHaveLength(1 + 10_001);
	expect(sentOnce(world)).toBe(true);
}, 120_000);

it('pays or reports each of 12,000 payments once if n8n stops in the middle', async () => {
	const world = newWorld();
	const list = listOf(12_000, { hasKeys: false });
	const stopped = await world.run(world.execution([list]), { stopAt: 9_000 });
	expect(stopped.status).toBe('crashed');
	const before = world.sent.length;
	expect(before).toBeGreaterThan(4_000);
	const { outputs } = await world.run(stopped.next, { continuesOnError: true });
	const unknown = [...outputs.values()].filter(({ error }) => error);
	expect(sentOnce(world)).toBe(true);
	expect(outputs.size).toBe(list.length);
	for (const { error } of unknown)
		expect(error).toMatch(/n8n stopped while it was sending this payment in an earlier attempt/);
	expect(world.sent.length - before + unknown.length).toBe(list.length);
}, 120_000);

it('sends nothing twice if n8n stops while it deletes the records of a long loop', async () => {
	const lists = Array.from({ length: 53 }, (_, run) => listOf(1, { hasKeys: false }, `run ${run}`));
	const twice: number[] = [];
	for (let stopAt = 400; stopAt < 600; stopAt += 1) {
		const world = newWorld();
		const stopped = await world.run(world.execution(lists), { stopAt });
		await world.run(stopped.next, { continuesOnError: true });
		if (!sentOnce(world)) twice.push(stopAt);
	}
	expect(twice).toEqual([]);
}, 120_000);
