/** Transactions that Kopo Kopo lists reversed, late or with masked numbers, through the nodes that poll. */
import { createHash } from 'node:crypto';

import { MINUTE, SECOND, usePollingEnvironment } from '../support/engine/poller.mts';
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

	it('emits a transaction as Reversed if it was reversed before the poll', async () => {
		await env.activate();
		await env.pay('REVERSED');
		await reverse('REVERSED');
		await env.pollAfter();
		await env.pollAfter();

		expect(env.database.executions).toEqual([
			[expect.objectContaining({ reference: 'REVERSED', status: 'Reversed', amount: 100 })],
		]);
	});

	it('does not emit a transaction again that is reversed later', async () => {
		await env.activate();
		await env.pay('PAID');
		await env.pollAfter();
		await reverse('PAID');
		await env.pollAfter();

		expect(await pollTransactions()).toMatchObject([{ reference: 'PAID', status: 'Reversed' }]);
		expect(env.database.executions).toEqual([
			[expect.objectContaining({ reference: 'PAID', status: 'Received' })],
		]);
		expect(env.database.errors).toEqual([]);
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
