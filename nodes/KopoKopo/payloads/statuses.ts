import { readBulkPayment, readTransfers, type Transfers } from './disbursements';
import { hasErrors, errorsOf } from './errors';
import { asText, isRecord, receiptOf, toCents, toStatus, valueAt, wordAt } from './values';

/** What a status means: whether it is final, whether a customer paid, whether money moved. In lower case. */

/**
 * Incoming payments end in Success or Failed; Received comes before (official WooCommerce plugin).
 * Polling and SMS end in Success (k2-connect-php, tests/Mocks); Failed is reported by third parties.
 */
export const requestFinalStatuses = ['success', 'failed'] as const;

/** Undocumented for requests that send money, but final by name. */
const failedStatuses = ['failed', 'cancelled', 'canceled', 'rejected'] as const;

/**
 * Requests that send money end in Processed, or in Transferred in the sandbox (k2-connect-php, tests/Mocks
 * and example); Received, Scheduled and Pending come before.
 */
export const transferFinalStatuses = ['processed', 'transferred', ...failedStatuses] as const;

/** B2B payments are `Complete` instead of `Received` (k2-connect-php, tests/Mocks). */
const transactionPaidByStatus: ReadonlyMap<string, boolean> = new Map([
	['received', true],
	['complete', true],
	['reversed', false],
	['voided', false],
]);

export type TransactionEvent = 'received' | 'reversed';

/**
 * Lists of transactions were only seen with Received, Complete and Reversed. If one has these words of Kopo Kopo's other
 * resources, the transaction is no event: the money has not moved yet, or never will.
 */
const noEventStatuses = ['pending', 'scheduled', 'processing', 'initiated', ...failedStatuses];

/** Only `Paid` is documented. */
const linkPaidByStatus: ReadonlyMap<string, boolean> = new Map([
	['paid', true],
	['cancelled', false],
	['canceled', false],
	['expired', false],
	['failed', false],
]);

const isOneOf = (statuses: readonly string[], status: string): boolean => statuses.includes(status);

const isFailed = (status: string): boolean => isOneOf(failedStatuses, status);

/** Whether money with this status can't have moved for good. */
const isUndone = (status: string): boolean => isFailed(status) || status === 'reversed';

const isMissing = (value: unknown): boolean => value === null || value === undefined;

/** The receipt of a payment, which k2-connect-ruby's specs have under the second key. */
const paymentReceipt = (payment: unknown): string | undefined =>
	receiptOf(payment, 'reference') === '' ? receiptOf(payment) : receiptOf(payment, 'reference');

/** Whether a payment is readable and nothing in it says that it was not made. */
function isPayment(payment: unknown): boolean {
	const status = wordAt(payment, 'status');
	if (isUndone(status) || (status === '' && !isMissing(valueAt(payment, 'status')))) return false;
	const receipt = paymentReceipt(payment);
	const cents = toCents(valueAt(payment, 'amount'));
	if (receipt === undefined || Number.isNaN(cents)) return false;
	return receipt !== '' || cents !== undefined;
}

/** Whether a failed request contains a payment all the same. */
function mayBePayment(payment: unknown): boolean {
	if (!isRecord(payment)) return !isMissing(payment);
	const isMade = !isMissing(payment.status) && !isUndone(wordAt(payment, 'status'));
	return isMade || paymentReceipt(payment) !== '';
}

/** Whether the customer of an STK push paid; null while that is open or contradictory. */
export function requestPaid(attributes: unknown): boolean | null {
	const status = wordAt(attributes, 'status');
	const payment = valueAt(attributes, 'event.resource');
	if (wordAt(payment, 'status') === 'reversed') return false;
	if (status === 'failed') return mayBePayment(payment) ? null : false;
	return status === 'success' && isPayment(payment) && !hasErrors(attributes) ? true : null;
}

export const transactionPaid = (status: unknown): boolean | null =>
	transactionPaidByStatus.get(asText(status).trim().toLowerCase()) ?? null;

/**
 * What happened to a transaction; undefined while nothing has. With a word that no table has, it counts as received, so
 * that no payment is lost: `paid` is null.
 */
export function transactionEvent(status: unknown): TransactionEvent | undefined {
	if (transactionPaid(status) === false) return 'reversed';
	return isOneOf(noEventStatuses, asText(status).trim().toLowerCase()) ? undefined : 'received';
}

