import { asText, isRecord, receiptOf, toCents, toReference, valueAt, wordAt } from './values';

/** What a request that sends money lists of it. Statuses are in lower case. */
export interface Transfers {
	batches: ReadonlyArray<{ status: string; disbursements: readonly string[] }>;
	/** Whether the parts listed account for the amount requested; null if none was (a whole balance). */
	isComplete: boolean | null;
	hasReceipt: boolean;
}

/** The objects in a list, none if there is no list; undefined for anything else. */
function recordsAt(value: unknown, path: string): unknown[] | undefined {
	const list = valueAt(value, path) ?? [];
	return Array.isArray(list) && list.every(isRecord) ? list : undefined;
}

type Cents = number | undefined;

const amountsOf = (list: readonly unknown[]): Cents[] =>
	list.map((one) => toCents(valueAt(one, 'amount')));

/** NaN if an amount is missing or unreadable. */
const sumOf = (amounts: readonly Cents[]): number =>
	amounts.reduce<number>((sum, one = NaN) => sum + one, 0);

const ascending = (amounts: readonly Cents[]): Cents[] =>
	[...amounts].sort((one = NaN, other = NaN) => one - other);

function areSameAmounts(some: readonly Cents[], others: readonly Cents[]): boolean {
	const sorted = ascending(others);
	return (
		some.length === others.length && ascending(some).every((one, index) => one === sorted[index])
	);
}

function isOneCurrency(list: readonly unknown[]): boolean {
	const currencies = list.map((one) => valueAt(one, 'currency') ?? '');
	const codes = new Set(currencies.map((one) => asText(one).trim().toUpperCase()));
	codes.delete('');
	return codes.size <= 1 && currencies.every((one) => typeof one === 'string');
}

function areReceiptsUnique(parts: readonly unknown[]): boolean {
	const receipts = parts.map((part) => receiptOf(part)).filter((one) => one !== '');
	return !receipts.includes(undefined) && new Set(receipts).size === receipts.length;
}

/** The disbursements of a batch; undefined if they are unreadable or don't add up to its amount. */
function readBatch(batch: unknown): unknown[] | undefined {
	const disbursements = recordsAt(batch, 'disbursements');
	if (!disbursements || disbursements.length === 0) return disbursements;
	const stated = toCents(valueAt(batch, 'amount'));
	if (stated !== undefined && stated !== sumOf(amountsOf(disbursements))) return undefined;
	const hasUnreadableStatus =
		wordAt(batch, 'status') === '' && (valueAt(batch, 'status') ?? '') !== '';
	return hasUnreadableStatus ? undefined : disbursements;
}

/** @returns undefined if anything in it is unreadable or contradicts the rest */
export function readTransfers(attributes: unknown): Transfers | undefined {
	const destinations = recordsAt(attributes, 'destinations');
	const batches = recordsAt(attributes, 'transfer_batches');
	const total = valueAt(attributes, 'amount') ?? {};
	if (!destinations || !batches || !isRecord(total)) return undefined;
	const listed = batches.map((batch) => ({ batch, disbursements: readBatch(batch) }));
	if (listed.some(({ disbursements }) => !disbursements)) return undefined;
	const parts = listed.flatMap(({ batch, disbursements = [] }) =>
		disbursements.length > 0 ? disbursements : [batch],
	);
	const stated = toCents(total.value);
	const [requested, transferred] = [amountsOf(destinations), amountsOf(parts)];
	if ([stated ?? 0, sumOf(requested), sumOf(transferred)].some(Number.isNaN)) return undefined;
	if (!isOneCurrency([attributes, total, ...destinations, ...batches, ...parts])) return undefined;
	if (!areReceiptsUnique(parts)) return undefined;
	if (stated !== undefined && requested.length > 0 && stated !== sumOf(requested)) return undefined;

	const isWholeBalance = stated === undefined && requested.length === 0;
	const addsUp =
		requested.length > 0 ? areSameAmounts(requested, transferred) : stated === sumOf(transferred);
	return {
		batches: listed.map(({ batch, disbursements = [] }) => ({
			status: wordAt(batch, 'status'),
			disbursements: disbursements.map((one) => wordAt(one, 'status')),
		})),
		isComplete: isWholeBalance ? null : addsUp,
		hasReceipt: [attributes, ...batches, ...parts].some((one) => receiptOf(one) !== ''),
	};
}

/** The same for a reversal, which lists one bulk payment. */
export function readBulkPayment(attributes: unknown): Transfers | undefined {
	const payment = valueAt(attributes, 'reversal_bulk_payment') ?? {};
	if (!isRecord(payment) || Number.isNaN(toCents(payment.amount))) return undefined;
	if (!areReceiptsUnique([payment])) return undefined;
	const disbursements = Object.keys(payment).length > 0 ? [wordAt(payment, 'status')] : [];
	return {
		batches: disbursements.length > 0 ? [{ status: '', disbursements }] : [],
		isComplete: true,
		hasReceipt: receiptOf(payment) !== '',
	};
}

/** The sum of the destinations of a send-money request; null for none or for unreadable amounts. */
export function sumOfDestinations(attributes: unknown): number | null {
	const cents = sumOf(amountsOf(recordsAt(attributes, 'destinations') ?? []));
	return cents > 0 && Number.isSafeInteger(cents) ? cents / 100 : null;
}

export function receiptOfOnlyDisbursement(attributes: unknown): unknown {
	const batches = recordsAt(attributes, 'transfer_batches') ?? [];
	const [only, ...others] = batches.flatMap((batch) => {
		const disbursements = recordsAt(batch, 'disbursements') ?? [];
		// A batch that lists none may hide some.
		return disbursements.length > 0 ? disbursements : [undefined];
	});
	return others.length === 0 ? toReference(valueAt(only, 'transaction_reference')) : null;
}
