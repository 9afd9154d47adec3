import { useBench } from '../../support/simulator/bench.mts';
import { request } from '../../support/simulator/samples.mts';
import { isoSeconds } from '../format.mts';
import type { Json } from '../json.mts';

const bench = useBench();
const HOUR = 60 * 60 * 1000;

const poll = async (changes: Json = {}) => {
	const now = bench.clock.now();
	const within = {
		from_time: new Date(now - HOUR).toISOString(),
		to_time: new Date(now + HOUR).toISOString(),
	};
	const location = await bench.create(
		'v1/polling',
		request('polling', bench.receiver.url, { ...within, ...changes }),
	);
	await bench.clock.advance(2000);
	return await bench.attributesAt(location);
};
const pay = (tillNumber: string, event?: string) =>
	bench.simulator.payTill({ tillNumber, amount: 1, reference: `TO${tillNumber}`, event });
const transactionsIn = ({ transactions }: Json) => transactions as { resource: Json }[];
const references = (attributes: Json) =>
	transactionsIn(attributes).map(({ resource }) => resource['reference']);

it('stays pending until the result is due', async () => {
	const location = await bench.create('v2/polling', request('polling', bench.receiver.url));

	expect(await bench.attributesAt(location)).toMatchObject({ status: 'Pending', transactions: [] });
});

it('lists payments to the company', async () => {
	await pay('K123456');

	const attributes = await poll({ from_time: '2020-03-28T05:50:22Z' });

	expect(attributes).toEqual({
		status: 'Success',
		from_time: '2020-03-28T08:50:22+03:00',
		to_time: expect.stringMatching(/:\d\d\+03:00$/),
		transactions: [
			{
				type: 'Buygoods Transaction',
				resource: expect.objectContaining({
					id: expect.any(String),
					amount: '1.0',
					status: 'Received',
					system: 'Lipa Na M-PESA',
					currency: 'KES',
					reference: 'TOK123456',
					till_number: 'K123456',
					origination_time: expect.stringMatching(/:\d\d\+03:00$/),
					sender_phone_number: '+254999999999',
				}),
			},
		],
		scope: 'Company',
		scope_reference: null,
		_links: expect.anything(),
	});
});

it('lists payments to a till', async () => {
	await pay('K123456');
	await pay('K000456');

	const attributes = await poll({ scope: 'till', scope_reference: 'K000456' });

	expect(attributes).toMatchObject({ scope: 'Till', scope_reference: 'K000456' });
	expect(references(attributes)).toEqual(['TOK000456']);
});

it('lists payments within the time range', async () => {
	await pay('1');
	await bench.clock.advance(10_000);
	await pay('2');
	const at = new Date(bench.clock.now()).toISOString();
	await bench.clock.advance(10_000);
	await pay('3');

	expect(references(await poll({ from_time: at, to_time: at }))).toEqual(['TO2']);
	expect(references(await poll({ from_time: at }))).toEqual(['TO2', 'TO3']);
	expect(references(await poll({ to_time: at }))).toEqual(['TO1', 'TO2']);
});

it('lists payments from other tills and only payments', async () => {
	await pay('1', 'b2b_transaction_received');
	await pay('2', 'customer_created');
	await pay('3', 'buygoods_transaction_reversed');

	expect((await poll())['transactions']).toMatchObject([
		{ type: 'External Till to Till Transaction', resource: { reference: 'TO1' } },
	]);
});

it.each([
	['buygoods_transaction_received', 'Buygoods Transaction', 'Received'],
	['b2b_transaction_received', 'External Till To Till Reversal Transaction', 'Complete'],
])('lists a reversed %s with the same ID as Reversed', async (event, type, status) => {
	await pay('123456', event);
	const [before] = transactionsIn(await poll());
	const reversal = { transaction_reference: 'TO123456' };
	await bench.create('v2/reversals', request('reversal', bench.receiver.url, reversal));
	await bench.clock.advance(2000);

	expect(before).toMatchObject({ resource: { status } });
	expect(transactionsIn(await poll())).toEqual([
		{
			type,
			resource: {
				...before?.resource,
				amount: '1',
				status: 'Reversed',
				system: expect.any(String),
			},
		},
	]);
});

it('lists only the payment whose reversal was reported as Reversed', async () => {
	await pay('1');
	await pay('2');
	await pay('1', 'buygoods_transaction_reversed');

	expect(transactionsIn(await poll())).toMatchObject([
		{ resource: { reference: 'TO1', status: 'Reversed' } },
		{ resource: { reference: 'TO2', status: 'Received' } },
	]);
});

it('lists a payment late with its original time for the test number that does', async () => {
	const originatedAt = bench.clock.now();
	const payment = { tillNumber: '1', amount: 99914, reference: 'LATE' };
	await bench.simulator.payTill(payment);
	await bench.clock.advance(297_000);
	expect(references(await poll())).toEqual([]);
	await bench.clock.advance(1000);

	expect(transactionsIn(await poll())).toMatchObject([
		{ resource: { reference: 'LATE', origination_time: isoSeconds(originatedAt) } },
	]);
});

it('lists a payment after the delay that it sets', async () => {
	await bench.simulator.payTill({ tillNumber: '1', amount: 1, listedAfter: 10_000 });

	expect(references(await poll())).toEqual([]);
	await bench.clock.advance(8000);
	expect(references(await poll())).toHaveLength(1);
});

it('lists a payment as received when its reversal failed', async () => {
	await bench.simulator.payTill({ tillNumber: '1', amount: 99903, reference: 'TO1' });
	const reversal = { transaction_reference: 'TO1' };
	await bench.create('v2/reversals', request('reversal', bench.receiver.url, reversal));
	await bench.clock.advance(2000);

	expect(transactionsIn(await poll())).toMatchObject([{ resource: { status: 'Received' } }]);
});

it('fails with a test till that fails', async () => {
	expect(await poll({ scope: 'till', scope_reference: '700003' })).toMatchObject({
		status: 'Failed',
		transactions: [],
		errors: ['The balance is insufficient for the transaction'],
	});
	expect(bench.received()).toHaveLength(1);
});

it('stays pending with a test till that never answers', async () => {
	expect(await poll({ scope: 'till', scope_reference: 'K700005' })).toMatchObject({
		status: 'Pending',
	});
	expect(bench.received()).toEqual([]);
});
