import { receiptOf, toCents } from './amounts';
import { hasErrors } from './errors';
import { failedStatuses } from './final-statuses';
import { isRecord, toStatus, valueAt, wordAt } from './values';

const isVain = (status: string): boolean => failedStatuses.some((one) => one === status);

const isMissing = (value: unknown): boolean => value === null || value === undefined;

/** Whether the status of a payment lets it count as paid. */
const isStanding = (payment: unknown): boolean => {
	const status = wordAt(payment, 'status');
	return status !== 'reversed' && !isVain(status);
};

/** The receipt of a payment, which k2-connect-ruby's specs have under the second key. */
function paymentReceipt(payment: unknown): string | undefined {
	const receipt = receiptOf(payment, 'reference');
	return receipt === '' ? receiptOf(payment) : receipt;
}

/** Whether a payment can be read, and nothing in it says that it was not made. */
function isPayment(payment: unknown): boolean {
	if (!isStanding(payment)) return false;
	if (wordAt(payment, 'status') === '' && !isMissing(valueAt(payment, 'status'))) return false;
	const receipt = paymentReceipt(payment);
	const cents = toCents(valueAt(payment, 'amount'));
	if (receipt === undefined || Number.isNaN(cents)) return false;
	return receipt !== '' || cents !== undefined;
}

/** Whether a failed request has a payment all the same. */
function mayBePayment(payment: unknown): boolean {
	if (!isRecord(payment)) return !isMissing(payment);
	const hasStatus = !isMissing(valueAt(payment, 'status'));
	return paymentReceipt(payment) !== '' || (hasStatus && isStanding(payment));
}

/** Whether a customer has paid what they were asked for: null while that is open, or contradictory. */
export function requestPaid(attributes: unknown): boolean | null {
	const status = wordAt(attributes, 'status');
	const payment = valueAt(attributes, 'event.resource');
	if (wordAt(payment, 'status') === 'reversed') return false;
	if (status === 'failed') return mayBePayment(payment) ? null : false;
	return status === 'success' && isPayment(payment) && !hasErrors(attributes) ? true : null;
}

/** In the callback of a paid link, `payment_link` has other keys than in its status. */
export const linkStatusOf = (link: unknown): unknown =>
	toStatus(valueAt(link, 'payment_link_status') ?? valueAt(link, 'status'));

/** Statuses of a link after which nothing more comes, and whether it was paid then; none is documented but `Paid`. */
const linkEnds: Readonly<Record<string, boolean>> = {
	paid: true,
	cancelled: false,
	canceled: false,
	expired: false,
	failed: false,
};

/** Whether a payment link was paid: null while that is open, or contradictory. */
export function linkPaid(attributes: unknown): boolean | null {
	const isFailed = isVain(wordAt(attributes, 'status'));
	const link = valueAt(attributes, 'payment_link');
	if (isMissing(link)) return isFailed ? false : null;
	const keys = ['payment_link_status', 'status'].filter((key) => !isMissing(valueAt(link, key)));
	const [status = '', ...others] = new Set(keys.map((key) => wordAt(link, key)));
	if (!Object.hasOwn(linkEnds, status) || others.length > 0) return null;
	if (linkEnds[status]) return isFailed || hasErrors(attributes) ? null : true;
	return receiptOf(link) === '' ? false : null;
}
