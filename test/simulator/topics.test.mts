import { clientOf, subscription } from '../support/simulator/client.mts';
import { type Receiver, startReceiver } from '../support/simulator/receiver.mts';
import { manualClock } from './clock.mts';
import type { Json } from './json.mts';
import { type Simulator, startSimulator } from './simulator.mts';

let simulator: Simulator;
let receiver: Receiver;

beforeAll(async () => {
	receiver = await startReceiver();
	simulator = await startSimulator({ clock: manualClock() });
});
afterAll(async () => {
	await simulator.close();
	await receiver.close();
});

const payment = {
	tillNumber: '000123',
	amount: 313,
	phoneNumber: '+254929488147',
	firstName: 'Jane',
	lastName: 'Doe',
	reference: 'OJM6Q1W84K',
	sendingTill: '890642',
	sendingMerchant: 'Jane Flowers',
};
const transaction = {
	id: expect.any(String),
	currency: 'KES',
	origination_time: expect.stringMatching(/\+03:00$/),
};
const toTill = { ...transaction, reference: 'OJM6Q1W84K', till_number: '000123' };
const customer = {
	sender_phone_number: '+254929488147',
	hashed_sender_phone: 'd30d07eef610b83d1f65f3a15280499552e5f0fcb86c3890d7375291c6ba4e70',
	sender_first_name: 'Jane',
	sender_middle_name: null,
	sender_last_name: 'Doe',
};
const card = { ...toTill, amount: '313.0', customer_cc_number: expect.any(String) };

/** The exact fields of each event's resource: k2-connect-php tests/Mocks/hooks. */
it.each<[string, string, string, Json]>([
	[
		'buygoods_transaction_received',
		'Buygoods Transaction',
		'financial_transaction',
		{ ...toTill, ...customer, amount: '313.0', status: 'Received', system: 'Lipa Na M-PESA' },
	],
	[
		'buygoods_transaction_reversed',
		'Buygoods Transaction',
		'financial_transaction',
		{ ...toTill, ...customer, amount: '313', status: 'Reversed', system: 'Lipa Na Mpesa' },
	],
	[
		'b2b_transaction_received',
		'External Till to Till Transaction',
		'financial_transaction',
		{
			...toTill,
			sending_till: '890642',
			amount: '313',
			status: 'Complete',
			system: 'Lipa Na Mpesa',
		},
	],
	[
		'b2b_transaction_reversed',
		'External Till To Till Reversal Transaction',
		'financial_transaction',
		{ ...toTill, sending_till: '890642', amount: '313', status: 'Reversed', system: 'M-PESA' },
	],
	[
		'm2m_transaction_received',
		'Merchant to Merchant Transaction',
		'payment_batches',
		{ ...transaction, sending_merchant: 'Jane Flowers', amount: '313', status: 'Received' },
	],
	[
		'settlement_transfer_completed',
		'Settlement Transfer',
		'transfer_batch',
		{
			...transaction,
			amount: '313.0',
			status: 'Transferred',
			destination: {
				type: 'Bank Account',
				resource: {
					reference: expect.any(String),
					account_name: expect.any(String),
					account_number: expect.any(String),
					bank_branch_ref: expect.any(String),
					settlement_method: 'EFT',
				},
			},
			disbursements: [
				{
					amount: '313.0',
					status: 'Transferred',
					origination_time: expect.any(String),
					transaction_reference: null,
				},
			],
		},
	],
	[
		'customer_created',
		'Customer Created',
		'mobile_money_user',
		{ first_name: 'Jane', middle_name: null, last_name: 'Doe', phone_number: '+254929488147' },
	],
	[
		'card_transaction_received',
		'Card Transaction',
		'financial_transaction',
		{ ...card, status: 'Received', settled: false },
	],
	[
		'card_transaction_voided',
		'Card Transaction',
		'financial_transaction',
		{ ...card, status: 'Voided' },
	],
	[
		'card_transaction_reversed',
		'Card Transaction',
		'financial_transaction',
		{ ...card, status: 'Reversed' },
	],
])('reports %s with the fields of the published sample', async (event, type, kind, resource) => {
	simulator.reset();
	receiver.received.length = 0;
	const client = await clientOf(simulator);
	await client.post(
		'/api/v2/webhook_subscriptions',
		subscription(receiver.url, { event_type: event }),
	);

	await simulator.payTill({ ...payment, event });

	const webhook = JSON.parse(receiver.received[0]?.body ?? '') as Json;
	expect(webhook).toEqual({
		topic: event,
		id: expect.any(String),
		created_at: expect.stringMatching(/\+03:00$/),
		event: { type, resource },
		_links: {
			self: `${simulator.url}/webhook_events/${webhook['id']}`,
			resource: expect.stringContaining(`${simulator.url}/${kind}/`),
		},
	});
});
