import {
	DAY,
	MINUTE,
	SECOND,
	polling,
	usePollingEnvironment,
	withOptions,
} from '../support/engine/poller.mts';
import { processedData } from '../support/engine/processed-data.mts';

jest.setTimeout(60_000);

const env = usePollingEnvironment();

describe('a crash between the two writes of n8n', () => {
	/** Runs the items of the first execution again. */
	const runAgain = async (mode: 'trigger' | 'retry', id?: string) =>
		(await env.poller.execute(env.database.executions[0]!, mode, id)).map(
			({ json }) => json['reference'],
		);

	it('emits a batch again that was not stored as an execution', async () => {
		await env.activate();
		await env.pay('STORED');
		await env.pollAfter();
		await env.pass(DAY);
		await env.pay('NOT STORED');
		env.database.refuses = true;
		await env.pollAfter();

		await env.pass(DAY);
		env.database.refuses = false;
		await env.takeOver();
		await env.pollAfter();
		await env.pollAfter();
		expect(await env.outputs()).toEqual([['STORED'], ['NOT STORED']]);
	});

	it('drops a batch at the trigger that was stored as an execution', async () => {
		await env.activate();
		await env.pay('STORED');
		await env.pollAfter();
		await env.takeOver();
		await env.pay('NEW');
		await env.pollAfter();

		expect(env.executions).toEqual([['STORED'], ['STORED', 'NEW']]);
		await env.takeOver();
		await env.pollAfter();
		expect(await env.outputs()).toEqual([['STORED'], ['NEW'], []]);
	});

	it('requests a batch again only until the next poll of its process', async () => {
		await env.activate();
		await env.pay('STORED');
		await env.pollAfter();
		await env.pollAfter();
		await env.activate({}, 'update');
		await env.takeOver();
		await env.pollAfter();

		expect(env.executions).toEqual([['STORED']]);
	});

	it('returns all items to a Retry, and to a worker that takes over the execution', async () => {
		await env.activate();
		await env.pay('ONCE');
		await env.pollAfter();
		expect(await env.outputs()).toEqual([['ONCE']]);
		expect(await runAgain('trigger', `${env.poller.workflow.id} 1`)).toEqual(['ONCE']);
		expect(await runAgain('retry')).toEqual(['ONCE']);
		expect(await runAgain('trigger')).toEqual([]);
	});

	it('returns all items if n8n’s database cannot be read', async () => {
		await env.activate();
		await env.pay('ONCE');
		await env.pollAfter();
		await env.outputs();
		processedData.failure = new Error('no database');
		const output = await runAgain('trigger');
		processedData.failure = undefined;
		expect(output).toEqual(['ONCE']);
	});

	it.each([1, 2, 3])(
		'returns all items if n8n stores write %i of a long list, but the response is lost',
		async (lost) => {
			await env.start();
			const items = Array.from({ length: 10_001 }, (_, index) => ({ reference: `R${index}` }));
			let writes = 0;
			processedData.afterWrite = () => {
				writes += 1;
				if (writes === lost) throw new Error('Connection terminated unexpectedly');
			};
			const output = await env.during(env.poller.execute(items));
			processedData.afterWrite = () => undefined;
			expect(output).toHaveLength(items.length);
			expect(await env.during(env.poller.execute(items))).toEqual([]);
		},
	);

	it.each([true, false])(
		'recognises a transaction in any form (simplify: %p)',
		async (simplify) => {
			await env.activate({ simplify });
			await env.pay('ONCE');
			await env.pollAfter();
			expect((await Promise.all(env.database.outputs)).map(({ length }) => length)).toEqual([1]);
			expect(await env.poller.execute(env.database.executions[0]!)).toHaveLength(0);
		},
	);

	it('returns items that have neither ID nor reference', async () => {
		await env.start();
		expect(await env.poller.execute([{ amount: 1 }, { amount: 1 }])).toHaveLength(2);
		expect(await env.poller.execute([{ amount: 1 }])).toHaveLength(1);
	});
});

