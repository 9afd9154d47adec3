import type { IDataObject } from 'n8n-workflow';

import {
	amount,
	optional,
	otherwise,
	reading,
	readShape,
	type Readings,
	type Shape,
} from './reader';
import { transactionPaid } from './statuses';
import { isRecord, valueAt, wordAt } from './values';

const below = (at: string, readings: Readings): Readings =>
	Object.fromEntries(
		Object.entries(readings).map(([key, reading]) => [
			key,
			typeof reading === 'string'
				? `${at}.${reading}`
				: {
						...reading,
						path: `${at}.${reading.path}`,
						...(reading.otherPath && { otherPath: `${at}.${reading.otherPath}` }),
					},
		]),
	);

const money: Readings = {
	status: 'status',
	paid: reading('status', transactionPaid),
	amount: amount('amount'),
	currency: 'currency',
};

const till: Readings = {
	tillNumber: 'till_number',
	system: 'system',
	originationTime: 'origination_time',
};

const buygoods: Readings = {
	...money,
	reference: 'reference',
	// k2-connect-ruby's specs have the second key.
	senderPhoneNumber: { path: 'sender_phone_number', otherPath: 'sender_msisdn' },
	senderFirstName: 'sender_first_name',
	senderMiddleName: 'sender_middle_name',
	senderLastName: 'sender_last_name',
	hashedSenderPhone: optional('hashed_sender_phone'),
	...till,
};

const b2b: Readings = {
	...money,
	reference: 'reference',
	sendingTill: 'sending_till',
	...till,
};

const merchantToMerchant: Readings = {
	...money,
	sendingMerchant: 'sending_merchant',
	originationTime: 'origination_time',
};

/** No full sample is published: k2-connect-ruby's classes have these keys. */
const card: Readings = {
	...buygoods,
	customerCcNumber: 'customer_cc_number',
	settled: 'settled',
};

export const transactionAt = {
	buygoods: (at: string) => below(at, buygoods),
	b2b: (at: string) => below(at, b2b),
	merchantToMerchant: (at: string) => below(at, merchantToMerchant),
	card: (at: string) => below(at, card),
} as const;

const has = (key: string) => (entry: unknown) => valueAt(entry, `resource.${key}`) !== undefined;

const isOfType = (type: string) => (entry: unknown) => wordAt(entry, 'type') === type;

/** An entry of a polling has the keys of its kind of event, without the envelope. */
const entryOf = (readings: Readings): Shape => [
	{ ...below('resource', readings), type: 'type', resourceId: 'resource.id' },
];

const [ofBusiness, ofMerchant] = [entryOf(b2b), entryOf(merchantToMerchant)];

/** The resource decides or, if it lacks the sender, the type. */
const entryShapes: ReadonlyArray<readonly [fits: (entry: unknown) => boolean, shape: Shape]> = [
	[has('sending_till'), ofBusiness],
	[has('sending_merchant'), ofMerchant],
	[isOfType('external till to till transaction'), ofBusiness],
	[isOfType('merchant to merchant transaction'), ofMerchant],
	[otherwise, entryOf(buygoods)],
];

export const readTransaction = (entry: unknown): IDataObject =>
	readShape(entry, entryShapes.find(([fits]) => fits(entry))![1]);

/** The flat form of no transaction: each key of a payment that has a reference or a phone number, null. */
export const noTransaction: IDataObject = Object.fromEntries(
	[...Object.keys({ ...buygoods, ...b2b }), 'type', 'resourceId'].map((key) => [key, null]),
);

export const readTransactions = (entries: unknown): IDataObject[] | null =>
	Array.isArray(entries) ? entries.map(readTransaction) : null;

/** The output for an entry of a polling. An unreadable entry is added as received. */
export function presentTransaction(entry: unknown, simplify: boolean): IDataObject {
	if (!simplify) return isRecord(entry) ? entry : ({ entry } as IDataObject);
	const flat = readTransaction(entry);
	return isRecord(valueAt(entry, 'resource')) ? flat : ({ ...flat, entry } as IDataObject);
}
