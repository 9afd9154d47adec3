/** Transactions that Kopo Kopo lists reversed, late or with masked numbers, through the nodes that poll. */
import { createHash } from 'node:crypto';

import {
	MINUTE,
	SECOND,
	polling,
	usePollingEnvironment,
	withOptions,
} from '../support/engine/poller.mts';
import { runAction } from '../support/engine/run-node.mts';

jest.setTimeout(60_000);

const env = usePollingEnvironment();

const hashOf = (digits: string) => createHash('sha256').update(digits).digest('hex');

/** The simplified result of Poll Transactions for the last hour. */
async function pollTransactions(): Promise<unknown[]> {
	const at = (milliseconds: number) => new Date(milliseconds).toISOString();
	const now = env.clock.now();
	const { items, error } = await env.during(
		runAction({
			credentials: env.credentials,
			parameters: {
				resource: 'polling',
				operation: 'pollTransactions',
				scope: 'company',
				fromTime: at(now - 60 * MINUTE),
				toTime: at(now + MINUTE),
				waitForResult: true,
			},
		}),
	);
	expect(error).toBeUndefined();
	return items[0]!.json.transactions as unknown[];
}

/** The merchant reverses a payment, as the action node does. */
const reverse = async (transactionReference: string) => {
	const { items } = await env.during(
		runAction({
			credentials: env.credentials,
			parameters: {
				resource: 'reversal',
				operation: 'initiate',
				transactionReference,
				reason: 'Refund',
				waitForResult: true,
			},
		}),
	);
	expect(items[0]?.json).toMatchObject({ moneyMoved: true });
};

describe('a reversed transaction', () => {
	it('lists a reversed transaction as Reversed in Poll Transactions, under the same ID', async () => {
		await env.pay('KEPT');
		await env.pay('REVERSED');
		const [, before] = (await pollTransactions()) as Array<{ resourceId: string }>;
		await reverse('REVERSED');

		expect(await pollTransactions()).toMatchObject([
			{ reference: 'KEPT', status: 'Received', amount: 100 },
			{ reference: 'REVERSED', status: 'Reversed', amount: 100, resourceId: before!.resourceId },
		]);
	});

	const both = { events: ['received', 'reversed'] };

	it('does not start a workflow for received payments, before or after the first poll', async () => {
		await env.activate();
		await env.pay('PAID');
		await env.pay('REVERSED');
		await reverse('REVERSED');
		await env.pollAfter();
		await reverse('PAID');
		await env.pollAfter();

		expect(await pollTransactions()).toMatchObject([
			{ status: 'Reversed' },
			{ status: 'Reversed' },
		]);
		expect(env.database.executions).toEqual([
			[expect.objectContaining({ reference: 'PAID', status: 'Received', paid: true })],
		]);
		expect(env.database.errors).toEqual([]);
	});

	it.each([true, false])(
		'emits a payment, and its reversal once, also past the trigger (simplify: %p)',
		async (simplify) => {
			await env.activate({ ...both, simplify });
			await env.pay('PAID');
			await env.pay('REVERSED BEFORE');
			await reverse('REVERSED BEFORE');
			await env.pollAfter();
			await reverse('PAID');
			await env.pollAfter();
			await env.pollAfter();

			const statusOf = (json: Record<string, unknown>) =>
				String((simplify ? json : (json.resource as typeof json)).status);
			const outputs = await Promise.all(env.database.outputs);
			expect(outputs.map((items) => items.map(({ json }) => statusOf(json)))).toEqual([
				['Received', 'Reversed'],
				['Reversed'],
			]);
			expect(await env.poller.execute(env.database.executions[1]!, 'retry')).toHaveLength(1);
			expect(await env.poller.execute(env.database.executions[1]!)).toEqual([]);
		},
	);

	it('emits only reversals if only they are selected', async () => {
		await env.activate({ events: ['reversed'] });
		await env.pay('PAID');
		await env.pollAfter();
		await reverse('PAID');
		await env.pollAfter();

		expect(env.database.executions).toEqual([
			[expect.objectContaining({ reference: 'PAID', status: 'Reversed', paid: false })],
		]);
	});

	it('starts nothing for earlier reversals when reversals are selected later', async () => {
		await env.activate();
		await env.pay('EARLIER');
		await env.pay('LATER');
		await reverse('EARLIER');
		await env.pollAfter();
		await env.activate(both, 'update');
		await reverse('LATER');
		await env.pollAfter();

		expect(env.executions).toEqual([['LATER'], ['LATER']]);
	});

	it('emits a rejected reversal again, and not its payment', async () => {
		await env.activate(both);
		await env.pay('PAID');
		await env.pollAfter();
		await reverse('PAID');
		env.database.refuses = true;
		await env.pollAfter();
		env.database.refuses = false;
		await env.pollAfter();
		await env.kill(both);
		await env.pollAfter();

		expect(await env.outputs()).toEqual([['PAID'], ['PAID'], []]);
		const statuses = (await Promise.all(env.database.outputs)).flat();
		expect(statuses.map(({ json }) => json.status)).toEqual(['Received', 'Reversed']);
	});

	it.each([
		[[], 'Events is empty'],
		['={{ undefined }}', 'Events is not a list'],
		[['refunded'], 'Events is unknown: refunded'],
	])('rejects %j as events before it sends anything', async (events, words) => {
		await expect(env.activate({ events } as never)).rejects.toThrow(words);
		expect(env.requests).toEqual([]);
	});

	it('shows only selected events for a test', async () => {
		await env.pay('PAID');
		await env.pay('REVERSED');
		await reverse('REVERSED');
		await env.pass(SECOND);
		for (const [events, references] of [
			[['received'], ['PAID']],
			[['reversed'], ['REVERSED']],
			[both.events, ['PAID', 'REVERSED']],
		]) {
			await env.start({ events });
			const items = await env.during(env.poller.fetchTestEvent());
			expect(items.map(({ json }) => json.reference)).toEqual(references);
		}
	});
});

