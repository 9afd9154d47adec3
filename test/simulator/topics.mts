import { randomUUID } from 'node:crypto';
import { ownAccounts } from './accounts.mts';
import {
	darajaTime,
	decimalAmount,
	hashedPhone,
	isoSeconds,
	isoTime,
	maskedInDaraja,
} from './format.mts';
import type { Json } from './json.mts';
import { type Transaction, buygoodsFields, transactionFields } from './payments.mts';
import type { Version } from './resource.mts';

export type Scope = 'till' | 'company';

/** An event and the format of its webhook. */
export interface Topic {
	versions: readonly Version[];
	scopes: readonly Scope[];
	/** `event.type` of the webhook. */
	type: string;
	/** The path of `_links.resource`. */
	kind: string;
	/** `event.resource` of the webhook. */
	resource(transaction: Transaction): Json;
	/** Fields of the Daraja format. Events without it are always sent in the usual format. */
	daraja?(transaction: Transaction): Json;
}

const BOTH: readonly Version[] = ['v1', 'v2'];
const V2: readonly Version[] = ['v2'];
const ANY_SCOPE: readonly Scope[] = ['till', 'company'];
const COMPANY: readonly Scope[] = ['company'];

/** A customer's payment (k2-connect-php tests/Mocks/hooks/buygoodsreceived.json). */
const buygoodsReceived: Topic = {
	versions: BOTH,
	scopes: ANY_SCOPE,
	type: 'Buygoods Transaction',
	kind: 'financial_transaction',
	resource: buygoodsFields,
	daraja: (transaction) => ({
		TransactionType: 'Buy Goods',
		MSISDN: msisdnOf(transaction),
		FirstName: transaction.firstName,
		MiddleName: transaction.middleName,
		LastName: transaction.lastName,
	}),
};

/**
 * A card payment. There is no published sample: the fields are the ones that k2-connect-ruby reads, and
 * the event type is a guess.
 */
const card: Topic = {
	versions: V2,
	scopes: ANY_SCOPE,
	type: 'Card Transaction',
	kind: 'financial_transaction',
	resource: (transaction) => cardResource(transaction, 'Received'),
};

/** The events that Kopo Kopo reports, by event type. */
export const topics: Readonly<Record<string, Topic>> = {
	buygoods_transaction_received: buygoodsReceived,
	buygoods_transaction_reversed: {
		versions: BOTH,
		scopes: ANY_SCOPE,
		type: 'Buygoods Transaction',
		kind: 'financial_transaction',
		resource: (transaction) => ({
			...buygoodsFields(transaction),
			amount: String(transaction.amount),
			status: 'Reversed',
			system: 'Lipa Na Mpesa',
		}),
	},
	b2b_transaction_received: {
		versions: BOTH,
		scopes: ANY_SCOPE,
		type: 'External Till to Till Transaction',
		kind: 'financial_transaction',
		resource: (transaction) => ({
			...transactionFields(transaction),
			sending_till: transaction.sendingTill,
			amount: String(transaction.amount),
			status: 'Complete',
			system: 'Lipa Na Mpesa',
		}),
		daraja: (transaction) => ({
			TransactionType: 'Organization To Organization Transfer',
			MSISDN: transaction.sendingTill,
			FirstName: 'Organization name',
			MiddleName: null,
			LastName: null,
		}),
	},
	b2b_transaction_reversed: {
		versions: V2,
		scopes: ANY_SCOPE,
		type: 'External Till To Till Reversal Transaction',
		kind: 'financial_transaction',
		resource: (transaction) => ({
			...transactionFields(transaction),
			sending_till: transaction.sendingTill,
			amount: String(transaction.amount),
			status: 'Reversed',
			system: 'M-PESA',
		}),
	},
	m2m_transaction_received: {
		versions: BOTH,
		scopes: COMPANY,
		type: 'Merchant to Merchant Transaction',
		kind: 'payment_batches',
		resource: (transaction) => ({
			id: transaction.id,
			amount: String(transaction.amount),
			status: 'Received',
			currency: 'KES',
			origination_time: isoSeconds(transaction.originatedAt),
			sending_merchant: transaction.sendingMerchant,
		}),
	},
	settlement_transfer_completed: {
		versions: BOTH,
		scopes: COMPANY,
		type: 'Settlement Transfer',
		kind: 'transfer_batch',
		resource: (transaction) => ({
			id: transaction.id,
			amount: decimalAmount(transaction.amount),
			status: 'Transferred',
			currency: 'KES',
			destination: {
				type: 'Bank Account',
				resource: ownAccounts.merchant_bank_account,
			},
			disbursements: [
				{
					amount: decimalAmount(transaction.amount),
					status: 'Transferred',
					origination_time: isoTime(transaction.originatedAt),
					transaction_reference: null,
				},
			],
			origination_time: isoTime(transaction.originatedAt),
		}),
	},
	customer_created: {
		versions: BOTH,
		scopes: COMPANY,
		type: 'Customer Created',
		kind: 'mobile_money_user',
		resource: (transaction) => ({
			first_name: transaction.firstName,
			middle_name: transaction.middleName,
			last_name: transaction.lastName,
			phone_number: transaction.shownNumber,
		}),
	},
	card_transaction_received: {
		...card,
		resource: (transaction) => ({ ...cardResource(transaction, 'Received'), settled: false }),
	},
	card_transaction_voided: {
		...card,
		resource: (transaction) => cardResource(transaction, 'Voided'),
	},
	card_transaction_reversed: {
		...card,
		resource: (transaction) => cardResource(transaction, 'Reversed'),
	},
};

/** All topics, and additional ones in the format of a customer's payment. */
export function topicsWith(names: readonly string[]): Readonly<Record<string, Topic>> {
	return { ...topics, ...Object.fromEntries(names.map((name) => [name, buygoodsReceived])) };
}

/**
 * A webhook: topic, ID, time, event and links (k2-connect-php tests/Mocks/hooks).
 *
 * @param host the origin of its links
 * @param changes replace fields of the resource
 */
export function webhookOf(
	name: string,
	topic: Topic,
	transaction: Transaction,
	host: string,
	changes: Json = {},
): Json {
	const id = randomUUID();
	return {
		topic: name,
		id,
		created_at: isoSeconds(transaction.originatedAt),
		event: { type: topic.type, resource: { ...topic.resource(transaction), ...changes } },
		_links: {
			self: `${host}/webhook_events/${id}`,
			resource: `${host}/${topic.kind}/${transaction.id}`,
		},
	};
}

/** The event in Safaricom's Daraja format: flat, without topic or ID (k2-connect-php, v2 branch). */
export function darajaOf(topic: Topic, transaction: Transaction): Json {
	return {
		TransID: transaction.reference,
		TransTime: darajaTime(transaction.originatedAt),
		TransAmount: decimalAmount(transaction.amount),
		BusinessShortCode: transaction.tillNumber,
		BillRefNumber: '',
		InvoiceNumber: '',
		OrgAccountBalance: '',
		ThirdPartyTransId: '',
		...topic.daraja?.(transaction),
	};
}

/** The hash in k2-connect-php's v2 branch, or masked as in Safaricom's own callbacks. */
function msisdnOf({ phoneNumber, shownNumber }: Transaction): string {
	return shownNumber === phoneNumber ? hashedPhone(phoneNumber) : maskedInDaraja(phoneNumber);
}

function cardResource(transaction: Transaction, status: string): Json {
	return {
		...transactionFields(transaction),
		amount: decimalAmount(transaction.amount),
		status,
		customer_cc_number: '**** **** **** 4242',
	};
}
