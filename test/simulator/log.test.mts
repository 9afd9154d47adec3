import { useBench } from '../support/simulator/bench.mts';
import { stkPush } from '../support/simulator/client.mts';
import { destination, request } from '../support/simulator/samples.mts';
import type { Json } from './json.mts';
import { describe as describeEntry } from './log.mts';

const bench = useBench({ retryDelays: [] });
const nowhere = 'https://callback.invalid/';

const lastEntry = () => describeEntry(bench.simulator.timeline().at(-1)!);
const lastSummary = () => lastEntry().summary.map(({ tone, text }) => `${tone}: ${text}`);

async function finished(collection: string, body: Json) {
	await bench.create(collection, body);
	await bench.clock.advance(10_000);
}

it.each([
	[
		'v2/incoming_payments',
		stkPush(nowhere),
		'STK push',
		'Joe Buyer · +254999999999 · KES 100 · till K123456',
	],
	[
		'v2/payment_links',
		request('payment_link', nowhere),
		'Payment link',
		'KES 2,000 · till 123456 · Note to customer',
	],
	['v1/payments', request('payment', nowhere), 'Payment to recipient', 'mobile wallet · KES 780'],
	[
		'v1/settlement_transfers',
		request('settlement_transfer', nowhere),
		'Settlement',
		'my mobile wallet · KES 236',
	],
	[
		'v1/transaction_sms_notifications',
		request('transaction_sms_notification', nowhere),
		'SMS',
		'Thank you',
	],
	['v2/external_recipients', request('external_recipient', nowhere), 'Recipient', 'Test Till 44'],
	[
		'v2/merchant_wallets',
		request('merchant_wallet', nowhere),
		'My mobile wallet',
		'Jane Doe · +254911222538',
	],
	['v2/polling', request('polling', nowhere), 'Transaction list', 'company'],
	[
		'v2/webhook_subscriptions',
		request('webhook_subscription', nowhere),
		'Webhook subscription',
		'Payment to till · company',
	],
])('names a request to %s and what it is about', async (collection, body, label, subject) => {
	await finished(collection, body);

	expect(lastEntry()).toMatchObject({ label, subject });
});

it.each([
	['mobile_wallet', 'Test 254900000000 · KES 1,000'],
	['bank_account', 'Jane Doe 1234567 · KES 1,000'],
	['till', 'till 12444 · KES 1,000'],
	['paybill', 'paybill 888880 A-1 · KES 1,000'],
	['merchant_wallet', 'my mobile wallet · KES 1,000'],
	['merchant_bank_account', 'my bank account · KES 1,000'],
])('shows the destination and the amount of money sent to a %s', async (type, subject) => {
	await finished(
		'v2/send_money',
		request('send_money', nowhere, { destinations: [destination(type)] }),
	);

	expect(lastEntry()).toMatchObject({ label: 'Send money', subject });
	expect(lastSummary()).toEqual(['good: Processed']);
});

it('shows the number of destinations and their sum, and how many were not paid', async () => {
	const destinations = [
		destination('till', { amount: 1500 }),
		destination('mobile_wallet', { amount: '250.5' }),
		destination('mobile_wallet', { phone_number: '254700000003' }),
	];
	await finished('v2/send_money', request('send_money', nowhere, { destinations }));

	expect(lastEntry().subject).toBe('3 destinations · KES 2,750.5');
	expect(lastSummary()).toEqual([
		'bad: 1 of 3 not sent: The balance is insufficient for the transaction',
	]);
});

it('says when the whole balance is sent', async () => {
	await finished('v2/send_money', request('send_money', nowhere, { destinations: [] }));

	expect(lastEntry().subject).toBe('whole balance to my accounts');
});

it('names a payment that no workflow requested', async () => {
	await bench.simulator.payTill({ tillNumber: 'K123456', amount: 250 });

	expect(lastEntry()).toMatchObject({
		label: 'Payment to till',
		subject: 'Jane Doe · KES 250 · till K123456',
	});
});

it('shows only the latest status and the deliveries of a paid STK push', async () => {
	await bench.subscribe('buygoods_transaction_received');
	await finished('v2/incoming_payments', stkPush(bench.receiver.url));

	expect(lastEntry().remarks).toHaveLength(5);
	expect(lastSummary()).toEqual([
		'good: Success',
		'good: webhook delivered',
		'good: callback delivered',
	]);
});

it('shows no failure for an STK push whose workflow checks the status itself', async () => {
	await finished('v2/incoming_payments', stkPush(nowhere));

	expect(lastSummary()).toEqual(['good: Success']);
	expect(lastEntry().remarks.map(({ tone }) => tone)).not.toContain('bad');
});

it('shows why a customer did not pay', async () => {
	const subscriber = { phone_number: '+254700000002' };
	await finished('v2/incoming_payments', stkPush(nowhere, { subscriber }));

	expect(lastSummary()).toEqual(['bad: Failed: Request cancelled by user']);
});

it('says that a customer never answers', async () => {
	const subscriber = { phone_number: '+254700000005' };
	await finished('v2/incoming_payments', stkPush(nowhere, { subscriber }));

	expect(lastSummary()).toEqual(['wait: Pending: never answered']);
});

it('does not call a reversal done when its money did not move', async () => {
	await bench.simulator.payTill({
		tillNumber: 'K123456',
		amount: 5,
		reference: 'OJJ1MPU40Z',
		phoneNumber: '+254700000003',
	});
	await bench.clock.advance(1);
	await finished('v2/reversals', {
		...request('reversal', nowhere),
		transaction_reference: 'OJJ1MPU40Z',
	});

	expect(lastSummary()).toEqual(['bad: not sent: The balance is insufficient for the transaction']);
});

it('names rejected requests by what they asked for', async () => {
	await bench.attempt('v2/send_money', {});
	expect(lastEntry()).toMatchObject({
		label: 'Send money',
		summary: [{ tone: 'bad', text: 'request answered 400' }],
	});

	await bench.client.get('/api/v1/incoming_payments/9b6ae2a7-68b1-4aa3-9a3c-6a2e3f5c8d10');
	expect(lastEntry().label).toBe('STK push: status');

	await bench.client.get('/api/v1/unknown');
	expect(lastEntry().label).toBe('');
});
