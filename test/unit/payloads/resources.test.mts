import { readShape } from '../../../nodes/KopoKopo/payloads/reader.ts';
import { resourceShapes, shapeOf } from '../../../nodes/KopoKopo/payloads/resources.ts';
import { flatPayer, payer } from '../../support/unit/payer.mts';
import { readsAnything } from '../../support/unit/payload.mts';

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

const pushed = (status: string, event: object) => ({
	initiation_time: createdAt,
	status,
	event: { type: 'Incoming Payment Request', ...event },
	metadata,
	_links,
});

const flatPushed = (status: string, event: object) => ({
	initiationTime: createdAt,
	status,
	eventType: 'Incoming Payment Request',
	errors: [],
	metadata,
	...links,
	...event,
});

const { status: resourceStatus, ...payment } = flatPayer;
const wrongInitiator = 'The initiator information is invalid.';

/** Type, special case, attributes in the documented form, and the flat result. */
const samples: Array<[string, string, object, object]> = [
	[
		'incoming_payment',
		'paid: the payer is at the top level',
		pushed('Success', { resource: payer, errors: null }),
		flatPushed('Success', { failureReason: null, ...payment, resourceStatus }),
	],
	[
		'incoming_payment',
		'paid in production, where the amount is a number',
		pushed('Success', {
			resource: { ...payer, amount: 115.0, sender_first_name: '' },
			errors: [],
		}),
		flatPushed('Success', {
			failureReason: null,
			...payment,
			resourceStatus,
			amount: 115,
			senderFirstName: '',
		}),
	],
	...[wrongInitiator, [wrongInitiator]].map((errors): [string, string, object, object] => [
		'incoming_payment',
		`failed, as ${typeof errors === 'string' ? 'v1' : 'v2'} has it: no payer, and a list of errors`,
		pushed('Failed', { resource: null, errors }),
		flatPushed('Failed', {
			paid: false,
			failureReason: 'wrongPin',
			errors: [wrongInitiator],
			resource: null,
		}),
	]),
	[
		'payment',
		'processed',
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
		'to a bank account, as the sandbox has it',
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
							amount: '236',
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
							amount: 236,
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
		'blind, of everything',
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
		'that failed',
		{
			status: 'Processed',
			created_at: createdAt,
			source_identifier: '',
			destinations: [
				{ type: 'mobile_wallet', amount: 780, network: 'Safaricom', phone_number: '254900000000' },
			],
			currency: 'KES',
			transfer_batches: [
				{
					status: 'Failed',
					disbursements: [
						{
							...disbursement,
							errors: 'No such wallet',
							status: 'Failed',
							transaction_reference: null,
						},
					],
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
				{ type: 'mobile_wallet', amount: 780, network: 'Safaricom', phoneNumber: '254900000000' },
			],
			amount: 780,
			currency: 'KES',
			transactionReference: null,
			transferBatches: [
				{
					status: 'Failed',
					disbursements: [
						{
							...flatDisbursement,
							errors: ['No such wallet'],
							status: 'Failed',
							transactionReference: null,
						},
					],
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
		'with a transaction',
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
					resourceId: 'r1',
					reference: '9e53',
					originationTime: null,
					senderPhoneNumber: null,
					amount: 1,
					currency: null,
					tillNumber: 'K123456',
					system: null,
					status: null,
					paid: null,
					senderFirstName: null,
					senderMiddleName: null,
					senderLastName: null,
				},
			],
			...links,
		},
	],
	[
		'transaction_sms_notification',
		'sent',
		{ status: 'Success', message: 'Thanks', webhook_event_reference: 'e1', _links },
		{ status: 'Success', message: 'Thanks', webhookEventReference: 'e1', ...links },
	],
	[
		'external_recipient',
		'a till',
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
		'a mobile wallet',
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
		'a bank account',
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
		'a paybill',
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
		'of a kind that no table knows',
		{ recipient_type: 'Kopo Kopo Merchant', status: 'Approved' },
		{ recipientType: 'kopo_kopo_merchant', status: 'Approved', recipientReference: null },
	],
	[
		'merchant_bank_account',
		'approved',
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
		'approved',
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
		'active',
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
		'active, with a relative link',
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
			paid: null,
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
		'paid',
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
			paid: true,
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
		'cancelled',
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

/** Kopo Kopo gives no reason for a subscription that failed. */
const canFail = (type: string) => type !== 'webhook_subscription';

const read = (type: string, attributes: object) =>
	readShape({ data: { id: 'x1', type, attributes } }, shapeOf(type)!);

it.each(samples)('flattens %s, %s', (type, _name, attributes, flat) => {
	expect(read(type, attributes)).toEqual({
		id: 'x1',
		type,
		...(canFail(type) && { errors: [] }),
		...flat,
	});
});

describe.each(Object.keys(resourceShapes).filter(canFail))('a %s that failed', (type) => {
	it.each<[object, string[]]>([
		[{ errors: ['Time range too large'] }, ['Time range too large']],
		[{ errors: 'No' }, ['No']],
		[{ error: 'No' }, ['No']],
		[{ errors: null, error: { message: 'No' } }, ['No']],
		[{ errors: { phone_number: ['is invalid'] } }, ['phone_number: is invalid']],
		[{ errors: [{ detail: 'No' }] }, ['No']],
		[{ errors: null }, []],
		[{}, []],
	])('reads from the reasons %j the errors %j', (reasons, errors) => {
		expect(read(type, { status: 'Failed', ...reasons })).toMatchObject({ errors });
	});
});

it.each<[object, string[]]>([
	[{ event: { errors: ['a'] } }, ['a']],
	[{ event: { error: 'a' } }, ['a']],
	[{ event: { errors: null }, errors: 'b' }, ['b']],
	[{ event: null, error: 'b' }, ['b']],
	[{ event: { errors: 'a' }, errors: ['a', 'b'] }, ['a', 'b']],
])('reads from an STK push %j the errors %j', (reasons, errors) => {
	expect(read('incoming_payment', { status: 'Failed', ...reasons })).toMatchObject({
		paid: false,
		errors,
	});
});

const alias = { nickname: 'Jane', account_alias: 'Jane D' };
const flatAlias = { nickname: 'Jane', accountAlias: 'Jane D' };

it.each<[string, object, object]>([
	['external_recipient', { recipient_type: 'Till', ...alias }, flatAlias],
	['pay_recipient', { recipient_type: 'Mobile Wallet', ...alias }, flatAlias],
	['merchant_bank_account', alias, flatAlias],
	[
		'merchant_wallet',
		{ ...alias, email: 'jane@example.com' },
		{ ...flatAlias, email: 'jane@example.com' },
	],
	['payment_link', { payment_link: { initiator_name: 'John Doe' } }, { initiatorName: 'John Doe' }],
])('returns for a %s the keys of %j only if Kopo Kopo sends them', (type, sent, flat) => {
	expect(read(type, sent)).toMatchObject(flat);
	const empty = Object.fromEntries(Object.keys(sent).map((key) => [key, null]));
	for (const key of Object.keys(flat)) expect(read(type, empty)).not.toHaveProperty(key);
});

it.each<[string, unknown, number | null]>([
	['one destination', [{ amount: 780 }], 780],
	['cents', [{ amount: 0.1 }, { amount: 0.2 }], 0.3],
	['texts', [{ amount: '1000.10' }, { amount: '250.2' }], 1250.3],
	['a hundred of 19.99', Array(100).fill({ amount: 19.99 }), 1999],
	['no destinations', [], null],
	['a whole balance', null, null],
	['a missing amount', [{ amount: 780 }, {}], null],
	['an unreadable amount', [{ amount: 780 }, { amount: 'all' }], null],
	['fractions of a cent', [{ amount: 0.001 }], null],
	['more than a number holds', Array(3).fill({ amount: 40_000_000_000_000 }), null],
	['anything else than a list', { amount: 780 }, null],
])('adds up the destinations of Send Money: %s', (_name, destinations, amount) => {
	expect(read('send_money', { destinations })).toMatchObject({ amount });
});

const [paidOut] = batches;

it.each<[string, unknown, unknown]>([
	['one disbursement', batches, 'LBA10034460'],
	[
		'a number, as the sandbox sends it',
		[{ disbursements: [{ transaction_reference: 1757640471 }] }],
		'1757640471',
	],
	['no receipt yet', [{ disbursements: [{ status: 'Pending' }] }], null],
	['two disbursements', [{ disbursements: [disbursement, disbursement] }], null],
	['two batches', [paidOut, paidOut], null],
	['a batch that lists none', [paidOut, { status: 'Transferred' }], null],
	['a batch with an unreadable list', [paidOut, { disbursements: 'x' }], null],
	['no batches', null, null],
])('returns the receipt of Send Money for %s', (_name, transferBatches, transactionReference) => {
	const flat = read('send_money', { transfer_batches: transferBatches });
	expect(flat).toMatchObject({ transactionReference });
	expect(Object.keys(flat).slice(0, 5)).toEqual([
		'status',
		'moneyMoved',
		'amount',
		'currency',
		'transactionReference',
	]);
});

it('reads the type reversals as reversal', () => {
	const payload = { data: { id: 'x1', type: 'reversals', attributes: { status: 'Received' } } };
	expect(readShape(payload, resourceShapes.reversal)).toMatchObject({
		type: 'reversal',
		moneyMoved: null,
	});
});

it('tests every resource', () => {
	const types = new Set(samples.map(([type]) => type));
	expect([...types].sort()).toEqual(Object.keys(resourceShapes).sort());
});

it.each(Object.entries(resourceShapes))('reads %s from any JSON', (_type, shape) => {
	readsAnything(shape);
});
