import type { Parameters } from './node-types.mts';

export type Version = 'v1' | 'v2';

/** A create call: what goes over the wire. */
export interface CreateCase {
	parameters: Parameters;
	versions: readonly Version[];
	/** Last part of the path. */
	collection: string;
	body: object | Partial<Record<Version, object>>;
	/** `type` of the acknowledgement. */
	type: string;
}

/** A status call: what a resource that a create case made is flattened to. */
export interface StatusCase {
	/** The create case whose Location is looked up. */
	of: string;
	/** Keys of the flat form, of a resource that has come to its end. */
	keys: string[];
}

const callbackUrl = 'https://example.com/callback';
/** Options with only the Callback URL. */
const options = { callbackUrl };
const _links = { callback_url: callbackUrl };
/** So that the acknowledgement is returned. */
const waitForResult = false;
const metadata = { pair: [{ key: 'invoice', value: 'INV-1' }] };
const sentMetadata = { invoice: 'INV-1' };
const both: readonly Version[] = ['v1', 'v2'];
const v1: readonly Version[] = ['v1'];
const v2: readonly Version[] = ['v2'];

const branch = '633aa26c-7b7c-4091-ae28-96c0687cf886';
const reference = 'c7f300c0-f1ef-4151-9bbe-005005aa3747';

const bank = { accountName: 'Jane Wanjiku', accountNumber: '1234567890', bankBranchRef: branch };
const sentBank = {
	account_name: 'Jane Wanjiku',
	account_number: '1234567890',
	bank_branch_ref: branch,
};
const wallet = { firstName: 'Jane', lastName: 'Wanjiku', phoneNumber: '0712345678' };
const sentWallet = {
	first_name: 'Jane',
	last_name: 'Wanjiku',
	phone_number: '+254712345678',
	network: 'Safaricom',
};

/** An event that the simulator knows without having sent it. */
const knownEvent = '70000000-0000-4000-8000-000000000001';

/** M-PESA receipt of a payment that the tests let a customer make. */
export const receipt = 'OJM6Q1W84K';

/** Recipients outside the business, in both versions of the API: path and wrapper differ. */
const recipientCases = (
	operation: string,
	version: readonly Version[],
	collection: string,
	type: string,
	option: object,
	sentOption: object,
): Record<string, CreateCase> => {
	const kinds: Array<[string, Parameters, object]> = [
		['mobile_wallet', wallet, sentWallet],
		[
			'bank_account',
			{ ...bank, settlementMethod: 'RTS' },
			{ ...sentBank, settlement_method: 'RTS' },
		],
		[
			'till',
			{ tillName: 'Grocery', tillNumber: '123456' },
			{ till_name: 'Grocery', till_number: '123456' },
		],
		[
			'paybill',
			{ paybillName: 'Power', paybillNumber: '888880', paybillAccountNumber: '54600' },
			{ paybill_name: 'Power', paybill_number: '888880', paybill_account_number: '54600' },
		],
	];
	return Object.fromEntries(
		kinds.map(([kind, parameters, sent]) => [
			`${operation} (${kind})`,
			{
				parameters: { recipientType: kind, ...parameters, options: { ...option } },
				versions: version,
				collection,
				body: { type: kind, [type]: { ...sent, ...sentOption } },
				type,
			},
		]),
	);
};

