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

export interface Payment {
	tillNumber: string;
	/** In shillings. */
	amount: number;
	/** With its plus, `+254...`. */
	phoneNumber?: string;
	firstName?: string | null;
	middleName?: string | null;
	lastName?: string | null;
	/** The M-PESA receipt. Default: a new one. */
	reference?: string;
	/** The payer of a B2B payment; `sendingMerchant` is the one of an M2M payment. */
	sendingTill?: string;
	sendingMerchant?: string;
	/** Default: `buygoods_transaction_received`. */
	event?: string;
	/** When the customer paid, in milliseconds since the epoch. Default: now. */
	originatedAt?: number;
	/** Milliseconds until transaction lists contain it. Default: as in its scenario. */
	listedAfter?: number;
	/** Replaces fields of the event's resource. */
	resource?: Json;
}

/** A payment that was received, or another event such as its reversal. */
export interface Transaction extends Required<Omit<Payment, 'listedAfter' | 'resource'>> {
	id: string;
	/** The payer's number as merchants see it, possibly masked. */
	shownNumber: string;
	/** When transaction lists start to contain it, in milliseconds since the epoch. */
	listedAt: number;
	/** The ID of the resource that caused it; null if the customer paid without a request. */
	cause: string | null;
}

/** Whether it is incoming money, which can be reversed and listed. */
export function isReceived({ event }: Transaction): boolean {
	return event === 'buygoods_transaction_received' || event === 'b2b_transaction_received';
}

export const reversedEvents: Readonly<Record<string, string>> = {
	buygoods_transaction_received: 'buygoods_transaction_reversed',
	b2b_transaction_received: 'b2b_transaction_reversed',
};

/** A transaction list shows a reversed payment in the format of its reversal. */
export function listedEvent(payment: Transaction, transactions: readonly Transaction[]): string {
	const reversed = reversedEvents[payment.event];
	return (
		transactions.find(
			({ event, reference }) => event === reversed && reference === payment.reference,
		)?.event ?? payment.event
	);
}

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

export function transactionFields(transaction: Transaction): Json {
	return {
		id: transaction.id,
		reference: transaction.reference,
		origination_time: isoSeconds(transaction.originatedAt),
		currency: 'KES',
		till_number: transaction.tillNumber,
	};
}

/** A customer's payment in webhooks and results (k2-connect-php tests/Mocks). */
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
