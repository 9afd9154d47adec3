import { randomUUID } from 'node:crypto';
import {
	type PayerNumbers,
	decimalAmount,
	hashedPhone,
	isoSeconds,
	payerNumbers,
	receipt,
} from './format.mts';
import type { Json } from './json.mts';
import { scenarioOf } from './scenarios.mts';

/** The till of the page, the samples and the README. */
export const sampleTill = 'K123456';

/** What a customer, or another merchant, pays to a till. */
export interface Payment {
	tillNumber: string;
	/** In shillings. */
	amount: number;
	/** With its plus, `+254...`. */
	phoneNumber?: string;
	firstName?: string | null;
	middleName?: string | null;
	lastName?: string | null;
	/** The M-PESA receipt; a new one where absent. */
	reference?: string;
	/** Who pays, when it is a till (B2B) or a merchant (M2M). */
	sendingTill?: string;
	sendingMerchant?: string;
	/** The event to report; `buygoods_transaction_received` where absent. */
	event?: string;
	/** Milliseconds since the epoch when it was made, where Kopo Kopo hears of it later. */
	originatedAt?: number;
	/** Milliseconds from now until pollings list it; what its scenario says where absent. */
	listedAfter?: number;
	/** Fields to put in place of the ones that the event's resource would have. */
	resource?: Json;
}

/** A payment that has arrived, or whatever else befell one. */
export interface Transaction extends Required<Omit<Payment, 'listedAfter' | 'resource'>> {
	id: string;
	/** The payer's number as merchants are shown it. */
	shownNumber: string;
	/** Milliseconds since the epoch from which on pollings list it. */
	listedAt: number;
	/** The id of the resource that brought it about; null for a customer who paid unasked. */
	cause: string | null;
}

/** Whether it is money that came in, as a reversal needs and polling shows. */
export function isReceived({ event }: Transaction): boolean {
	return event === 'buygoods_transaction_received' || event === 'b2b_transaction_received';
}

/** The event that tells of the reversal of each kind of payment. */
export const reversedEvents: Readonly<Record<string, string>> = {
	buygoods_transaction_received: 'buygoods_transaction_reversed',
	b2b_transaction_received: 'b2b_transaction_reversed',
};

/** The event whose form a polling gives to a payment: that of its reversal, once there is one. */
export function listedEvent(payment: Transaction, transactions: readonly Transaction[]): string {
	const reversed = reversedEvents[payment.event];
	return (
		transactions.find(
			({ event, reference }) => event === reversed && reference === payment.reference,
		)?.event ?? payment.event
	);
}

/** The transaction that a payment becomes, with a receipt and a sender of its own. */
export function transactionOf(
	payment: Payment,
	now: number,
	cause: string | null = null,
	numbers: PayerNumbers = 'full',
): Transaction {
	const { phoneNumber = '+254999999999', amount } = payment;
	const { listedAfter = scenarioOf({ phoneNumber, amount }).listedAfter ?? 0 } = payment;
	return {
		id: randomUUID(),
		cause,
		originatedAt: payment.originatedAt ?? now,
		listedAt: now + listedAfter,
		event: payment.event ?? 'buygoods_transaction_received',
		tillNumber: payment.tillNumber,
		amount: payment.amount,
		phoneNumber,
		shownNumber: payerNumbers[numbers](phoneNumber),
		firstName: payment.firstName === undefined ? 'Jane' : payment.firstName,
		middleName: payment.middleName ?? null,
		lastName: payment.lastName === undefined ? 'Doe' : payment.lastName,
		reference: payment.reference ?? receipt(now),
		sendingTill: payment.sendingTill ?? '890642',
		sendingMerchant: payment.sendingMerchant ?? 'Jane Flowers',
	};
}

/** The id, receipt, time and till of a transaction. */
export function transactionFields(transaction: Transaction): Json {
	return {
		id: transaction.id,
		reference: transaction.reference,
		origination_time: isoSeconds(transaction.originatedAt),
		currency: 'KES',
		till_number: transaction.tillNumber,
	};
}

/** A customer's payment, as webhooks and results show it (k2-connect-php tests/Mocks). */
export function buygoodsFields(transaction: Transaction): Json {
	return {
		...transactionFields(transaction),
		amount: decimalAmount(transaction.amount),
		status: 'Received',
		system: 'Lipa Na M-PESA',
		sender_phone_number: transaction.shownNumber,
		hashed_sender_phone: hashedPhone(transaction.phoneNumber),
		sender_first_name: transaction.firstName,
		sender_middle_name: transaction.middleName,
		sender_last_name: transaction.lastName,
	};
}
