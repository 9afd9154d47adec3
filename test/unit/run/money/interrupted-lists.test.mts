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

const idsOf = ({ sent }: World) => sent.map(({ id }) => id);

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
			expect(idsOf(world)).toEqual([...new Set(idsOf(world))]);
		},
	);
});

it('sends nothing again if n8n stops at any moment while its queue runs the job again with another list', async () => {
	const changed = list.map((one) => ({ ...one, amount: one.amount + 100 }));
	const twice: number[] = [];
	let status = 'crashed';
	for (let stopAt = 1; status === 'crashed'; stopAt += 1) {
		const { world, crashed } = await stoppedHalfway(true);
		const again = { ...crashed, isRetry: false, lists: [changed] };
		const second = await world.run(again, { stopAt, continuesOnError: true });
		await world.run(second.next, { continuesOnError: true });
		if (new Set(idsOf(world)).size < world.sent.length) twice.push(stopAt);
		status = second.status;
	}
	expect(twice).toEqual([]);
});
