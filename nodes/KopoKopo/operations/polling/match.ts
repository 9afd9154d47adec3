import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { subscriberIn } from '../../parameters/written-number';
import { keyText } from '../../payloads/invisible';
import { transactionPaid } from '../../payloads/statuses';
import { noTransaction, readTransaction } from '../../payloads/transactions';
import { asText, toCents } from '../../payloads/values';
import { takeTurns } from '../../run/turns';

/** What is known of a payment that is looked for: at least one of the two. */
export interface Sought {
	/** In upper case. */
	reference?: string;
	/** E.164 */
	phoneNumber?: string;
}

export interface Found {
	/** How many payments match. */
	matches: number;
	/** The newest of them, as received. */
	entry?: unknown;
}

/** The entries of one payment: Kopo Kopo may list it in two windows, and its reversal as another entry. */
interface Payment {
	/** The entry that counts: the one with the greatest doubt or, of equal ones, the newest. */
	entry: unknown;
	doubt: number;
	/** Milliseconds since the epoch; -Infinity if it has no time. */
	at: number;
	/** Hashes of the payer's phone number. */
	payers: Set<string>;
}

interface Matches {
	count: number;
	newest: Payment;
}

const referenceOf = ({ reference }: IDataObject): string =>
	keyText(asText(reference)).toUpperCase();

/** As in `hashedSenderPhone`: SHA-256 of the digits with the country code. */
const hashOf = (subscriber: string): string =>
	createHash('sha256').update(`254${subscriber}`).digest('hex');

/** A masked number is not readable, so that only its hash counts. */
function payersOf({ senderPhoneNumber, hashedSenderPhone }: IDataObject): string[] {
	const subscriber = subscriberIn(keyText(asText(senderPhoneNumber)));
	const hash = asText(hashedSenderPhone).trim().toLowerCase();
	return [...(subscriber ? [hashOf(subscriber)] : []), ...(hash ? [hash] : [])];
}

function doubtOf({ status }: IDataObject): number {
	const paid = transactionPaid(status);
	if (paid === null) return 1;
	return paid ? 0 : 2;
}

/** By its receipt, without one by its ID, and with neither by its content. */
const keyOf = (flat: IDataObject, entry: unknown): string => {
	const [reference, id] = [referenceOf(flat), asText(flat.resourceId)];
	if (reference) return `receipt ${reference}`;
	return id ? `id ${id}` : `content ${JSON.stringify(entry)}`;
};

function merged(known: Payment | undefined, next: Payment): Payment {
	if (!known) return next;
	const payers = new Set([...known.payers, ...next.payers]);
	const isNext = next.doubt === known.doubt ? next.at >= known.at : next.doubt > known.doubt;
	return { ...(isNext ? next : known), payers };
}

/** The payments of a period by receipt and by payer, so that many items find theirs among many payments. */
export class PaymentIndex {
	private readonly payments = new Map<string, Payment>();

	private readonly byPayer = new Map<string, Matches>();

	static async of(entries: readonly unknown[]): Promise<PaymentIndex> {
		const index = new PaymentIndex();
		const nextTurn = takeTurns();
		for (const entry of entries) {
			await nextTurn();
			index.add(entry);
		}
		for (const payment of index.payments.values()) {
			await nextTurn();
			index.addToPayers(payment);
		}
		return index;
	}

	find({ reference, phoneNumber }: Sought): Found {
		const payer = phoneNumber && hashOf(phoneNumber.slice('+254'.length));
		if (reference) {
			const payment = this.payments.get(`receipt ${reference}`);
			const isOther = payment && payer && !payment.payers.has(payer);
			return payment && !isOther ? { matches: 1, entry: payment.entry } : { matches: 0 };
		}
		const { count = 0, newest } = (payer && this.byPayer.get(payer)) || {};
		return { matches: count, entry: newest?.entry };
	}

	private add(entry: unknown): void {
		const flat = readTransaction(entry);
		const key = keyOf(flat, entry);
		const payment = {
			entry,
			doubt: doubtOf(flat),
			at: Date.parse(asText(flat.originationTime)) || -Infinity,
			payers: new Set(payersOf(flat)),
		};
		this.payments.set(key, merged(this.payments.get(key), payment));
	}

	private addToPayers(payment: Payment): void {
		for (const payer of payment.payers) {
			const { count = 0, newest = payment } = this.byPayer.get(payer) ?? {};
			this.byPayer.set(payer, {
				count: count + 1,
				newest: payment.at >= newest.at ? payment : newest,
			});
		}
	}
}

/** Null for what cannot be compared. */
function differenceOf({ paid, amount, currency }: IDataObject, expected: number): number | null {
	const isShillings = ['', 'KES'].includes(asText(currency).trim().toUpperCase());
	const [cents, expectedCents] = [toCents(amount), toCents(expected)];
	if (paid !== true || !isShillings || cents === undefined || expectedCents === undefined) {
		return null;
	}
	const difference = (cents - expectedCents) / 100;
	return Number.isNaN(difference) ? null : difference;
}

/** @param expected in shillings; 0 if no amount is expected */
export function answerOf({ matches, entry }: Found, expected: number): IDataObject {
	if (matches === 0) {
		return { found: false, paidInFull: null, difference: null, matches, ...noTransaction };
	}
	const flat = readTransaction(entry);
	const difference = expected > 0 ? differenceOf(flat, expected) : null;
	const isEnough = difference === null ? null : difference >= 0;
	return {
		found: true,
		paidInFull: flat.paid === true ? isEnough : false,
		difference,
		matches,
		...noTransaction,
		...flat,
	};
}
