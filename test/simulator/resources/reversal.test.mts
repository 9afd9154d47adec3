import { useBench } from '../../support/simulator/bench.mts';
import { request } from '../../support/simulator/samples.mts';
import type { Json } from '../json.mts';
import type { Payment } from '../simulator.mts';

const bench = useBench();
const PENDING = ['You cannot reverse a transaction in Pending Reversal'];

const pay = (changes: Partial<Payment> = {}) =>
	bench.simulator.payTill({
		tillNumber: '123456',
		amount: 6182,
		reference: 'OJM6Q1W84K',
		...changes,
	});
const reverse = (changes: Json = {}) =>
	bench.create('v2/reversals', request('reversal', bench.receiver.url, changes));
const attempt = () => bench.attempt('v2/reversals', request('reversal', bench.receiver.url));

it('receives a reversal, then schedules it, then processes it', async () => {
	await pay();
	const location = await reverse();
	const base = {
		created_at: expect.any(String),
		transaction_reference: 'OJM6Q1W84K',
		reason: 'Double payment',
		errors: null,
		metadata: { customerId: '8675309' },
		_links: { callback_url: bench.receiver.url, self: location },
	};

	expect(await bench.attributesAt(location)).toEqual({
		...base,
		status: 'Received',
		reversal_bulk_payment: null,
	});
	await bench.clock.advance(1000);
	expect(await bench.attributesAt(location)).toEqual({ ...base, status: 'Scheduled' });
	await bench.clock.advance(1000);
	expect(await bench.attributesAt(location)).toEqual({
		...base,
		status: 'Processed',
		reversal_bulk_payment: {
			amount: '6182.0',
			status: 'Transferred',
			origination_time: expect.stringMatching(/\.\d{3}\+03:00$/),
			transaction_reference: expect.stringMatching(/^[A-Z\d]{10}$/),
		},
	});
	expect(bench.received()).toMatchObject([{ data: { type: 'reversal' } }]);
});

it.each([
	['buygoods_transaction_received', 'buygoods_transaction_reversed'],
	['b2b_transaction_received', 'b2b_transaction_reversed'],
])('reports the reversal of a %s as %s with the same reference', async (event, reversed) => {
	await bench.subscribe(reversed);
	await pay({ event });
	await reverse();
	await bench.clock.advance(2000);

	expect(bench.received(reversed)).toMatchObject([
		{ event: { resource: { reference: 'OJM6Q1W84K', status: 'Reversed', amount: '6182' } } },
	]);
});

it('processes a reversal as cancelled, with another type, when the balance is insufficient', async () => {
	await bench.subscribe('buygoods_transaction_reversed');
	await pay({ amount: 99903 });
	const location = await reverse();
	await bench.clock.advance(2000);

	expect((await bench.client.get(location)).body).toMatchObject({
		data: {
			type: 'reversals',
			attributes: {
				status: 'Processed',
				reversal_bulk_payment: {
					amount: '99903.0',
					status: 'Cancelled',
					transaction_reference: null,
				},
				errors: ['The balance is insufficient for the transaction'],
			},
		},
	});
	expect(bench.received()).toHaveLength(1);
});

it('accepts another reversal when no money moved', async () => {
	await pay({ phoneNumber: '+254700000004' });
	await reverse();
	expect((await attempt()).status).toBe(400);
	await bench.clock.advance(2000);

	expect((await attempt()).status).toBe(201);
});

it.each([
	['while the first is under way', 0],
	['when the first is done', 2000],
])('rejects a second reversal with a list of messages, %s', async (_when, ms) => {
	await pay();
	await reverse();
	await bench.clock.advance(ms);

	expect(await attempt()).toMatchObject({
		status: 400,
		body: { error_code: 400, error_message: PENDING },
	});
});

it.each<[string, Partial<Payment>, number]>([
	['an unknown payment', { reference: 'OTHER' }, 0],
	['an event that is not a payment', { event: 'customer_created' }, 0],
	['a payment of more than 30 days ago', {}, 30 * 24 * 60 * 60 * 1000 + 1],
])('rejects a reversal of %s', async (_what, changes, ms) => {
	await pay(changes);
	await bench.clock.advance(ms);

	expect(await attempt()).toMatchObject({
		status: 400,
		body: { error_message: 'Transaction reference invalid' },
	});
});
