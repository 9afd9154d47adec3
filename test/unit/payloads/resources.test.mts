import { readShape } from '../../../nodes/KopoKopo/payloads/reader.ts';
import { resourceShapes, shapeOf } from '../../../nodes/KopoKopo/payloads/resources.ts';
import { tokenShapes } from '../../../nodes/KopoKopo/payloads/tokens.ts';

const createdAt = '2026-01-28T10:00:17.827+03:00';
const originationTime = '2026-01-28T10:01:00.000+03:00';
const _links = { callback_url: 'https://example.com/cb', self: 'https://k2.example/api/v1/x/1' };
const links = { linkSelf: _links.self, callbackUrl: _links.callback_url };
const metadata = { notes: 'Salary' };

const disbursement = {
	amount: '780.0',
	status: 'Transferred',
	destination_type: 'Mobile Wallet',
	origination_time: originationTime,
	destination_reference: '0fcb2f42',
	transaction_reference: 'LBA10034460',
};

const flatDisbursement = {
	amount: 780,
	status: 'Transferred',
	destinationType: 'mobile_wallet',
	originationTime,
	destinationReference: '0fcb2f42',
	transactionReference: 'LBA10034460',
};

const batches = [{ status: 'Transferred', amount: '780.0', disbursements: [disbursement] }];
const flatBatches = [{ status: 'Transferred', amount: 780, disbursements: [flatDisbursement] }];