/** Every create operation, by `resource.operation` and, in brackets, what is special about the case. */
export const createCases: Record<string, CreateCase> = {
	'stkPush.requestPayment': {
		parameters: {
			tillNumber: 'K123456',
			phoneNumber: '0712345678',
			amount: 100,
			firstName: 'Jane',
			lastName: 'Wanjiku',
			waitForResult,
			options: {
				callbackUrl,
				middleName: 'M',
				email: 'jane@example.com',
				paymentChannel: 'M-PESA',
				metadata,
			},
		},
		versions: both,
		collection: 'incoming_payments',
		body: {
			payment_channel: 'M-PESA',
			till_number: 'K123456',
			subscriber: {
				phone_number: '+254712345678',
				first_name: 'Jane',
				last_name: 'Wanjiku',
				email: 'jane@example.com',
				middle_name: 'M',
			},
			amount: { value: 100, currency: 'KES' },
			_links,
			metadata: sentMetadata,
		},
		type: 'incoming_payment',
	},
	...recipientCases(
		'pay.addRecipient',
		v1,
		'pay_recipients',
		'pay_recipient',
		{ email: 'jane@example.com' },
		{ email: 'jane@example.com' },
	),
	...recipientCases(
		'externalRecipient.add',
		v2,
		'external_recipients',
		'external_recipient',
		{ email: 'jane@example.com', nickname: 'Jane' },
		{ email: 'jane@example.com', nickname: 'Jane' },
	),
	'externalRecipient.add (bank_account without settlement method)': {
		parameters: { recipientType: 'bank_account', ...bank, settlementMethod: '' },
		versions: v2,
		collection: 'external_recipients',
		body: { type: 'bank_account', external_recipient: sentBank },
		type: 'external_recipient',
	},
	'pay.sendPayment': {
		parameters: {
			destinationType: 'mobile_wallet',
			destinationReference: reference,
			amount: 780.5,
			description: 'Salary',
			waitForResult,
			options: { callbackUrl, category: 'salaries', tags: 'salary, may', metadata },
		},
		versions: v1,
		collection: 'payments',
		body: {
			destination_type: 'mobile_wallet',
			destination_reference: reference,
			amount: { value: 780.5, currency: 'KES' },
			description: 'Salary',
			_links,
			category: 'salaries',
			metadata: sentMetadata,
			tags: 'salary, may',
		},
		type: 'payment',
	},
	'transfer.addBankAccount': {
		parameters: { ...bank, settlementMethod: 'EFT' },
		versions: both,
		collection: 'merchant_bank_accounts',
		body: { ...sentBank, settlement_method: 'EFT' },
		type: 'merchant_bank_account',
	},
	'transfer.addBankAccount (nickname)': {
		parameters: { ...bank, settlementMethod: 'EFT', options: { nickname: 'Main' } },
		versions: v2,
		collection: 'merchant_bank_accounts',
		body: { ...sentBank, settlement_method: 'EFT', nickname: 'Main' },
		type: 'merchant_bank_account',
	},
	'transfer.addWallet': {
		parameters: wallet,
		versions: both,
		collection: 'merchant_wallets',
		body: sentWallet,
		type: 'merchant_wallet',
	},
	'transfer.settleFunds (blind, everything)': {
		parameters: { waitForResult, options },
		versions: v1,
		collection: 'settlement_transfers',
		body: { _links },
		type: 'settlement_transfer',
	},
	'transfer.settleFunds (blind, an amount)': {
		parameters: { amount: 500, waitForResult, options },
		versions: v1,
		collection: 'settlement_transfers',
		body: { amount: { currency: 'KES', value: 500 }, _links },
		type: 'settlement_transfer',
	},
	'transfer.settleFunds': {
		parameters: {
			settlementType: 'targeted',
			destinationType: 'merchant_bank_account',
			destinationReference: reference,
			amount: 500,
			waitForResult,
			options,
		},
		versions: v1,
		collection: 'settlement_transfers',
		body: {
			destination_type: 'merchant_bank_account',
			destination_reference: reference,
			amount: { currency: 'KES', value: 500 },
			_links,
		},
		type: 'settlement_transfer',
	},
	'polling.pollTransactions': {
		parameters: {
			fromTime: '2026-03-28T08:50:22',
			toTime: '2026-04-01T05:50:22Z',
			waitForResult,
			options,
		},
		versions: both,
		collection: 'polling',
		body: {
			scope: 'company',
			from_time: '2026-03-28T08:50:22+03:00',
			to_time: '2026-04-01T08:50:22+03:00',
			_links,
		},
		type: 'polling',
	},
	'polling.pollTransactions (till)': {
		parameters: {
			scope: 'till',
			scopeReference: '123456',
			fromTime: '2026-03-28',
			toTime: "={{ DateTime.fromISO('2026-04-01T00:00:00Z') }}",
			waitForResult,
			options,
		},
		versions: both,
		collection: 'polling',
		body: {
			scope: 'till',
			scope_reference: '123456',
			from_time: '2026-03-28T00:00:00+03:00',
			to_time: '2026-04-01T03:00:00+03:00',
			_links,
		},
		type: 'polling',
	},
	'sms.sendTransactionSms': {
		parameters: {
			webhookEventReference: knownEvent,
			message: 'Thank you!',
			waitForResult,
			options,
		},
		versions: v1,
		collection: 'transaction_sms_notifications',
		body: { webhook_event_reference: knownEvent, message: 'Thank you!', _links },
		type: 'transaction_sms_notification',
	},
	'webhookSubscription.create': {
		parameters: { eventType: 'buygoods_transaction_received', url: 'https://example.com/hook' },
		versions: both,
		collection: 'webhook_subscriptions',
		body: {
			event_type: 'buygoods_transaction_received',
			url: 'https://example.com/hook',
			scope: 'company',
		},
		type: 'webhook_subscription',
	},
	'webhookSubscription.create (an event of v2)': {
		parameters: { eventType: 'card_transaction_received', url: 'https://example.com/hook' },
		versions: v2,
		collection: 'webhook_subscriptions',
		body: {
			event_type: 'card_transaction_received',
			url: 'https://example.com/hook',
			scope: 'company',
		},
		type: 'webhook_subscription',
	},
	'webhookSubscription.create (till, Daraja)': {
		parameters: {
			eventType: 'b2b_transaction_received',
			url: 'https://example.com/hook',
			scope: 'till',
			scopeReference: '123456',
			options: { enableDarajaPayload: true },
		},
		versions: v2,
		collection: 'webhook_subscriptions',
		body: {
			event_type: 'b2b_transaction_received',
			url: 'https://example.com/hook',
			scope: 'till',
			scope_reference: '123456',
			enable_daraja_payload: true,
		},
		type: 'webhook_subscription',
	},
	'sendMoney.send': {
		parameters: {
			destinations: {
				destination: [
					{
						type: 'mobile_wallet',
						phoneNumber: '+254 712 345 678',
						network: 'Safaricom',
						amount: 1000,
						description: 'Salary',
						nickname: 'Jane',
						favourite: true,
					},
					{
						type: 'bank_account',
						...bank,
						amount: '250.50',
						description: 'Rent',
						favourite: false,
					},
					{ type: 'till', tillNumber: '123456', amount: 10, description: 'Lunch' },
					{
						type: 'paybill',
						paybillNumber: '888880',
						paybillAccountNumber: '54600',
						amount: 20,
						description: 'Power',
					},
					{ type: 'merchant_wallet', reference, amount: 30 },
					{ type: 'merchant_bank_account', reference, amount: 40, description: 'Savings' },
				],
			},
			waitForResult,
			options: { callbackUrl, sourceIdentifier: '4321', metadata },
		},
		versions: v2,
		collection: 'send_money',
		body: {
			destinations: [
				{
					type: 'mobile_wallet',
					phone_number: '254712345678',
					network: 'Safaricom',
					amount: 1000,
					description: 'Salary',
					nickname: 'Jane',
					favourite: true,
				},
				{
					type: 'bank_account',
					bank_branch_ref: branch,
					account_name: 'Jane Wanjiku',
					account_number: '1234567890',
					amount: 250.5,
					description: 'Rent',
				},
				{ type: 'till', till_number: '123456', amount: 10, description: 'Lunch' },
				{
					type: 'paybill',
					paybill_number: '888880',
					paybill_account_number: '54600',
					amount: 20,
					description: 'Power',
				},
				{ type: 'merchant_wallet', reference, amount: 30 },
				{ type: 'merchant_bank_account', reference, amount: 40, description: 'Savings' },
			],
			currency: 'KES',
			_links,
			metadata: sentMetadata,
			source_identifier: '4321',
		},
		type: 'send_money',
	},
	'sendMoney.send (sweep)': {
		parameters: { sweep: true, waitForResult, options },
		versions: v2,
		collection: 'send_money',
		body: { currency: 'KES', _links },
		type: 'send_money',
	},
	'paymentLink.create': {
		parameters: {
			tillNumber: '123456',
			amount: 2000,
			options: { callbackUrl, paymentReference: 'INV-1', note: 'Thank you', metadata },
		},
		versions: v2,
		collection: 'payment_links',
		body: {
			till_number: '123456',
			amount: 2000,
			currency: 'KES',
			_links,
			metadata: sentMetadata,
			note: 'Thank you',
			payment_reference: 'INV-1',
		},
		type: 'payment_link',
	},
	'reversal.initiate': {
		parameters: {
			transactionReference: receipt,
			reason: 'Paid twice',
			waitForResult,
			options: { callbackUrl, metadata },
		},
		versions: v2,
		collection: 'reversals',
		body: {
			transaction_reference: receipt,
			reason: 'Paid twice',
			_links,
			metadata: sentMetadata,
		},
		type: 'reversal',
	},
};

