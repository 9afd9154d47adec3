import { reversalMoved, transferMoved } from './money-moved';
import {
	amount,
	errors,
	reading,
	nested,
	optional,
	otherwise,
	type Readings,
	type Shape,
} from './reader';
import { isRecord, toKind, toPhoneNumber, toReference, toStatus, toText, valueAt } from './values';

/** Fields whose names in `data.attributes` are given. */
const attributes = (table: Readonly<Record<string, string>>): Readings =>
	Object.fromEntries(Object.entries(table).map(([key, path]) => [key, `data.attributes.${path}`]));

const identity: Readings = { id: 'data.id', type: 'data.type' };

const progress: Readings = attributes({ createdAt: 'created_at', status: 'status' });

const links: Readings = attributes({
	linkSelf: '_links.self',
	callbackUrl: '_links.callback_url',
});

const metadata: Readings = attributes({ metadata: 'metadata' });

const topErrors: Readings = { errors: errors('data.attributes.errors') };

const transferBatches: Readings = { transferBatches: nested('data.attributes.transfer_batches') };

const amountOfMoney: Readings = {
	amount: amount('data.attributes.amount.value'),
	currency: 'data.attributes.amount.currency',
};

const moneyMoved: Readings = { moneyMoved: reading('data.attributes', transferMoved) };

const payer = 'data.attributes.event.resource';

const incomingPayment: Shape = [
	{
		...identity,
		...attributes({
			initiationTime: 'initiation_time',
			status: 'status',
			eventType: 'event.type',
		}),
		errors: errors('data.attributes.event.errors'),
		...metadata,
		...links,
	},
	{
		at: payer,
		variants: [
			[
				isRecord,
				{
					resourceId: `${payer}.id`,
					reference: reading(`${payer}.reference`, toReference),
					originationTime: `${payer}.origination_time`,
					senderPhoneNumber: `${payer}.sender_phone_number`,
					amount: amount(`${payer}.amount`),
					currency: `${payer}.currency`,
					tillNumber: `${payer}.till_number`,
					system: `${payer}.system`,
					resourceStatus: `${payer}.status`,
					senderFirstName: `${payer}.sender_first_name`,
					senderMiddleName: `${payer}.sender_middle_name`,
					senderLastName: `${payer}.sender_last_name`,
					hashedSenderPhone: optional(`${payer}.hashed_sender_phone`),
				},
			],
			[otherwise, { resource: payer }],
		],
	},
];

const isKind = (kind: string) => (value: unknown) => toKind(value) === kind;

const recipient: Shape = [
	{
		...identity,
		recipientType: reading('data.attributes.recipient_type', toKind),
		...attributes({ status: 'status', recipientReference: 'recipient_reference' }),
	},
	{
		at: 'data.attributes.recipient_type',
		variants: [
			[
				isKind('mobile_wallet'),
				{
					...attributes({
						firstName: 'first_name',
						lastName: 'last_name',
						phoneNumber: 'phone_number',
						network: 'network',
					}),
					email: optional('data.attributes.email'),
				},
			],
			[
				isKind('bank_account'),
				attributes({
					accountName: 'account_name',
					accountNumber: 'account_number',
					bankBranchRef: 'bank_branch_ref',
					settlementMethod: 'settlement_method',
				}),
			],
			[isKind('till'), attributes({ tillName: 'till_name', tillNumber: 'till_number' })],
			[
				isKind('paybill'),
				attributes({
					paybillName: 'paybill_name',
					paybillNumber: 'paybill_number',
					paybillAccountNumber: 'paybill_account_number',
				}),
			],
		],
	},
];

/** In the callback of a paid link, `payment_link` has other keys than in its status. */
function linkStatusOf(link: unknown): unknown {
	return toStatus(valueAt(link, 'payment_link_status') ?? valueAt(link, 'status'));
}

function absoluteLink(attributesOfLink: unknown): unknown {
	const link = valueAt(attributesOfLink, 'payment_link.link');
	const base = valueAt(attributesOfLink, '_links.self');
	if (typeof link !== 'string' || typeof base !== 'string' || !URL.canParse(link, base))
		return link;
	return new URL(link, base).href;
}

