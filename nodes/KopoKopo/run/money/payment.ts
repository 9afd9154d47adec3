import type { IDataObject } from 'n8n-workflow';

import { credentialText } from '../../api/credential';
import { apiOrigin } from '../../api/environments';
import type { ApiRequest } from '../../api/send';
import { isRecord } from '../../payloads/values';
import type { Item } from '../call';

export interface PreparedRequest {
	item: Item;
	request: ApiRequest;
}

export interface PreparedPayment extends PreparedRequest {
	payment: Payment;
}

/** Identifies a payment: API host, application, operation, recipient or payer, and amount, as JSON texts. */
export interface Payment {
	recipient: string;
	whole: string;
}

export interface Sent {
	output: IDataObject[];
	alreadySent: boolean;
}

// A new field of an operation that moves money belongs here if it tells one payment from another.
const recipientKeys = new Set([
	'account_number',
	'bank_branch_ref',
	'destination_reference',
	'destination_type',
	'network',
	'paybill_account_number',
	'paybill_number',
	'phone_number',
	'reference',
	'source_identifier',
	'till_number',
	'transaction_reference',
	'type',
]);

const amountKeys = new Set(['amount', 'currency', 'value']);

const groupKeys = new Set(['destinations', 'subscriber']);

function pick(value: unknown, isWanted: (key: string) => boolean): unknown {
	if (Array.isArray(value)) return value.map((one) => pick(one, isWanted));
	if (!isRecord(value)) return value;
	return Object.entries(value)
		.filter(([key]) => groupKeys.has(key) || isWanted(key))
		.map(([key, inner]) => [key, pick(inner, isWanted)]);
}

export function paymentOf({ item, request }: PreparedRequest, operation: string): Payment {
	const { credentials } = item;
	const account = [apiOrigin(credentials), credentialText(credentials, 'clientId'), operation];
	const textOf = (isWanted: (key: string) => boolean) =>
		JSON.stringify([...account, pick(request.json, isWanted)]);
	return {
		recipient: textOf((key) => recipientKeys.has(key)),
		whole: textOf((key) => recipientKeys.has(key) || amountKeys.has(key)),
	};
}
