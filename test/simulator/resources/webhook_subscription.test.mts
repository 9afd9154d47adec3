import { useBench } from '../../support/simulator/bench.mts';
import { subscription } from '../../support/simulator/client.mts';
import type { Json } from '../json.mts';

const bench = useBench({ otherEvents: ['paybill_received'] });

const subscribe = (changes: Json = {}, version = 'v1') =>
	bench.attempt(`${version}/webhook_subscriptions`, subscription(bench.receiver.url, changes));

const topicsReceived = () => bench.received().map(({ topic }) => topic);

it('returns the status of a subscription', async () => {
	const { location } = await subscribe({ scope: 'till', scope_reference: 'K123456' });

	expect((await bench.client.get(String(location))).body).toEqual({
		data: {
			id: expect.any(String),
			type: 'webhook_subscription',
			attributes: {
				event_type: 'buygoods_transaction_received',
				webhook_uri: bench.receiver.url,
				status: 'Active',
				scope: 'Till',
				scope_reference: 'K123456',
			},
		},
	});
});

it.each([
	['v1', 6],
	['v2', 10],
])('supports the events of %s', async (version, count) => {
	const events = [
		'buygoods_transaction_received',
		'buygoods_transaction_reversed',
		'b2b_transaction_received',
		'm2m_transaction_received',
		'settlement_transfer_completed',
		'customer_created',
		'b2b_transaction_reversed',
		'card_transaction_received',
		'card_transaction_voided',
		'card_transaction_reversed',
	];

	const replies = await Promise.all(
		events.map((event) => subscribe({ event_type: event }, version)),
	);

	expect(replies.filter(({ status }) => status === 201)).toHaveLength(count);
});

it('accepts additional events', async () => {
	await subscribe({ event_type: 'paybill_received' });

	await bench.simulator.payTill({ event: 'paybill_received', tillNumber: 'K123456', amount: 5 });

	expect(topicsReceived()).toEqual(['paybill_received']);
});

it('delivers the events of one till, or of all tills of the company', async () => {
	await subscribe({ scope: 'till', scope_reference: 'K123456' });
	await subscribe({ scope: 'company' });

	expect(await bench.simulator.payTill({ tillNumber: 'K123456', amount: 5 })).toHaveLength(2);
	expect(await bench.simulator.payTill({ tillNumber: '000123', amount: 5 })).toHaveLength(1);
});

it('delivers only the event of the subscription', async () => {
	await subscribe();

	const payment = { tillNumber: 'K123456', amount: 5, event: 'buygoods_transaction_reversed' };

	expect(await bench.simulator.payTill(payment)).toEqual([]);
	expect(bench.receiver.received).toEqual([]);
});

it('delivers twice for two equal subscriptions', async () => {
	await subscribe();
	await subscribe();

	await bench.simulator.payTill({ tillNumber: 'K123456', amount: 5 });

	expect(topicsReceived()).toHaveLength(2);
});

it('delivers nothing after Kopo Kopo removed the subscription', async () => {
	const { location } = await subscribe();
	const [view] = bench.simulator.subscriptions();
	expect(view).toMatchObject({
		eventType: 'buygoods_transaction_received',
		url: bench.receiver.url,
		scope: 'company',
		scopeReference: null,
		version: 'v1',
		location,
	});

	bench.simulator.removeSubscription(String(view?.id));

	expect((await bench.client.get(String(location))).status).toBe(404);
	expect(await bench.simulator.payTill({ tillNumber: 'K123456', amount: 5 })).toEqual([]);
});

describe('in the Daraja format', () => {
	const payment = {
		tillNumber: '000123',
		amount: 100,
		reference: 'OJM6Q1W84K',
		sendingTill: '112233',
	};

	it.each([
		['buygoods_transaction_received', 'Buy Goods', expect.stringMatching(/^[\da-f]{64}$/)],
		['b2b_transaction_received', 'Organization To Organization Transfer', '112233'],
	])('reports %s', async (event, type, sender) => {
		await subscribe({ event_type: event, enable_daraja_payload: true }, 'v2');

		await bench.simulator.payTill({ ...payment, event });

		expect(JSON.parse(bench.receiver.received[0]?.body ?? '')).toMatchObject({
			TransactionType: type,
			TransID: 'OJM6Q1W84K',
			TransTime: expect.stringMatching(/^\d{14}$/),
			TransAmount: '100.0',
			BusinessShortCode: '000123',
			MSISDN: sender,
		});
		expect(bench.receiver.received[0]?.body).not.toContain('topic');
	});

	it('supports the Daraja format in v2 and for two events', async () => {
		await subscribe({ enable_daraja_payload: true }, 'v1');
		await subscribe({ event_type: 'customer_created', enable_daraja_payload: true }, 'v2');

		await bench.simulator.payTill(payment);
		await bench.simulator.payTill({ ...payment, event: 'customer_created' });

		expect(topicsReceived()).toEqual(['buygoods_transaction_received', 'customer_created']);
	});
});
