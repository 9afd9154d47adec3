import fc from 'fast-check';

import { eventKindOf, events, readUnknownEvent } from '../../../nodes/KopoKopo/payloads/events.ts';
import { readShape } from '../../../nodes/KopoKopo/payloads/reader.ts';
import { flatPayer, originationTime, payer } from '../../support/unit/payer.mts';
import { payload, readsAnything } from '../../support/unit/payload.mts';

const createdAt = '2026-10-22T10:43:20+03:00';
const _links = { self: 'https://k2.example/webhook_events/e1', resource: 'https://k2.example/r/1' };
const links = { linkSelf: _links.self, linkResource: _links.resource };

const webhook = (topic: string, type: string, resource: object) => ({
	topic,
	id: 'e1',
	created_at: createdAt,
	event: { type, resource },
	_links,
});

const envelope = (topic: string, eventType: string) => ({ id: 'e1', topic, createdAt, eventType });

const settlement = {
	id: 'r1',
	amount: '49452.0',
	status: 'Transferred',
	currency: 'KES',
	origination_time: originationTime,
	disbursements: [
		{
			amount: '24452.0',
			status: 'Transferred',
			origination_time: originationTime,
			transaction_reference: null,
		},
	],
};

const flatSettlement = {
	resourceId: 'r1',
	originationTime,
	amount: 49452,
	currency: 'KES',
	status: 'Transferred',
	disbursements: [
		{ amount: 24452, status: 'Transferred', originationTime, transactionReference: null },
	],
};

/** A payload in the documented form for each event and variant, and the flat result. */
type Sample = [topic: string, type: string, resource: object, flat: object];

const samples: Sample[] = [
	['buygoods_transaction_received', 'Buygoods Transaction', payer, flatPayer],
	[
		'buygoods_transaction_received',
		'Buygoods Transaction',
		{ ...payer, hashed_sender_phone: 'd30d07' },
		{ ...flatPayer, hashedSenderPhone: 'd30d07' },
	],
	[
		'buygoods_transaction_reversed',
		'Buygoods Transaction',
		{ ...payer, status: 'Reversed', amount: '233', sender_middle_name: '' },
		{ ...flatPayer, status: 'Reversed', paid: false, amount: 233, senderMiddleName: '' },
	],
	[
		'b2b_transaction_received',
		'External Till to Till Transaction',
		{
			id: 'r1',
			amount: '313',
			status: 'Complete',
			system: 'Lipa Na Mpesa',
			currency: 'KES',
			reference: 'OJQ8USH5XK',
			till_number: '461863',
			sending_till: '890642',
			origination_time: originationTime,
		},
		{
			resourceId: 'r1',
			reference: 'OJQ8USH5XK',
			originationTime,
			sendingTill: '890642',
			amount: 313,
			currency: 'KES',
			tillNumber: '461863',
			system: 'Lipa Na Mpesa',
			status: 'Complete',
			paid: true,
		},
	],
	[
		'b2b_transaction_reversed',
		'External Till To Till Reversal Transaction',
		{
			id: 'r1',
			reference: 'OJM6Q1W84K',
			origination_time: originationTime,
			sending_till: '890642',
			amount: '233',
			currency: 'KES',
			till_number: '000000',
			system: 'M-PESA',
			status: 'Reversed',
		},
		{
			resourceId: 'r1',
			reference: 'OJM6Q1W84K',
			originationTime,
			sendingTill: '890642',
			amount: 233,
			currency: 'KES',
			tillNumber: '000000',
			system: 'M-PESA',
			status: 'Reversed',
			paid: false,
		},
	],
	...['received', 'reversed', 'voided'].map(
		(end): Sample => [
			`card_transaction_${end}`,
			'Card Transaction',
			{
				id: 'r1',
				reference: 'C1',
				origination_time: originationTime,
				amount: '50.0',
				currency: 'KES',
				till_number: '000000',
				status: 'Received',
				customer_cc_number: '************1234',
				settled: false,
			},
			{
				resourceId: 'r1',
				reference: 'C1',
				originationTime,
				senderPhoneNumber: null,
				amount: 50,
				currency: 'KES',
				tillNumber: '000000',
				system: null,
				status: 'Received',
				// By the topic: these samples all have the status of a payment.
				paid: end === 'received',
				senderFirstName: null,
				senderMiddleName: null,
				senderLastName: null,
				customerCcNumber: '************1234',
				settled: false,
			},
		],
	),
	[
		'm2m_transaction_received',
		'Merchant to Merchant Transaction',
		{
			id: 'r1',
			amount: '456',
			status: 'Received',
			currency: 'KES',
			origination_time: originationTime,
			sending_merchant: 'Jane Flowers',
		},
		{
			resourceId: 'r1',
			originationTime,
			sendingMerchant: 'Jane Flowers',
			amount: 456,
			currency: 'KES',
			status: 'Received',
			paid: true,
		},
	],
	[
		'settlement_transfer_completed',
		'Settlement Transfer',
		{
			...settlement,
			destination: {
				type: 'Bank Account',
				resource: {
					reference: 'd1',
					account_name: 'Test Account',
					account_number: '1234',
					bank_branch_ref: 'b1',
					settlement_method: 'EFT',
				},
			},
		},
		{
			...flatSettlement,
			destinationType: 'Bank Account',
			destinationReference: 'd1',
			settlementMethod: 'EFT',
			bankBranchRef: 'b1',
			accountName: 'Test Account',
			accountNumber: '1234',
		},
	],
	[
		'settlement_transfer_completed',
		'Settlement Transfer',
		{
			...settlement,
			destination: {
				type: 'Mobile Wallet',
				resource: {
					reference: 'd1',
					first_name: 'Jane',
					last_name: 'Doe',
					phone_number: '+254999999999',
					network: 'Safaricom',
				},
			},
		},
		{
			...flatSettlement,
			destinationType: 'Mobile Wallet',
			destinationReference: 'd1',
			firstName: 'Jane',
			lastName: 'Doe',
			phoneNumber: '+254999999999',
			network: 'Safaricom',
		},
	],
	[
		'settlement_transfer_completed',
		'Settlement Transfer',
		{
			...settlement,
			destination: {
				type: 'Mobile Wallet',
				resource: {
					reference: 'd1',
					email: 'jane@example.com',
					nickname: 'Main',
					account_alias: 'Jane D',
				},
			},
		},
		{
			...flatSettlement,
			destinationType: 'Mobile Wallet',
			destinationReference: 'd1',
			firstName: null,
			lastName: null,
			phoneNumber: null,
			network: null,
			email: 'jane@example.com',
			nickname: 'Main',
			accountAlias: 'Jane D',
		},
	],
	[
		'customer_created',
		'Customer Created',
		{ last_name: 'Doe', first_name: 'Jane', middle_name: 'M', phone_number: '+254999999999' },
		{ firstName: 'Jane', middleName: 'M', lastName: 'Doe', phoneNumber: '+254999999999' },
	],
];