/** Type, attributes in the documented form, and what they are flattened to. */
const samples: Array<[string, object, object]> = [
	[
		'payment',
		{
			status: 'Processed',
			created_at: createdAt,
			amount: { currency: 'KES', value: 780 },
			transfer_batches: batches,
			metadata,
			_links,
		},
		{
			createdAt,
			status: 'Processed',
			transferBatches: flatBatches,
			amount: 780,
			currency: 'KES',
			metadata,
			...links,
			moneyMoved: true,
		},
	],
	[
		'settlement_transfer',
		{
			status: 'Transferred',
			created_at: createdAt,
			amount: { currency: 'KES', value: '236' },
			transfer_batches: [
				{
					status: 'Transferred',
					disbursements: [
						{
							...disbursement,
							destination_type: 'merchant_bank_account',
							transaction_reference: 1757640471,
						},
					],
				},
			],
			_links,
		},
		{
			createdAt,
			status: 'Transferred',
			transferBatches: [
				{
					status: 'Transferred',
					disbursements: [
						{
							...flatDisbursement,
							destinationType: 'merchant_bank_account',
							transactionReference: '1757640471',
						},
					],
				},
			],
			amount: 236,
			currency: 'KES',
			...links,
			moneyMoved: true,
		},
	],
	[
		'settlement_transfer',
		{
			status: 'Processed',
			created_at: createdAt,
			amount: { currency: 'KES', value: null },
			transfer_batches: null,
			_links,
		},
		{
			createdAt,
			status: 'Processed',
			transferBatches: null,
			amount: null,
			currency: 'KES',
			...links,
			moneyMoved: null,
		},
	],
	[
		'send_money',
		{
			status: 'Processed',
			created_at: createdAt,
			source_identifier: '',
			destinations: [
				{ type: 'mobile_wallet', amount: 1000, network: 'Safaricom', phone_number: '254900000000' },
			],
			currency: 'KES',
			transfer_batches: [
				{
					status: 'Transferred',
					disbursements: [{ ...disbursement, errors: 'No such wallet', status: 'Failed' }],
				},
			],
			errors: 'Partly failed',
			metadata,
			_links,
		},
		{
			createdAt,
			status: 'Processed',
			sourceIdentifier: null,
			destinations: [
				{ type: 'mobile_wallet', amount: 1000, network: 'Safaricom', phoneNumber: '254900000000' },
			],
			currency: 'KES',
			transferBatches: [
				{
					status: 'Transferred',
					disbursements: [{ ...flatDisbursement, errors: ['No such wallet'], status: 'Failed' }],
				},
			],
			errors: ['Partly failed'],
			metadata,
			...links,
			moneyMoved: false,
		},
	],
	[
		'polling',
		{
			status: 'Success',
			from_time: createdAt,
			to_time: originationTime,
			transactions: [
				{
					type: 'Buygoods Transaction',
					resource: { id: 'r1', amount: '1.0', reference: '9e53', till_number: 'K123456' },
				},
			],
			scope: 'Company',
			scope_reference: '',
			_links,
		},
		{
			status: 'Success',
			fromTime: createdAt,
			toTime: originationTime,
			scope: 'company',
			scopeReference: null,
			transactions: [
				{
					type: 'Buygoods Transaction',
					resource: { id: 'r1', amount: 1, reference: '9e53', tillNumber: 'K123456' },
				},
			],
			...links,
		},
	],
	[
		'transaction_sms_notification',
		{ status: 'Success', message: 'Thanks', webhook_event_reference: 'e1', _links },
		{ status: 'Success', message: 'Thanks', webhookEventReference: 'e1', ...links },
	],
	[
		'external_recipient',
		{
			recipient_type: 'Till',
			account_alias: null,
			status: 'Approved',
			till_name: 'Test Till',
			till_number: '12444',
			recipient_reference: 'Unavailable',
		},
		{
			recipientType: 'till',
			status: 'Approved',
			recipientReference: 'Unavailable',
			tillName: 'Test Till',
			tillNumber: '12444',
		},
	],
	[
		'pay_recipient',
		{
			recipient_type: 'Mobile Wallet',
			status: 'Approved',
			first_name: 'Jane',
			last_name: 'Doe',
			phone_number: '+254700000000',
			network: 'Safaricom',
		},
		{
			recipientType: 'mobile_wallet',
			status: 'Approved',
			recipientReference: null,
			firstName: 'Jane',
			lastName: 'Doe',
			phoneNumber: '+254700000000',
			network: 'Safaricom',
		},
	],
	[
		'pay_recipient',
		{
			recipient_type: 'Bank Account',
			status: 'Approved',
			account_name: 'J',
			account_number: '1',
			bank_branch_ref: 'b',
			settlement_method: 'EFT',
		},
		{
			recipientType: 'bank_account',
			status: 'Approved',
			recipientReference: null,
			accountName: 'J',
			accountNumber: '1',
			bankBranchRef: 'b',
			settlementMethod: 'EFT',
		},
	],
	[
		'pay_recipient',
		{
			recipient_type: 'Paybill',
			status: 'Approved',
			paybill_name: 'P',
			paybill_number: '1',
			paybill_account_number: '2',
		},
		{
			recipientType: 'paybill',
			status: 'Approved',
			recipientReference: null,
			paybillName: 'P',
			paybillNumber: '1',
			paybillAccountNumber: '2',
		},
	],
	[
		'pay_recipient',
		{ recipient_type: 'Kopo Kopo Merchant', status: 'Approved' },
		{ recipientType: 'kopo_kopo_merchant', status: 'Approved', recipientReference: null },
	],
	[
		'merchant_bank_account',
		{
			status: 'Approved',
			account_reference: 'Unavailable',
			bank_branch_ref: 'b',
			account_name: 'J',
			account_number: '1',
			settlement_method: 'RTS',
		},
		{
			accountNumber: '1',
			accountName: 'J',
			bankBranchRef: 'b',
			settlementMethod: 'RTS',
			status: 'Approved',
			accountReference: 'Unavailable',
		},
	],
	[
		'merchant_wallet',
		{
			status: 'Approved',
			account_reference: 'a1',
			first_name: 'J',
			last_name: 'D',
			phone_number: '+254709123098',
			network: 'Safaricom',
		},
		{
			firstName: 'J',
			lastName: 'D',
			phoneNumber: '+254709123098',
			network: 'Safaricom',
			status: 'Approved',
			accountReference: 'a1',
		},
	],
	[
		'webhook_subscription',
		{
			event_type: 'customer_created',
			webhook_uri: 'https://example.com',
			status: 'active',
			scope: 'Company',
			scope_reference: null,
		},
		{
			eventType: 'customer_created',
			webhookUri: 'https://example.com',
			status: 'active',
			scope: 'company',
			scopeReference: null,
		},
	],
	[
		'payment_link',
		{
			status: 'Processed',
			created_at: createdAt,
			till_name: 'Till 1',
			till_number: '4321',
			payment_reference: 'INV1',
			currency: 'KES',
			amount: '20000',
			note: 'Note',
			payment_link: {
				payment_link_status: 'active',
				expires_at: originationTime,
				link: '/links/691628ee',
			},
			errors: null,
			metadata: null,
			_links,
		},
		{
			createdAt,
			status: 'Processed',
			tillName: 'Till 1',
			tillNumber: '4321',
			paymentReference: 'INV1',
			currency: 'KES',
			amount: 20000,
			note: 'Note',
			linkStatus: 'Active',
			link: 'https://k2.example/links/691628ee',
			expiresAt: originationTime,
			transactionReference: null,
			senderPhoneNumber: null,
			originationTime: null,
			errors: [],
			metadata: null,
			...links,
		},
	],
	[
		'payment_link',
		{
			status: 'Processed',
			created_at: createdAt,
			till_number: '4321',
			currency: 'KES',
			amount: 3101,
			payment_link: {
				status: 'Paid',
				expires_at: originationTime,
				link: 'https://demo.example/links/4ea1',
				transaction_reference: 'DAVSTK1777482274',
				sender_phone_number: 254700000000,
				origination_time: originationTime,
			},
			_links,
		},
		{
			createdAt,
			status: 'Processed',
			tillName: null,
			tillNumber: '4321',
			paymentReference: null,
			currency: 'KES',
			amount: 3101,
			note: null,
			linkStatus: 'Paid',
			link: 'https://demo.example/links/4ea1',
			expiresAt: originationTime,
			transactionReference: 'DAVSTK1777482274',
			senderPhoneNumber: '+254700000000',
			originationTime,
			errors: [],
			metadata: null,
			...links,
		},
	],
	[
		'reversal',
		{
			status: 'Processed',
			created_at: createdAt,
			transaction_reference: 'JAN1',
			reason: 'Double payment',
			reversal_bulk_payment: {
				amount: '1300.0',
				status: 'Cancelled',
				origination_time: originationTime,
				transaction_reference: null,
			},
			errors: ['The balance is insufficient for the transaction'],
			metadata,
			_links,
		},
		{
			createdAt,
			status: 'Processed',
			transactionReference: 'JAN1',
			reason: 'Double payment',
			reversalAmount: 1300,
			reversalStatus: 'Cancelled',
			reversalTransactionReference: null,
			reversalOriginationTime: originationTime,
			errors: ['The balance is insufficient for the transaction'],
			metadata,
			...links,
			moneyMoved: false,
		},
	],
];

