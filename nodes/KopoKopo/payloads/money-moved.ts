import { isRecord, toErrors, valueAt } from './values';

/** Nested statuses that tell what became of the money. Any other one, and none, leaves it open. */
const verdicts: Readonly<Record<string, boolean>> = {
	transferred: true,
	cancelled: false,
	canceled: false,
	failed: false,
	rejected: false,
	reversed: false,
};

const statusVerdict = (value: unknown): boolean | null => {
	const status = String(valueAt(value, 'status')).toLowerCase();
	return Object.hasOwn(verdicts, status) ? verdicts[status]! : null;
};

const verdictOf = (value: unknown): boolean | null =>
	toErrors(valueAt(value, 'errors')).length > 0 ? false : statusVerdict(value);

const listAt = (value: unknown, path: string): unknown[] => {
	const list = valueAt(value, path);
	return Array.isArray(list) ? list.filter(isRecord) : [];
};

function agreed(verdictsOfParts: Array<boolean | null>): boolean | null {
	const [first = null] = verdictsOfParts;
	return verdictsOfParts.every((verdict) => verdict === first) ? first : null;
}

/** Whether the money of a request went where it should, where no part of it was ever made. */
const withoutParts = (attributes: unknown): boolean | null => {
	if (toErrors(valueAt(attributes, 'errors')).length > 0) return false;
	return statusVerdict(attributes) === false ? false : null;
};

/**
 * Whether the money of a payment, a settlement or a send-money request moved: true when every
 * disbursement was transferred, false when none was, null while that is open or when only some were.
 * The status at the top does not tell: `Processed` is also what a request ends as that moved nothing.
 */
export function transferMoved(attributes: unknown): boolean | null {
	const parts = listAt(attributes, 'transfer_batches').flatMap((batch) => {
		const disbursements = listAt(batch, 'disbursements');
		return disbursements.length > 0 ? disbursements : [batch];
	});
	return parts.length > 0 ? agreed(parts.map(verdictOf)) : withoutParts(attributes);
}

/** The same for a reversal, judged from its bulk payment. */
export function reversalMoved(attributes: unknown): boolean | null {
	const payment = valueAt(attributes, 'reversal_bulk_payment');
	return (isRecord(payment) ? verdictOf(payment) : null) ?? withoutParts(attributes);
}