/** The callback of a paid link has other keys in `payment_link` than its status has. */
export const linkStatusOf = (link: unknown): unknown =>
	toStatus(valueAt(link, 'payment_link_status') ?? valueAt(link, 'status'));

/** Whether a payment link was paid; null while that is open or contradictory. */
export function linkPaid(attributes: unknown): boolean | null {
	const isRequestFailed = isFailed(wordAt(attributes, 'status'));
	const link = valueAt(attributes, 'payment_link');
	if (isMissing(link)) return isRequestFailed ? false : null;
	const keys = ['payment_link_status', 'status'].filter((key) => !isMissing(valueAt(link, key)));
	const [status = '', ...others] = new Set(keys.map((key) => wordAt(link, key)));
	const isPaid = linkPaidByStatus.get(status);
	if (isPaid === undefined || others.length > 0) return null;
	if (isPaid) return isRequestFailed || hasErrors(attributes) ? null : true;
	return receiptOf(link) === '' ? false : null;
}

/** Whether money with this status moved; null while that is open. */
function verdictOf(status: string): boolean | null {
	if (status === 'transferred') return true;
	return isFailed(status) ? false : null;
}

type Verdicts = Array<boolean | null>;

/**
 * The verdicts on the disbursements of a batch; undefined if its own status contradicts them. A batch that
 * lists none may still hide some, so that it was transferred proves nothing.
 */
function verdictsOf({ status, disbursements }: Transfers['batches'][number]): Verdicts | undefined {
	if (disbursements.length === 0) return [verdictOf(status) && null];
	const verdicts = disbursements.map(verdictOf);
	const isContradictory =
		(status === 'transferred' && verdicts.includes(false)) ||
		(isUndone(status) && verdicts.includes(true));
	return isContradictory ? undefined : verdicts;
}

const isEvery = (verdicts: Verdicts, wanted: boolean): boolean =>
	verdicts.length > 0 && verdicts.every((verdict) => verdict === wanted);

function judge(
	attributes: unknown,
	transfers: Transfers | undefined,
	{ mayBeWholeBalance = false } = {},
): boolean | null {
	const status = wordAt(attributes, 'status');
	const byBatch = transfers?.batches.map(verdictsOf);
	if (!transfers || !byBatch || byBatch.includes(undefined) || status === '') return null;
	const verdicts = byBatch.flatMap((one) => one ?? []);
	const { isComplete, hasReceipt } = transfers;
	if (isEvery(verdicts, true)) {
		const isAll = isComplete ?? mayBeWholeBalance;
		return isAll && !isUndone(status) && !hasErrors(attributes) ? true : null;
	}
	const isOver = isOneOf(transferFinalStatuses, status) && status !== 'transferred';
	if (hasReceipt || !isOver) return null;
	if (isEvery(verdicts, false)) return (isComplete ?? isFailed(status)) ? false : null;
	const isNothingSent = isFailed(status) || errorsOf(attributes).length > 0;
	return verdicts.length === 0 && isNothingSent ? false : null;
}

/**
 * True if all money moved, false if certainly none did, null while that is open, if a part moved, or if anything is
 * unreadable. The top-level status proves nothing: requests that moved nothing end in `Processed`, too, and the sandbox
 * can leave `Received` where everything moved. A whole balance has no amount, so what is listed is all there is.
 */
export const transferMoved = (attributes: unknown): boolean | null =>
	judge(attributes, readTransfers(attributes), { mayBeWholeBalance: true });

/** The same for a payment, which always has an amount. */
export const paymentMoved = (attributes: unknown): boolean | null =>
	judge(attributes, readTransfers(attributes));

/** The same for a reversal, judged by its bulk payment. */
export const reversalMoved = (attributes: unknown): boolean | null =>
	judge(attributes, readBulkPayment(attributes));

const movedByType: ReadonlyMap<string, (attributes: unknown) => boolean | null> = new Map([
	['payment', paymentMoved],
	['reversal', reversalMoved],
	['send_money', transferMoved],
	['settlement_transfer', transferMoved],
]);

export const hasMoved = (type: string, body: unknown): boolean =>
	movedByType.get(type)?.(valueAt(body, 'data.attributes')) === true;

/**
 * Whether a resource won't change any more. The sandbox was seen to leave a Send Money request at Received with every
 * disbursement Transferred, so a request whose money all moved counts, too.
 */
export const isFinalResult = (type: string, final: readonly string[], body: unknown): boolean =>
	final.includes(wordAt(body, 'data.attributes.status')) || hasMoved(type, body);