it.each(samples)('flattens %s (%#)', (topic, type, resource, flat) => {
	expect(readShape(webhook(topic, type, resource), eventKindOf(topic)!.shape)).toEqual({
		...envelope(topic, type),
		...flat,
		...links,
	});
});

it.each([
	['Received', true],
	['received', true],
	['Complete', true],
	['Reversed', false],
	['Voided', false],
	['Pending', null],
	['', null],
	[null, null],
	[undefined, null],
])('reads paid from the status %j of a payment as %s', (status, paid) => {
	for (const topic of ['buygoods', 'b2b', 'm2m', 'card']) {
		const { shape } = eventKindOf(`${topic}_transaction_received`)!;
		const flat = readShape(webhook(topic, 'Transaction', { ...payer, status }), shape);
		expect(Object.keys(flat).slice(0, 3)).toEqual(['status', 'paid', 'amount']);
		expect(flat).toMatchObject({ paid });
	}
});

it.each(Object.keys(events).filter((topic) => /_(reversed|voided)$/.test(topic)))(
	'never reads %s as paid',
	(topic) => {
		const read = (status?: string) =>
			readShape(webhook(topic, 'Transaction', { ...payer, status }), eventKindOf(topic)!.shape);
		expect([read('Received'), read('Reversed'), read()].map(({ paid }) => paid)).toEqual([
			false,
			false,
			false,
		]);
	},
);

it('leaves out paid in events that are not about a payment', () => {
	for (const { shape } of [events.customer_created, events.settlement_transfer_completed]) {
		expect(readShape(webhook('x', 'X', {}), shape)).not.toHaveProperty('paid');
	}
});

it('reads the sender of a payment from an older key', () => {
	const topic = 'buygoods_transaction_received';
	const payload = webhook(topic, 'Buygoods Transaction', { sender_msisdn: '+254711111111' });
	expect(readShape(payload, eventKindOf(topic)!.shape)).toMatchObject({
		senderPhoneNumber: '+254711111111',
	});
});

it('tests every event', () => {
	expect([...new Set(samples.map(([topic]) => topic))].sort()).toEqual(Object.keys(events).sort());
});

it('returns every key of an event with an empty resource', () => {
	const flat = readShape(
		webhook('customer_created', 'Customer Created', {}),
		events.customer_created.shape,
	);
	expect(flat).toMatchObject({ id: 'e1', firstName: null, phoneNumber: null });
});

it.each(Object.entries(events))('reads %s from any JSON', (_topic, { shape }) => {
	readsAnything(shape);
});

it('reads an event that is not in the table from any JSON', () => {
	fc.assert(
		fc.property(payload, (any) => {
			expect(readUnknownEvent(any)).toHaveProperty('resourceId');
		}),
	);
});