describe('an execution that n8n’s database rejects', () => {
	it('emits a rejected execution again at the next poll', async () => {
		await env.activate();
		await env.pay('FIRST');
		await env.pollAfter();
		await env.rejectExecution('REFUSED');
		await env.pay('NEXT');
		await env.pollAfter();
		await env.pollAfter();

		expect(await env.outputs()).toEqual([['FIRST'], ['REFUSED', 'NEXT']]);
	});

	it('emits rejected executions until one is stored, even after failed polls', async () => {
		await env.activate();
		await env.pay('FIRST');
		await env.pollAfter();
		await env.rejectExecution('ONE');
		await env.rejectExecution('OTHER');
		env.simulator.answer({ method: 'POST', path: polling, status: 500 });
		await env.pollAfter(DAY);
		await env.pollAfter();
		await env.pollAfter();

		expect(await env.outputs()).toEqual([['FIRST'], ['ONE', 'OTHER']]);
	});

	it('emits a batch that was rejected twice, if n8n is killed before it is tried again', async () => {
		await env.activate();
		await env.pay('FIRST');
		await env.pollAfter();
		await env.rejectExecution('REJECTED');
		env.database.refuses = true;
		await env.pollAfter(10 * SECOND);
		env.database.refuses = false;
		await env.pollAfter(10 * SECOND);
		await env.pay('MEANWHILE');
		await env.pollAfter(10 * SECOND);
		expect(env.emitted).toEqual(['FIRST', 'MEANWHILE']);

		await env.kill();
		await env.pollAfter();
		await env.pollAfter();
		expect((await env.outputs()).flat().sort()).toEqual(['FIRST', 'MEANWHILE', 'REJECTED']);
	});

	it('emits rejected executions as soon as another one begins', async () => {
		await env.activate();
		await env.rejectExecution('ONE');
		await env.rejectExecution('TWO');
		await env.pay('BEGINS');
		await env.pollAfter();
		await env.pollAfter();
		await env.pollAfter();

		expect((await env.outputs()).flat().sort()).toEqual(['BEGINS', 'ONE', 'TWO']);
	});

	it('forgets a rejected payment that is now below the minimum amount', async () => {
		await env.activate();
		await env.pay('FIRST');
		await env.pollAfter();
		await env.rejectExecution('REFUSED');
		await env.activate(withOptions({ minimumAmount: 1000 }), 'update');
		await env.pollAfter(60 * MINUTE);
		await env.pollAfter(60 * MINUTE);

		const [from, to] = env.periods.at(-1)!;
		expect(to! - from!).toBeLessThan((2 * 60 * MINUTE) / SECOND);
		expect(await env.outputs()).toEqual([['FIRST']]);
	});

	it('drops an execution that was only queued, and had been emitted again', async () => {
		await env.activate();
		await env.pay('FIRST');
		await env.pollAfter();
		await env.rejectExecution('WAITING');
		await env.pollAfter();
		expect(await env.outputs()).toEqual([['FIRST'], ['WAITING']]);

		expect(await env.poller.execute(env.database.executions[1]!)).toEqual([]);
	});
});

describe('durable poll cursors', () => {
	beforeEach(() => {
		env.database.cursor = {};
	});

	it('begins at the activation, although n8n does not store that cursor', async () => {
		await env.activate();
		await env.pass(MINUTE);
		await env.pay('EARLY');
		await env.pollAfter();
		await env.pay('LATER');
		await env.pollAfter();
		await env.activate({}, 'update');
		await env.pollAfter();

		expect(await env.outputs()).toEqual([['EARLY'], ['LATER']]);
	});

	it('begins a changed till at its activation, although n8n has a cursor of the earlier one', async () => {
		await env.activate();
		await env.pay('FIRST');
		await env.pollAfter();
		await env.activate({ scope: 'till', tillNumber: 'K000123' }, 'update');
		await env.pay('EARLY');
		await env.pollAfter();
		await env.pay('LATER');
		await env.pollAfter();

		expect(await env.outputs()).toEqual([['FIRST'], ['EARLY'], ['LATER']]);
	});

	it('advances the cursor only together with the execution', async () => {
		await env.activate();
		await env.pay('REFUSED');
		env.database.refuses = true;
		await env.pollAfter();
		env.database.refuses = false;
		await env.pollAfter();
		await env.pollAfter();

		expect(await env.outputs()).toEqual([['REFUSED']]);
	});
});

describe('the durable scheduler without durable cursors', () => {
	it('finds a payment after any number of days without one', async () => {
		await env.activate();
		await env.pass(60 * DAY);
		await env.pay('FIRST');
		for (let poll = 0; poll < 10; poll += 1) await env.pollOfSchedulerAfter();
		await env.pay('LATER');
		await env.pollOfSchedulerAfter();

		expect(await env.outputs()).toEqual([['FIRST'], ['LATER']]);
	});
});
