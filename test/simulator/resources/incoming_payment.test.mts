import { useBench } from '../../support/simulator/bench.mts';
import { stkPush } from '../../support/simulator/client.mts';
import { type Json, valueAt } from '../json.mts';

const bench = useBench();
afterEach(() => void (bench.simulator.byHand = false));

const push = (changes: Json = {}, version = 'v1') =>
	bench.create(`${version}/incoming_payments`, stkPush(bench.receiver.url, changes));

it('stays pending until the customer answers', async () => {
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

it('succeeds and contains the payment', async () => {
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
				till_number: 'K123456',
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
])('fails in %s with errors in the format of that version', async (version, errors) => {
	const location = await push({ subscriber: { phone_number: '+254700000002' } }, version);
	await bench.clock.advance(2000);

	expect(await bench.attributesAt(location)).toMatchObject({
		status: 'Failed',
		event: { resource: null, errors },
	});
	expect(bench.received()).toHaveLength(1);
});

it('sends a webhook with the same receipt', async () => {
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

it('gives each payment a different receipt', async () => {
	const locations = [await push(), await push()];
	await bench.clock.advance(2000);

	const all = await Promise.all(locations.map(bench.attributesAt));
	const receipts = all.map((attributes) => valueAt(attributes, 'event.resource.reference'));
	expect(new Set(receipts).size).toBe(2);
});

describe('with answers by hand', () => {
	beforeEach(() => void (bench.simulator.byHand = true));
	const idOf = (location: string) => location.split('/').at(-1) ?? '';

	it('stays pending until a person answers', async () => {
		await bench.subscribe('buygoods_transaction_received');
		const location = await push();
		await bench.clock.advance(24 * 60 * 60 * 1000);
		expect(await bench.attributesAt(location)).toMatchObject({ status: 'Pending' });

		const deliveries = await bench.simulator.answerPrompt(idOf(location), 'pay');

		const attributes = await bench.attributesAt(location);
		expect(attributes).toMatchObject({
			status: 'Success',
			event: { errors: null, resource: { amount: '100.0', sender_first_name: 'Joe' } },
		});
		expect(deliveries.map(({ topic }) => topic).sort()).toEqual([
			'buygoods_transaction_received',
			'incoming_payment',
		]);
		const [webhook] = bench.received('buygoods_transaction_received');
		expect(valueAt(webhook ?? {}, 'event.resource')).toEqual(valueAt(attributes, 'event.resource'));
	});

	it.each([
		['cancel', 'Request cancelled by user'],
		['wrong-pin', 'The initiator information is invalid.'],
		['insufficient-balance', 'The balance is insufficient for the transaction'],
		['time-out', 'DS timeout user cannot be reached'],
	] as const)('fails on %s, in the words of each version', async (answer, words) => {
		for (const [version, errors] of [
			['v1', words],
			['v2', [words]],
		] as const) {
			const location = await push({}, version);
			await bench.simulator.answerPrompt(idOf(location), answer);

			expect(await bench.attributesAt(location)).toMatchObject({
				status: 'Failed',
				event: { resource: null, errors },
			});
			expect(bench.received().at(-1)).toEqual((await bench.client.get(location)).body);
		}
		expect(bench.received()).toHaveLength(2);
	});

	it('accepts only one answer', async () => {
		const id = idOf(await push());
		const twice = [
			bench.simulator.answerPrompt(id, 'pay'),
			bench.simulator.answerPrompt(id, 'pay'),
		];

		expect((await Promise.allSettled(twice)).map(({ status }) => status)).toEqual([
			'fulfilled',
			'rejected',
		]);
		expect(bench.received()).toHaveLength(1);
	});

	it('fails automatically with a test number that fails', async () => {
		const location = await push({ subscriber: { phone_number: '+254700000002' } });
		await bench.clock.advance(2000);

		expect(await bench.attributesAt(location)).toMatchObject({ status: 'Failed' });
	});

	it('delivers twice with a test number that does', async () => {
		const location = await push({ subscriber: { phone_number: '+254700000010' } });
		await bench.simulator.answerPrompt(idOf(location), 'cancel');

		expect(bench.received()).toHaveLength(2);
	});
});

it('lets a person answer before the automatic answer, which then does not follow', async () => {
	const location = await push();
	await bench.simulator.answerPrompt(location.split('/').at(-1) ?? '', 'cancel');
	await bench.clock.advance(60_000);

	expect(await bench.attributesAt(location)).toMatchObject({ status: 'Failed' });
	expect(bench.received()).toHaveLength(1);
});

it('lets a person pay with the test number of a customer who never answers', async () => {
	const location = await push({ subscriber: { phone_number: '+254700000005' } });
	await bench.simulator.answerPrompt(location.split('/').at(-1) ?? '', 'pay');

	expect(await bench.attributesAt(location)).toMatchObject({ status: 'Success' });
});
