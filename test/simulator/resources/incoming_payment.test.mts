import { type Json, valueAt } from '../json.mts';
import { useBench } from '../support/bench.mts';
import { stkPush } from '../support/client.mts';

const bench = useBench();

const push = (changes: Json = {}, version = 'v1') =>
	bench.create(`${version}/incoming_payments`, stkPush(bench.receiver.url, changes));

it('is pending until the customer has answered', async () => {
	const location = await push();
	await bench.clock.advance(1999);

	expect((await bench.client.get(location)).body).toEqual({
		data: {
			id: location.split('/').at(-1),
			type: 'incoming_payment',
			attributes: {
				initiation_time: expect.stringMatching(/\.\d{3}\+03:00$/),
				status: 'Pending',
				event: { type: 'Incoming Payment Request', resource: null, errors: null },
				metadata: { customer_id: '123456789' },
				_links: { callback_url: bench.receiver.url, self: location },
			},
		},
	});
	expect(bench.received()).toEqual([]);
});

it('succeeds with the payment', async () => {
	const location = await push();
	await bench.clock.advance(2000);

	expect(await bench.attributesAt(location)).toMatchObject({
		status: 'Success',
		event: {
			errors: null,
			resource: {
				id: expect.any(String),
				reference: expect.stringMatching(/^[A-Z]{2}[A-Z\d]{8}$/),
				origination_time: expect.stringMatching(/:\d\d\+03:00$/),
				sender_phone_number: '+254999999999',
				hashed_sender_phone: expect.stringMatching(/^[\da-f]{64}$/),
				amount: '100.0',
				currency: 'KES',
				till_number: 'K000123',
				system: 'Lipa Na M-PESA',
				status: 'Received',
				sender_first_name: 'Joe',
				sender_middle_name: null,
				sender_last_name: 'Buyer',
			},
		},
	});
});

it.each([
	['v1', 'Request cancelled by user'],
	['v2', ['Request cancelled by user']],
])('fails in %s with errors of that version', async (version, errors) => {
	const location = await push({ subscriber: { phone_number: '+254700000002' } }, version);
	await bench.clock.advance(2000);

	expect(await bench.attributesAt(location)).toMatchObject({
		status: 'Failed',
		event: { resource: null, errors },
	});
	expect(bench.received()).toHaveLength(1);
});

it('tells subscribers of the payment too, under the same receipt', async () => {
	await bench.subscribe('buygoods_transaction_received');
	const location = await push();
	await bench.clock.advance(2000);

	const attributes = await bench.attributesAt(location);
	const webhooks = bench.received('buygoods_transaction_received');
	expect(bench.received()).toHaveLength(2);
	expect(webhooks.map((webhook) => valueAt(webhook, 'event.resource'))).toEqual([
		valueAt(attributes, 'event.resource'),
	]);
});

it('gives every payment a receipt of its own', async () => {
	const locations = [await push(), await push()];
	await bench.clock.advance(2000);

	const all = await Promise.all(locations.map(bench.attributesAt));
	const receipts = all.map((attributes) => valueAt(attributes, 'event.resource.reference'));
	expect(new Set(receipts).size).toBe(2);
});