/**
 * The flat form of every resource, by its `data.type`. A result callback has the same JSON as the
 * status of its resource (k2-connect-php, tests/Mocks).
 */
export const resourceShapes = {
	external_recipient: recipient,
	incoming_payment: incomingPayment,
	merchant_bank_account: [
		{
			...identity,
			...attributes({
				accountNumber: 'account_number',
				accountName: 'account_name',
				bankBranchRef: 'bank_branch_ref',
				settlementMethod: 'settlement_method',
				status: 'status',
				accountReference: 'account_reference',
			}),
		},
	],
	merchant_wallet: [
		{
			...identity,
			...attributes({
				firstName: 'first_name',
				lastName: 'last_name',
				phoneNumber: 'phone_number',
				network: 'network',
				status: 'status',
				accountReference: 'account_reference',
			}),
		},
	],
	pay_recipient: recipient,
	payment: [
		{
			...identity,
			...progress,
			...transferBatches,
			...amountOfMoney,
			...metadata,
			...links,
			...moneyMoved,
		},
	],
	payment_link: [
		{
			...identity,
			...progress,
			...attributes({
				tillName: 'till_name',
				tillNumber: 'till_number',
				paymentReference: 'payment_reference',
				currency: 'currency',
			}),
			amount: amount('data.attributes.amount'),
			note: 'data.attributes.note',
			linkStatus: reading('data.attributes.payment_link', linkStatusOf),
			link: reading('data.attributes', absoluteLink),
			expiresAt: 'data.attributes.payment_link.expires_at',
			transactionReference: reading(
				'data.attributes.payment_link.transaction_reference',
				toReference,
			),
			senderPhoneNumber: reading('data.attributes.payment_link.sender_phone_number', toPhoneNumber),
			originationTime: 'data.attributes.payment_link.origination_time',
			...topErrors,
			...metadata,
			...links,
		},
	],
	polling: [
		{
			...identity,
			...attributes({ status: 'status', fromTime: 'from_time', toTime: 'to_time' }),
			scope: reading('data.attributes.scope', toKind),
			scopeReference: reading('data.attributes.scope_reference', toText),
			transactions: nested('data.attributes.transactions'),
			...links,
		},
	],
	reversal: [
		{
			id: 'data.id',
			type: reading('data.type', () => 'reversal'),
			...progress,
			...attributes({ transactionReference: 'transaction_reference', reason: 'reason' }),
			reversalAmount: amount('data.attributes.reversal_bulk_payment.amount'),
			reversalStatus: 'data.attributes.reversal_bulk_payment.status',
			reversalTransactionReference: reading(
				'data.attributes.reversal_bulk_payment.transaction_reference',
				toReference,
			),
			reversalOriginationTime: 'data.attributes.reversal_bulk_payment.origination_time',
			...topErrors,
			...metadata,
			...links,
			moneyMoved: reading('data.attributes', reversalMoved),
		},
	],
	send_money: [
		{
			...identity,
			...progress,
			sourceIdentifier: reading('data.attributes.source_identifier', toText),
			destinations: nested('data.attributes.destinations'),
			currency: 'data.attributes.currency',
			...transferBatches,
			...topErrors,
			...metadata,
			...links,
			...moneyMoved,
		},
	],
	settlement_transfer: [
		{ ...identity, ...progress, ...transferBatches, ...amountOfMoney, ...links, ...moneyMoved },
	],
	transaction_sms_notification: [
		{
			...identity,
			...attributes({
				status: 'status',
				message: 'message',
				webhookEventReference: 'webhook_event_reference',
			}),
			...links,
		},
	],
	webhook_subscription: [
		{
			...identity,
			...attributes({ eventType: 'event_type', webhookUri: 'webhook_uri', status: 'status' }),
			scope: reading('data.attributes.scope', toKind),
			scopeReference: reading('data.attributes.scope_reference', toText),
		},
	],
} as const satisfies Record<string, Shape>;

/** `data.type` of every resource that has a flat form. */
export type ResourceType = keyof typeof resourceShapes;

/** The flat form of a type that Kopo Kopo's JSON gives, or undefined for one that no table knows. */
export const shapeOf = (type: string): Shape | undefined =>
	Object.hasOwn(resourceShapes, type) ? resourceShapes[type as ResourceType] : undefined;
