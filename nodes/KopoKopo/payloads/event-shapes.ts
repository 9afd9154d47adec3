import { amount, nested, optional, otherwise, type Readings, type Shape } from './reader';

export const envelope: Readings = {
	id: 'id',
	topic: 'topic',
	createdAt: 'created_at',
	eventType: 'event.type',
};

export const links: Readings = {
	linkSelf: '_links.self',
	linkResource: '_links.resource',
};

const transaction: Readings = {
	...envelope,
	resourceId: 'event.resource.id',
	reference: 'event.resource.reference',
	originationTime: 'event.resource.origination_time',
};

const money: Readings = {
	amount: amount('event.resource.amount'),
	currency: 'event.resource.currency',
};

const till: Readings = {
	tillNumber: 'event.resource.till_number',
	system: 'event.resource.system',
	status: 'event.resource.status',
};

const received: Readings = {
	...transaction,
	senderPhoneNumber: 'event.resource.sender_phone_number',
	...money,
	...till,
	senderFirstName: 'event.resource.sender_first_name',
	senderMiddleName: 'event.resource.sender_middle_name',
	senderLastName: 'event.resource.sender_last_name',
	hashedSenderPhone: optional('event.resource.hashed_sender_phone'),
};

export const buygoods: Shape = [{ ...received, ...links }];

export const b2b: Shape = [
	{ ...transaction, sendingTill: 'event.resource.sending_till', ...money, ...till, ...links },
];

export const merchantToMerchant: Shape = [
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
export const settlement: Shape = [
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

export const customer: Shape = [
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
export const card: Shape = [
	{
		...received,
		customerCcNumber: 'event.resource.customer_cc_number',
		settled: 'event.resource.settled',
		...links,
	},
];
