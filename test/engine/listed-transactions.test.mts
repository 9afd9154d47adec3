/** Transactions that Kopo Kopo lists reversed, late or with masked numbers, through the nodes that poll. */
import { createHash } from 'node:crypto';

import { runAction } from '../support/engine/run-node.mts';
import { MINUTE, SECOND, useBench } from '../support/engine/poller.mts';

jest.setTimeout(60_000);

const bench = useBench();

const hashOf = (digits: string) => createHash('sha256').update(digits).digest('hex');

/** What Poll Transactions returns for the last hour, flat. */
async function pollTransactions(): Promise<unknown[]> {
	const at = (milliseconds: number) => new Date(milliseconds).toISOString();
	const now = bench.clock.now();
	const { items, error } = await bench.during(
		runAction({
			credentials: bench.credentials,
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
	const { items } = await bench.during(
		runAction({
			credentials: bench.credentials,
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
	it('is Reversed in Poll Transactions, under the same ID', async () => {
		await bench.pay('KEPT');
		await bench.pay('REVERSED');
		const [, before] = (await pollTransactions()) as Array<{ resourceId: string }>;
		await reverse('REVERSED');

		expect(await pollTransactions()).toMatchObject([
			{ reference: 'KEPT', status: 'Received', amount: 100 },
			{ reference: 'REVERSED', status: 'Reversed', amount: 100, resourceId: before!.resourceId },
		]);
	});

	it('starts the polling trigger as Reversed if it was reversed before the poll', async () => {
		await bench.activate();
		await bench.pay('REVERSED');
		await reverse('REVERSED');
		await bench.pollAfter();
		await bench.pollAfter();

		expect(bench.database.executions).toEqual([
			[expect.objectContaining({ reference: 'REVERSED', status: 'Reversed', amount: 100 })],
		]);
	});

	it('starts nothing a second time in the polling trigger', async () => {
		await bench.activate();
		await bench.pay('PAID');
		await bench.pollAfter();
		await reverse('PAID');
		await bench.pollAfter();

		expect(await pollTransactions()).toMatchObject([{ reference: 'PAID', status: 'Reversed' }]);
		expect(bench.database.executions).toEqual([
			[expect.objectContaining({ reference: 'PAID', status: 'Received' })],
		]);
		expect(bench.database.errors).toEqual([]);
	});
});

describe('a transaction that is listed late', () => {
	const lookBack = 10;

	it.each([
		['five minutes later, by its amount', { amount: 99914 }],
		['at the end of the look-back', { listedAfter: (lookBack - 1) * MINUTE }],
	])('starts the polling trigger once, with its time: %s', async (_when, late) => {
		await bench.activate({ options: { lookBack } } as never);
		const paidAt = Math.floor(bench.clock.now() / SECOND) * SECOND;
		await bench.pay('LATE', late);
		await bench.pollAfter();
		await bench.pay('SOON');
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['SOON']);
		for (let minutes = 2; minutes <= 2 * lookBack; minutes += 1) await bench.pollAfter();

		expect(bench.emitted).toEqual(['SOON', 'LATE']);
		const [item] = bench.database.executions.at(-1)!;
		expect(Date.parse(String(item!.originationTime))).toBe(paidAt);
	});

	it('is in Poll Transactions only from then on', async () => {
		await bench.pay('LATE', { listedAfter: 10 * MINUTE });
		expect(await pollTransactions()).toEqual([]);
		await bench.pass(10 * MINUTE);

		expect(await pollTransactions()).toMatchObject([{ reference: 'LATE', status: 'Received' }]);
	});
});

it('shows the number of a payer as masked as Kopo Kopo lists it', async () => {
	bench.simulator.payerNumbers = '0722***000';
	const payer = { senderPhoneNumber: '0722***111', hashedSenderPhone: hashOf('254722000111') };
	await bench.activate();
	await bench.pay('MASKED', { phoneNumber: '+254722000111' });
	await bench.pollAfter();

	expect(bench.database.executions).toEqual([[expect.objectContaining(payer)]]);
	expect(await pollTransactions()).toEqual([expect.objectContaining(payer)]);
});
