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

/** Readings of what stands below a path. */
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

/** A payment of a customer. */
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

/** A payment of another business. */
const b2b: Readings = {
	...money,
	reference: 'reference',
	sendingTill: 'sending_till',
	...till,
};

/** A payment of another Kopo Kopo merchant. */
const merchantToMerchant: Readings = {
	...money,
	sendingMerchant: 'sending_merchant',
	originationTime: 'origination_time',
};

/** No full sample is published: the keys are those of k2-connect-ruby's classes. */
const card: Readings = {
	...buygoods,
	customerCcNumber: 'customer_cc_number',
	settled: 'settled',
};

/** What a transaction says of itself, by its kind and by where it stands in a payload. */
export const transactionAt = {
	buygoods: (at: string) => below(at, buygoods),
	b2b: (at: string) => below(at, b2b),
	merchantToMerchant: (at: string) => below(at, merchantToMerchant),
	card: (at: string) => below(at, card),
} as const;

const has = (key: string) => (entry: unknown) => valueAt(entry, `resource.${key}`) !== undefined;

const isOfType = (type: string) => (entry: unknown) => wordAt(entry, 'type') === type;

/** What an entry of a polling has: what the event of its kind has, without the envelope. */
const entryOf = (readings: Readings): Shape => [
	{ ...below('resource', readings), type: 'type', resourceId: 'resource.id' },
];

const [ofBusiness, ofMerchant] = [entryOf(b2b), entryOf(merchantToMerchant)];

/** The forms of entries, told apart by their resource or, where it lacks the sender, by their type. */
const entryShapes: ReadonlyArray<readonly [fits: (entry: unknown) => boolean, shape: Shape]> = [
	[has('sending_till'), ofBusiness],
	[has('sending_merchant'), ofMerchant],
	[isOfType('external till to till transaction'), ofBusiness],
	[isOfType('merchant to merchant transaction'), ofMerchant],
	[otherwise, entryOf(buygoods)],
];

/** The flat form of one entry of a polling. */
export const readTransaction = (entry: unknown): IDataObject =>
	readShape(entry, entryShapes.find(([fits]) => fits(entry))![1]);

/** The flat forms of the entries of a polling; null where there is no list of them. */
export const readTransactions = (entries: unknown): IDataObject[] | null =>
	Array.isArray(entries) ? entries.map(readTransaction) : null;

/** The output for an entry of a polling: flat, or as received. An entry that cannot be read is added as received. */
export function presentTransaction(entry: unknown, simplify: boolean): IDataObject {
	if (!simplify) return isRecord(entry) ? (entry as IDataObject) : ({ entry } as IDataObject);
	const flat = readTransaction(entry);
	return isRecord(valueAt(entry, 'resource')) ? flat : ({ ...flat, entry } as IDataObject);
}