describe('a transaction that is listed late', () => {
	const lookBack = 10;

	it.each([
		['five minutes later, by its amount', { amount: 99914 }],
		['at the end of the look-back', { listedAfter: (lookBack - 1) * MINUTE }],
	])('emits a late transaction once, with its original time: %s', async (_when, late) => {
		await env.activate({ options: { lookBack } } as never);
		const paidAt = Math.floor(env.clock.now() / SECOND) * SECOND;
		await env.pay('LATE', late);
		await env.pollAfter();
		await env.pay('SOON');
		await env.pollAfter();
		expect(env.emitted).toEqual(['SOON']);
		for (let minutes = 2; minutes <= 2 * lookBack; minutes += 1) await env.pollAfter();

		expect(env.emitted).toEqual(['SOON', 'LATE']);
		const [item] = env.database.executions.at(-1)!;
		expect(Date.parse(String(item!.originationTime))).toBe(paidAt);
	});

	it('emits a transaction that is listed two hours late, also after n8n is killed, and only once', async () => {
		await env.activate();
		await env.pollAfter(60 * MINUTE);
		await env.pay('LATE', { listedAfter: 120 * MINUTE });
		await env.pay('SOON');
		await env.pollAfter();
		await env.pollAfter(60 * MINUTE);
		await env.kill();
		for (let count = 0; count < 13; count += 1) await env.pollAfter(10 * MINUTE);
		await env.kill();
		for (let count = 0; count < 13; count += 1) await env.pollAfter(10 * MINUTE);

		expect((await env.outputs()).flat()).toEqual(['SOON', 'LATE']);
	});

	it('does not look further back with late hours of 0, nor before the polls began if they are raised', async () => {
		await env.pay('BEFORE');
		await env.pass(60 * MINUTE);
		await env.activate(withOptions({ lateHours: 0 }));
		await env.pay('LATE', { listedAfter: 60 * MINUTE });
		await env.pay('SOON');
		for (let count = 0; count < 30; count += 1) await env.pollAfter(5 * MINUTE);
		// n8n stores the cursor only with an execution.
		await env.pay('STORED');
		await env.pollAfter();
		await env.activate(withOptions({ lateHours: 72 }), 'update');
		for (let count = 0; count < 30; count += 1) await env.pollAfter(5 * MINUTE);

		expect(env.emitted).toEqual(['SOON', 'STORED']);
	});

	/** Polls once: with a failure of every request but the first, which is for what is recent. */
	const pollWithoutLate = async (milliseconds: number) => {
		env.simulator.answerAsUsual();
		env.simulator.answer({ method: 'POST', path: polling, delay: 0, times: 1 });
		env.simulator.answer({ method: 'POST', path: polling, status: 500, times: 9 });
		await env.pollAfter(milliseconds);
	};

	it('emits recent transactions while late ones cannot be requested, and reports that after two hours, once an hour', async () => {
		await env.activate();
		await env.pollAfter(120 * MINUTE);
		await env.pay('LATE', { listedAfter: 70 * MINUTE });
		for (let count = 0; count < 8 * 6; count += 1) {
			await env.pay(`RECENT ${count}`);
			await pollWithoutLate(10 * MINUTE);
			expect(env.emitted).toHaveLength(count + 1);
		}

		expect(env.database.errors.length).toBeGreaterThanOrEqual(4);
		expect(env.database.errors.length).toBeLessThanOrEqual(6);
		const [{ message }] = env.database.errors as [Error];
		expect(message).toMatch(
			/^Could not look for transactions that Kopo Kopo lists late\. Kopo Kopo /,
		);
		expect(message).toContain('Recent ones still start the workflow.');

		env.simulator.answerAsUsual();
		await env.pollAfter(10 * MINUTE);
		expect(env.emitted.at(-1)).toBe('LATE');
	});

	it('lists a late transaction in Poll Transactions only from then on', async () => {
		await env.pay('LATE', { listedAfter: 10 * MINUTE });
		expect(await pollTransactions()).toEqual([]);
		await env.pass(10 * MINUTE);

		expect(await pollTransactions()).toMatchObject([{ reference: 'LATE', status: 'Received' }]);
	});
});

it('returns a payer’s number as masked as Kopo Kopo lists it', async () => {
	env.simulator.payerNumbers = '0722***000';
	const payer = { senderPhoneNumber: '0722***111', hashedSenderPhone: hashOf('254722000111') };
	await env.activate();
	await env.pay('MASKED', { phoneNumber: '+254722000111' });
	await env.pollAfter();

	expect(env.database.executions).toEqual([[expect.objectContaining(payer)]]);
	expect(await pollTransactions()).toEqual([expect.objectContaining(payer)]);
});

it('emits each of two payments that differ only in hidden digits, once', async () => {
	env.simulator.payerNumbers = '0722XXXXXX';
	await env.activate();
	await env.pay('FIRST', { phoneNumber: '+254722000111' });
	await env.pay('SECOND', { phoneNumber: '+254722000222' });
	await env.pollAfter();
	await env.pollAfter();

	expect(env.emitted).toEqual(['FIRST', 'SECOND']);
});
