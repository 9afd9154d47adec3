import type { IDataObject } from 'n8n-workflow';

import type { ApiVersion } from '../api/environments';
import {
	amount,
	field,
	nested,
	optional,
	otherwise,
	readShape,
	type FieldTable,
	type Shape,
} from './reader';
import { toCamelCase, toReference, valueAt } from './values';

export interface EventKind {
	/** As the trigger's list shows it. */
	name: string;
	description: string;
	versions: readonly ApiVersion[];
	/** Whether Kopo Kopo sends it for the whole company only, never for one till. */
	companyOnly?: true;
	/** Whether v2 can send it in the form of Safaricom's Daraja API. */
	daraja?: true;
	shape: Shape;
}

const envelope: FieldTable = {
	id: 'id',
	topic: 'topic',
	createdAt: 'created_at',
	eventType: 'event.type',
};

const links: FieldTable = {
	linkSelf: '_links.self',
	linkResource: '_links.resource',
};

const transaction: FieldTable = {
	...envelope,
	resourceId: 'event.resource.id',
	reference: 'event.resource.reference',
	originationTime: 'event.resource.origination_time',
};

const money: FieldTable = {
	amount: amount('event.resource.amount'),
	currency: 'event.resource.currency',
};

const till: FieldTable = {
	tillNumber: 'event.resource.till_number',
	system: 'event.resource.system',
	status: 'event.resource.status',
};

const received: FieldTable = {
	...transaction,
	senderPhoneNumber: 'event.resource.sender_phone_number',
	...money,
	...till,
	senderFirstName: 'event.resource.sender_first_name',
	senderMiddleName: 'event.resource.sender_middle_name',
	senderLastName: 'event.resource.sender_last_name',
	hashedSenderPhone: optional('event.resource.hashed_sender_phone'),
};

const buygoods: Shape = [{ ...received, ...links }];

const b2b: Shape = [
	{ ...transaction, sendingTill: 'event.resource.sending_till', ...money, ...till, ...links },
];

const merchantToMerchant: Shape = [
	{
		...envelope,
		resourceId: 'event.resource.id',
		originationTime: 'event.resource.origination_time',
		sendingMerchant: 'event.resource.sending_merchant',
		...money,
		status: 'event.resource.status',
		...links,
	},
];

/** Bank details stand inside `destination.resource`; the PHP SDK looks one level too high. */
const settlement: Shape = [
	{
		...envelope,
		resourceId: 'event.resource.id',
		originationTime: 'event.resource.origination_time',
		...money,
		status: 'event.resource.status',
		disbursements: nested('event.resource.disbursements'),
		destinationType: 'event.resource.destination.type',
		destinationReference: 'event.resource.destination.resource.reference',
	},
	{
		at: 'event.resource.destination.type',
		variants: [
			[
				(type) => /wallet/i.test(String(type)),
				{
					firstName: 'event.resource.destination.resource.first_name',
					lastName: 'event.resource.destination.resource.last_name',
					phoneNumber: 'event.resource.destination.resource.phone_number',
					network: 'event.resource.destination.resource.network',
				},
			],
			[
				otherwise,
				{
					settlementMethod: 'event.resource.destination.resource.settlement_method',
					bankBranchRef: 'event.resource.destination.resource.bank_branch_ref',
					accountName: 'event.resource.destination.resource.account_name',
					accountNumber: 'event.resource.destination.resource.account_number',
				},
			],
		],
	},
	links,
];

const customer: Shape = [
	{
		...envelope,
		firstName: 'event.resource.first_name',
		middleName: 'event.resource.middle_name',
		lastName: 'event.resource.last_name',
		phoneNumber: 'event.resource.phone_number',
		...links,
	},
];

/** No full sample is published: the fields are those of k2-connect-ruby's classes. */
const card: Shape = [
	{
		...received,
		customerCcNumber: 'event.resource.customer_cc_number',
		settled: 'event.resource.settled',
		...links,
	},
];

const v2: readonly ApiVersion[] = ['v2'];
const both: readonly ApiVersion[] = ['v1', 'v2'];

/** Every event that the trigger can subscribe to, by topic. A new event is a row here. */
export const events: Readonly<Record<string, EventKind>> = {
	b2b_transaction_received: {
		name: 'B2B Transaction Received',
		description: 'Another business paid your till',
		versions: both,
		daraja: true,
		shape: b2b,
	},
	b2b_transaction_reversed: {
		name: 'B2B Transaction Reversed',
		description: 'A payment of another business was given back',
		versions: v2,
		shape: b2b,
	},
	buygoods_transaction_received: {
		name: 'Buygoods Transaction Received',
		description: 'A customer paid your till',
		versions: both,
		daraja: true,
		shape: buygoods,
	},
	buygoods_transaction_reversed: {
		name: 'Buygoods Transaction Reversed',
		description: 'A payment of a customer was given back',
		versions: both,
		shape: buygoods,
	},
	card_transaction_received: {
		name: 'Card Transaction Received',
		description: 'A customer paid by card',
		versions: v2,
		shape: card,
	},
	card_transaction_reversed: {
		name: 'Card Transaction Reversed',
		description: 'A card payment was given back',
		versions: v2,
		shape: card,
	},
	card_transaction_voided: {
		name: 'Card Transaction Voided',
		description: 'A card payment was voided',
		versions: v2,
		shape: card,
	},
	customer_created: {
		name: 'Customer Created',
		description: 'A customer paid you for the first time',
		versions: both,
		companyOnly: true,
		shape: customer,
	},
	m2m_transaction_received: {
		name: 'Merchant to Merchant Transaction Received',
		description: 'Another Kopo Kopo merchant paid you',
		versions: both,
		companyOnly: true,
		shape: merchantToMerchant,
	},
	settlement_transfer_completed: {
		name: 'Settlement Transfer Completed',
		description: 'Money was settled to your bank account or wallet',
		versions: both,
		companyOnly: true,
		shape: settlement,
	},
};

/**
 * Safaricom's own form of a payment, which v2 sends where a subscription asks for it: flat, with no
 * topic and no id. Field names differ between sources in their case.
 */
export const darajaShape: Shape = [
	{
		transactionType: 'TransactionType',
		transId: field('TransID', toReference),
		transTime: 'TransTime',
		transAmount: amount('TransAmount'),
		businessShortCode: 'BusinessShortCode',
		billRefNumber: 'BillRefNumber',
		invoiceNumber: 'InvoiceNumber',
		orgAccountBalance: 'OrgAccountBalance',
	},
	{
		at: 'ThirdPartyTransID',
		variants: [
			[(value) => value === undefined, { thirdPartyTransId: 'ThirdPartyTransId' }],
			[otherwise, { thirdPartyTransId: 'ThirdPartyTransID' }],
		],
	},
	{ msisdn: 'MSISDN', firstName: 'FirstName', middleName: 'MiddleName', lastName: 'LastName' },
];

/** The topic that a Daraja payload stands for, by the beginning of its `TransactionType`. */
export const darajaTopics: ReadonlyArray<readonly [RegExp, string]> = [
	[/^organi[sz]ation/i, 'b2b_transaction_received'],
	[/./, 'buygoods_transaction_received'],
];

/** The flat form of an event that no table knows: its envelope, and its resource in camelCase. */
export function readUnknownEvent(event: unknown): IDataObject {
	const resource = toCamelCase(valueAt(event, 'event.resource') ?? {}) as IDataObject;
	const { id = null, ...others } = resource;
	return {
		...readShape(event, [envelope]),
		resourceId: id,
		...others,
		...readShape(event, [links]),
	};
}
