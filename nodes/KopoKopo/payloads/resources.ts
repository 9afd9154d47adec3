import { receiptOfOnlyDisbursement, sumOfDestinations } from './disbursements';
import { incomingPayment } from './incoming-payment';
import { paymentLink } from './payment-link';
import { amount, nested, optional, reading, type Shape } from './reader';
import { recipient } from './recipient';
import {
	amountOfMoney,
	attributes,
	createdAt,
	identity,
	links,
	metadata,
	moneyMoved,
	names,
	status,
	topErrors,
	transferBatches,
} from './resource-readings';
import { paymentMoved, reversalMoved } from './statuses';
import { readTransactions } from './transactions';
import { toKind, toReference, toText } from './values';

const bulkPayment = 'data.attributes.reversal_bulk_payment';

/** By `data.type`. A result callback has the same JSON as the status of its resource (k2-connect-php, tests/Mocks). */
export const resourceShapes = {
	external_recipient: recipient,
	incoming_payment: incomingPayment,
	merchant_bank_account: [
		{
			...status,
			...attributes({
				accountReference: 'account_reference',
				accountName: 'account_name',
				accountNumber: 'account_number',
				bankBranchRef: 'bank_branch_ref',
				settlementMethod: 'settlement_method',
			}),
			...names,
			...topErrors,
			...identity,
		},
	],
	merchant_wallet: [
		{
			...status,
			...attributes({
				accountReference: 'account_reference',
				phoneNumber: 'phone_number',
				firstName: 'first_name',
				lastName: 'last_name',
				network: 'network',
			}),
			email: optional('data.attributes.email'),
			...names,
			...topErrors,
			...identity,
		},
	],
	pay_recipient: recipient,
	payment: [
		{
			...status,
			moneyMoved: reading('data.attributes', paymentMoved),
			...amountOfMoney,
			...transferBatches,
			...topErrors,
			...metadata,
			...createdAt,
			...identity,
			...links,
		},
	],
	payment_link: paymentLink,
	polling: [
		{
			...status,
			transactions: reading('data.attributes.transactions', readTransactions),
			...attributes({ fromTime: 'from_time', toTime: 'to_time' }),
			scope: reading('data.attributes.scope', toKind),
			scopeReference: reading('data.attributes.scope_reference', toText),
			...topErrors,
			...identity,
			...links,
		},
	],
	reversal: [
		{
			...status,
			moneyMoved: reading('data.attributes', reversalMoved),
			reversalAmount: amount(`${bulkPayment}.amount`),
			reversalStatus: `${bulkPayment}.status`,
			reversalTransactionReference: reading(`${bulkPayment}.transaction_reference`, toReference),
			...attributes({ transactionReference: 'transaction_reference', reason: 'reason' }),
			reversalOriginationTime: `${bulkPayment}.origination_time`,
			...topErrors,
			...metadata,
			...createdAt,
			id: 'data.id',
			type: reading('data.type', () => 'reversal'),
			...links,
		},
	],
	send_money: [
		{
			...status,
			...moneyMoved,
			amount: reading('data.attributes', sumOfDestinations),
			currency: 'data.attributes.currency',
			transactionReference: reading('data.attributes', receiptOfOnlyDisbursement),
			destinations: nested('data.attributes.destinations'),
			sourceIdentifier: reading('data.attributes.source_identifier', toText),
			...transferBatches,
			...topErrors,
			...metadata,
			...createdAt,
			...identity,
			...links,
		},
	],
	settlement_transfer: [
		{
			...status,
			...moneyMoved,
			...amountOfMoney,
			...transferBatches,
			...topErrors,
			...createdAt,
			...identity,
			...links,
		},
	],
	transaction_sms_notification: [
		{
			...attributes({
				status: 'status',
				message: 'message',
				webhookEventReference: 'webhook_event_reference',
			}),
			...topErrors,
			...identity,
			...links,
		},
	],
	webhook_subscription: [
		{
			...attributes({ status: 'status', eventType: 'event_type', webhookUri: 'webhook_uri' }),
			scope: reading('data.attributes.scope', toKind),
			scopeReference: reading('data.attributes.scope_reference', toText),
			...identity,
		},
	],
} as const satisfies Record<string, Shape>;

export type ResourceType = keyof typeof resourceShapes;

export const shapeOf = (type: string): Shape | undefined =>
	Object.hasOwn(resourceShapes, type) ? resourceShapes[type as ResourceType] : undefined;