const keys = (text: string) => text.split(/[\s,]+/).filter(Boolean);

const recipient = 'id type recipientType status recipientReference errors';

/** Every operation that looks something up, with the keys of its flat form. */
export const statusCases: Record<string, StatusCase> = {
	'stkPush.getStatus': {
		of: 'stkPush.requestPayment',
		keys: keys(
			`status paid failureReason id type initiationTime eventType errors metadata linkSelf callbackUrl resourceId
			reference originationTime senderPhoneNumber amount currency tillNumber system resourceStatus
			senderFirstName senderMiddleName senderLastName hashedSenderPhone`,
		),
	},
	'pay.getRecipient': {
		of: 'pay.addRecipient (mobile_wallet)',
		keys: keys(`${recipient} firstName lastName phoneNumber network email`),
	},
	'pay.getStatus': {
		of: 'pay.sendPayment',
		keys: keys(
			'id type createdAt status transferBatches amount currency metadata linkSelf callbackUrl moneyMoved errors',
		),
	},
	'transfer.getBankAccount': {
		of: 'transfer.addBankAccount',
		keys: keys(
			'id type accountNumber accountName bankBranchRef settlementMethod status accountReference errors',
		),
	},
	'transfer.getWallet': {
		of: 'transfer.addWallet',
		keys: keys('id type firstName lastName phoneNumber network status accountReference errors'),
	},
	'transfer.getStatus': {
		of: 'transfer.settleFunds',
		keys: keys(
			'id type createdAt status transferBatches amount currency linkSelf callbackUrl moneyMoved errors',
		),
	},
	'polling.getStatus': {
		of: 'polling.pollTransactions',
		keys: keys(
			'id type status fromTime toTime scope scopeReference transactions linkSelf callbackUrl errors',
		),
	},
	'sms.getStatus': {
		of: 'sms.sendTransactionSms',
		keys: keys('id type status message webhookEventReference linkSelf callbackUrl errors'),
	},
	'webhookSubscription.getStatus': {
		of: 'webhookSubscription.create',
		keys: keys('id type eventType webhookUri status scope scopeReference'),
	},
	'sendMoney.getStatus': {
		of: 'sendMoney.send',
		keys: keys(
			`id type createdAt status sourceIdentifier destinations currency transferBatches errors metadata
			linkSelf callbackUrl moneyMoved amount transactionReference`,
		),
	},
	'externalRecipient.getStatus': {
		of: 'externalRecipient.add (bank_account)',
		keys: keys(
			`${recipient} accountName accountNumber bankBranchRef settlementMethod accountAlias`,
		),
	},
	'paymentLink.getStatus': {
		of: 'paymentLink.create',
		keys: keys(
			`id type createdAt status paid tillName tillNumber paymentReference currency amount note linkStatus
			link initiatorName expiresAt transactionReference senderPhoneNumber originationTime errors metadata linkSelf
			callbackUrl`,
		),
	},
	'reversal.getStatus': {
		of: 'reversal.initiate',
		keys: keys(
			`id type createdAt status transactionReference reason reversalAmount reversalStatus
			reversalTransactionReference reversalOriginationTime errors metadata linkSelf callbackUrl
			moneyMoved`,
		),
	},
};

/** Operations with tests of their own. */
export const otherOperations = [
	'paymentLink.cancel',
	'polling.findPayment',
	'stkPush.requestPaymentAndWait',
	'token.get',
	'token.info',
	'token.introspect',
	'token.revoke',
	'webhookEvent.verify',
];

/** `resource.operation` of a case, without what is special about it. */
export const operationOf = (name: string): [resource: string, operation: string] => {
	const [resource = '', operation = ''] = name.split(' ')[0]!.split('.');
	return [resource, operation];
};
