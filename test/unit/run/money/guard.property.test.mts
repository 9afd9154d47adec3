import fc from 'fast-check';

import {
	World,
	type Behaviour,
	type DatabaseFailure,
	type Execution,
	type Outcome,
	type Payment,
} from '../../../support/unit/money-world.mts';

jest.mock('../../../../nodes/KopoKopo/run/money/blocks.ts', () => ({ blockSize: 3 }));

const behaviour = fc.oneof(
	{ weight: 4, arbitrary: fc.constant<Behaviour>('accept') },
	{ weight: 2, arbitrary: fc.constant<Behaviour>('reject') },
	fc.constantFrom<Behaviour>('fail', 'accept, then fail', 'hang up', 'accept, then hang up'),
);

/** Equal payments are frequent, and so are repeated keys, most of them for equal payments. */
const payment = fc.record({
	phone: fc.constantFrom('+254712000001', '+254712000002'),
	amount: fc.constantFrom(1, 2),
	key: fc.oneof(
		{ weight: 3, arbitrary: fc.constant(undefined) },
		{ weight: 3, arbitrary: fc.constant('own') },
		{ weight: 1, arbitrary: fc.constantFrom('a', 'b') },
	),
});

type Draft = typeof payment extends fc.Arbitrary<infer One> ? One : never;

const list = fc.array(payment, { minLength: 1, maxLength: 8 });

/** Some calls of the database fail, one after the other, or none. */
const databaseFailure = fc.oneof(
	{ weight: 2, arbitrary: fc.constant(undefined) },
	fc
		.record({
			first: fc.integer({ min: 1, max: 30 }),
			count: fc.integer({ min: 1, max: 10 }),
			when: fc.constantFrom<DatabaseFailure>('before', 'after'),
		})
		.map(({ first, count, when }) => (call: number): DatabaseFailure => {
			return call >= first && call < first + count ? when : undefined;
		}),
);

/** What happens after an execution has ended. */
const event = fc.record({
	kind: fc.constantFrom('retry', 'job again', 'new execution'),
	isChanged: fc.boolean(),
	stopAt: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
	failureAt: databaseFailure,
	isNewProcess: fc.boolean(),
	tries: fc.constantFrom(1, 2),
	continuesOnError: fc.boolean(),
});

const history = fc.record({
	hasToken: fc.boolean(),
	behaviours: fc.array(behaviour, { maxLength: 20 }),
	lists: fc.array(list, { minLength: 1, maxLength: 2 }),
	changed: list,
	events: fc.array(event, { minLength: 1, maxLength: 4 }),
});

const withIds = (drafts: Draft[], execution: string): Payment[] =>
	drafts.map(({ key, ...one }, index) => ({
		...one,
		id: `${execution} ${index}`,
		...(key && { key: key === 'own' ? `own ${index} ${one.phone} ${one.amount}` : key }),
	}));

let worlds = 0;

it('never sends a payment twice, never claims alreadySent without an acknowledgement, and never succeeds while an item is unpaid', async () => {
	await fc.assert(
		fc.asyncProperty(history, async ({ hasToken, behaviours, lists, changed, events }) => {
			const world = new World(`world ${(worlds += 1)}`, [...behaviours], hasToken);
			let executions = 0;
			const begin = (): Execution => {
				executions += 1;
				return world.execution(lists.map((one, run) => withIds(one, `${executions}.${run}`)));
			};
			const [first, ...others] = events;
			let execution = begin();
			let outcome = await world.run(execution, first);
			check(world, execution, outcome, first!.continuesOnError);
			for (const next of others) {
				if (next.kind === 'new execution') execution = begin();
				else if (outcome.status === 'success') continue;
				// n8n's queue runs a job again, which is the same execution, if its worker has died.
				else if (next.kind === 'retry' || outcome.status === 'error' || !hasToken) {
					execution = outcome.next;
				}
				// n8n reads a list again only if the execution starts from the beginning.
				if (
					next.kind !== 'new execution' &&
					next.isChanged &&
					outcome.status === 'crashed' &&
					execution.context === '{}'
				) {
					const again = withIds(changed, `${executions}.0`);
					execution = { ...execution, lists: [again, ...execution.lists.slice(1)] };
				}
				outcome = await world.run(execution, next);
				check(world, execution, outcome, next.continuesOnError);
			}
			// In the end nothing fails: every item is paid or reported.
			behaviours.length = 0;
			if (outcome.status !== 'success') {
				const last = await world.run(outcome.next, { continuesOnError: true });
				check(world, outcome.next, last, true);
				expect(last.status).toBe('success');
			}
		}),
		{ numRuns: Number(process.env.RUNS ?? 300) },
	);
}, 120_000);

const expectedErrors =
	/could not save a record|could not check whether|database is locked|rejected the request|could not handle the request|closed the connection|n8n stopped while it was sending|was retried before|Idempotency Key/;

