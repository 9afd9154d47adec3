import { type Json, valueAt } from '../json.mts';
import { useBench } from '../support/bench.mts';
import { stkPush, subscription } from '../support/client.mts';

const bench = useBench();

async function push(changes: Json = {}, version = 'v1'): Promise<string> {
	const body = stkPush(bench.receiver.url, changes);
	const { location } = await bench.client.post(`/api/${version}/incoming_payments`, body);
	return String(location);
}

const attributesAt = async (location: string) =>
	valueAt((await bench.client.get(location)).body as Json, 'data.attributes') as Json;

describe('life', () => {
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
		expect(bench.receiver.received).toEqual([]);
	});

	it('succeeds with the payment', async () => {
		const location = await push();
		await bench.clock.advance(2000);

		expect(await attributesAt(location)).toMatchObject({
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

	it('posts to the callback URL what the status shows', async () => {
		const location = await push();
		await bench.clock.advance(2000);

		const { body } = await bench.client.get(location);
		expect(bench.receiver.received.map((received) => JSON.parse(received.body))).toEqual([body]);
		expect(bench.simulator.deliveries).toMatchObject([
			{ topic: 'incoming_payment', url: bench.receiver.url, attempts: [{ status: 200 }] },
		]);
	});

	it.each([
		['v1', 'Request cancelled by user'],
		['v2', ['Request cancelled by user']],
	])('fails in %s with errors of that version', async (version, errors) => {
		const location = await push({ subscriber: { phone_number: '+254700000002' } }, version);
		await bench.clock.advance(2000);

		expect(await attributesAt(location)).toMatchObject({
			status: 'Failed',
			event: { resource: null, errors },
		});
		expect(bench.receiver.received).toHaveLength(1);
	});

	it('tells subscribers of the payment too, under the same receipt', async () => {
		await bench.client.post('/api/v1/webhook_subscriptions', subscription(bench.receiver.url));
		const location = await push();
		await bench.clock.advance(2000);

		const attributes = await attributesAt(location);
		const webhook = bench.receiver.received
			.map(({ body }) => JSON.parse(body) as Json)
			.find(({ topic }) => topic === 'buygoods_transaction_received');
		expect(bench.receiver.received).toHaveLength(2);
		expect(valueAt(webhook ?? {}, 'event.resource')).toEqual(valueAt(attributes, 'event.resource'));
	});

	it('gives every payment a receipt of its own', async () => {
		const locations = [await push(), await push()];
		await bench.clock.advance(2000);

		const all = await Promise.all(locations.map(attributesAt));
		const receipts = all.map((attributes) => valueAt(attributes, 'event.resource.reference'));
		expect(new Set(receipts).size).toBe(2);
	});
});

describe('validation', () => {
	const subscriber = { first_name: 'Joe', last_name: 'Buyer' };
	const links = (url: string) => ({ _links: { callback_url: url } });
	const six = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 };

	it.each([
		[{ till_number: '' }, "Till number can't be blank"],
		[{ till_number: 'till' }, 'Till number is invalid'],
		[{ subscriber }, "Subscriber phone number can't be blank"],
		[
			{ subscriber: { phone_number: '0712345678' } },
			'Subscriber phone number is an invalid number',
		],
		[{ amount: { currency: 'USD', value: 1 } }, 'Amount currency is not included in the list'],
		[{ amount: { currency: 'KES' } }, "Amount value can't be blank"],
		[{ amount: { currency: 'KES', value: 0 } }, 'Amount value must be greater than 0'],
		[{ payment_channel: null }, "Payment channel can't be blank"],
		[{ metadata: six }, 'Metadata cannot have more than 5 key value pairs'],
		[{ _links: {} }, "Callback url can't be blank"],
		[links('http://merchant.example/result'), 'Callback url is invalid'],
	])('of %j: %s', async (changes, message) => {
		const body = stkPush(bench.receiver.url, changes);

		expect(await bench.client.post('/api/v1/incoming_payments', body)).toMatchObject({
			status: 400,
			body: { error_code: 400, error_message: message },
		});
		expect(bench.simulator.resources()).toEqual([]);
	});

	it('lets an amount be text, and metadata have five pairs', async () => {
		const body = stkPush(bench.receiver.url, {
			amount: { currency: 'KES', value: '20' },
			metadata: { a: 1, b: 2, c: 3, d: 4, e: 5 },
		});

		expect((await bench.client.post('/api/v1/incoming_payments', body)).status).toBe(201);
	});
});
