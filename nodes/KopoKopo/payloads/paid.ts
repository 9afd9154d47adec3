import { asText, isRecord, toStatus, valueAt, wordAt } from './values';

/** Whether a customer has paid what they were asked for: null while that is open. */
export function requestPaid(attributes: unknown): boolean | null {
	const status = wordAt(attributes, 'status');
	if (status === 'failed') return false;
	return status === 'success' && isRecord(valueAt(attributes, 'event.resource')) ? true : null;
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
};

/** Whether a payment link was paid: null while that is open. */
export function linkPaid(attributes: unknown): boolean | null {
	if (wordAt(attributes, 'status') === 'failed') return false;
	const status = asText(linkStatusOf(valueAt(attributes, 'payment_link'))).toLowerCase();
	return Object.hasOwn(linkEnds, status) ? linkEnds[status]! : null;
}