it('sends every item in the end if n8n never stops and every failure is a rejection', async () => {
	const distinct = list.map((drafts) =>
		drafts.map((one) => ({ ...one, key: one.key && ('own' as const) })),
	);
	const rejections = fc.array(fc.constantFrom<Behaviour>('accept', 'reject'), { maxLength: 20 });
	const draft = fc.record({
		hasToken: fc.boolean(),
		rejections,
		lists: fc.array(distinct, { minLength: 1, maxLength: 4 }),
		tries: fc.constantFrom(1, 2),
	});
	await fc.assert(
		fc.asyncProperty(draft, async ({ hasToken, rejections, lists, tries }) => {
			const world = new World(`world ${(worlds += 1)}`, [...rejections], hasToken);
			let execution = world.execution(lists.map((one, run) => withIds(one, `1.${run}`)));
			for (let life = 0; life <= rejections.length; life += 1) {
				const outcome = await world.run(execution, { tries });
				check(world, execution, outcome, false);
				if (outcome.status === 'success') break;
				execution = outcome.next;
			}
			const accepted = world.sent.filter(({ isAccepted }) => isAccepted);
			const payments = lists.flatMap((one, run) => withIds(one, `1.${run}`));
			const keys = new Set(payments.map(({ id, key }) => key ?? id));
			expect(new Set(accepted.map(({ id, key }) => key || id))).toEqual(keys);
		}),
		{ numRuns: Number(process.env.RUNS ?? 100) },
	);
}, 120_000);

/** Each with a key: its place in the list, the phone number and the amount. */
const keyed = list.map((drafts) =>
	drafts.map((one, index) => ({ ...one, key: `order ${index} ${one.phone} ${one.amount}` })),
);

it('sends each key to the API in one of three processes at the same moment', async () => {
	await fc.assert(
		fc.asyncProperty(fc.tuple(keyed, keyed, keyed), async (lists) => {
			const world = new World(`world ${(worlds += 1)}`, [], true);
			const payments = lists.map((drafts, index) =>
				drafts.map((one, item) => ({ ...one, id: `${index} ${item}` })),
			);
			await Promise.all(
				payments.map(
					async (one) => await world.run(world.execution([one]), { continuesOnError: true }),
				),
			);
			const keys = new Set(payments.flat().map(({ key }) => key));
			expect(world.sent.map(({ key }) => key).sort()).toEqual([...keys].sort());
		}),
		{ numRuns: Number(process.env.RUNS ?? 100) },
	);
}, 120_000);

it('sends a key once in two processes at the same moment', async () => {
	const stop = fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined });
	const draft = fc.record({
		lists: fc.tuple(keyed, keyed),
		behaviours: fc.array(behaviour),
		stops: fc.tuple(stop, stop),
	});
	await fc.assert(
		fc.asyncProperty(draft, async ({ lists, behaviours, stops }) => {
			const world = new World(`world ${(worlds += 1)}`, [...behaviours], true);
			const outcomes = await Promise.all(
				lists.map(async (drafts, index) => {
					const payments = drafts.map((one, item) => ({ ...one, id: `${index} ${item}` }));
					const execution = world.execution([payments]);
					return {
						execution,
						outcome: await world.run(execution, { continuesOnError: true, stopAt: stops[index] }),
					};
				}),
			);
			for (const { execution, outcome } of outcomes) check(world, execution, outcome, true);
			for (const { execution } of outcomes) {
				const again = world.execution(execution.lists);
				check(world, again, await world.run(again, { continuesOnError: true }), true);
			}
		}),
		{ numRuns: Number(process.env.RUNS ?? 100) },
	);
}, 120_000);

function check(
	world: World,
	execution: Execution,
	outcome: Outcome,
	continuesOnError: boolean,
): void {
	const accepted = world.sent.filter(({ isAccepted }) => isAccepted);
	const twice = (of: (one: (typeof accepted)[number]) => string) =>
		accepted.map(of).filter((one, index, all) => one !== '' && all.indexOf(one) !== index);
	expect(twice(({ id }) => id)).toEqual([]);
	expect(twice(({ key }) => key)).toEqual([]);
	if (outcome.status === 'crashed') return;

	const payments = execution.lists.slice(execution.firstRun).flat();
	for (const { id, key, phone, amount } of payments) {
		const output = outcome.outputs.get(id);
		if (!output) continue;
		if (output.error) {
			expect(output.error).toMatch(expectedErrors);
			continue;
		}
		const isPaid = accepted.some(
			(one) =>
				one.isAcknowledged &&
				one.payment === `${phone} ${amount}` &&
				(one.id === id || (key !== undefined && one.key === key)),
		);
		expect({ id, output, isPaid }).toEqual({ id, output, isPaid: true });
		if (key !== undefined) expect(typeof output.alreadySent).toBe('boolean');
	}
	if (outcome.status === 'success') {
		for (const { id } of payments) expect(outcome.outputs.has(id)).toBe(true);
		if (!continuesOnError)
			expect([...outcome.outputs.values()].filter(({ error }) => error)).toEqual([]);
	}
}