test.each(samples)('%s (%#)', (type, attributes, flat) => {
	const payload = { data: { id: 'x1', type, attributes } };
	expect(readShape(payload, shapeOf(type)!)).toEqual({ id: 'x1', type, ...flat });
});

test('a reversal is one, whatever plural it comes in', () => {
	const payload = { data: { id: 'x1', type: 'reversals', attributes: { status: 'Received' } } };
	expect(readShape(payload, resourceShapes.reversal)).toMatchObject({
		type: 'reversal',
		moneyMoved: null,
	});
});

test('every resource but incoming payments, which have tests of their own, has a sample', () => {
	const types = new Set([...samples.map(([type]) => type), 'incoming_payment']);
	expect([...types].sort()).toEqual(Object.keys(resourceShapes).sort());
});

test('times of tokens are read from texts and from seconds', () => {
	const introspected = {
		active: true,
		scope: [],
		client_id: 'c',
		token_type: 'Bearer',
		exp: 1617702760,
		iat: '2021-04-06T12:52:40+03:00',
	};
	expect(readShape(introspected, tokenShapes.introspect)).toEqual({
		active: true,
		scope: '',
		clientId: 'c',
		tokenType: 'Bearer',
		exp: '2021-04-06T09:52:40.000Z',
		iat: '2021-04-06T12:52:40+03:00',
	});
});
