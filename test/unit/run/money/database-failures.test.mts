import { World, type Payment } from '../../../support/unit/money-world.mts';

jest.mock('../../../../nodes/KopoKopo/run/money/blocks.ts', () => ({ blockSize: 3 }));

const list = Array.from(
	{ length: 8 },
	(_, index): Payment => ({ id: `${index}`, phone: '+254712000001', amount: 1 + index }),
);

let worlds = 0;

/** n8n stopped when it had sent two of three blocks. */
async function stoppedHalfway(hasToken: boolean) {
	for (let stopAt = 1; ; stopAt += 1) {
		const world = new World(`failures ${(worlds += 1)}`, [], hasToken);
		const { next } = await world.run(world.execution([list]), { stopAt });
		if (world.sent.length === 6) return { world, crashed: next };
	}
}

describe.each([
	['gives executions a token', true],
	['is before 2.14', false],
])('in an n8n that %s', (_name, hasToken) => {
	it.each([1, 2, 3, 4, 5, 6, 7, 8])(
		'sends nothing again after a crash if the database fails from call %i of a Retry on, and that is retried',
		async (first) => {
			const { world, crashed } = await stoppedHalfway(hasToken);
			const { next } = await world.run(crashed, {
				failureAt: (call) => (call >= first ? 'before' : undefined),
			});
			await world.run(next, { continuesOnError: true });
			const ids = world.sent.map(({ id }) => id);
			expect(ids).toEqual([...new Set(ids)]);
		},
	);
});
