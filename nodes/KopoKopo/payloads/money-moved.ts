import { carriedOut, inVain } from './final-statuses';
import { isRecord, toAmount, toErrors, valueAt, wordAt } from './values';

/** Statuses of a disbursement that tell what became of its money. Any other one, and none, leaves it open. */
const partVerdicts: Readonly<Record<string, boolean>> = {
	transferred: true,
	cancelled: false,
	canceled: false,
	failed: false,
	rejected: false,
	reversed: false,
};

const isOneOf = (statuses: readonly string[], status: string): boolean => statuses.includes(status);

const statusOf = (value: unknown): string => wordAt(value, 'status');

const hasErrors = (value: unknown): boolean => toErrors(valueAt(value, 'errors')).length > 0;

/** Whether the money of a disbursement moved. That it did, and that there was an error, contradict each other. */
function verdictOf(part: unknown): boolean | null {
	const status = statusOf(part);
	const verdict = Object.hasOwn(partVerdicts, status) ? partVerdicts[status]! : null;
	return verdict === true && hasErrors(part) ? null : verdict;
}

const listAt = (value: unknown, path: string): unknown[] => {
	const list = valueAt(value, path);
	return Array.isArray(list) ? list.filter(isRecord) : [];
};

const amountAt = (value: unknown, path: string): number | undefined => {
	const amount = toAmount(valueAt(value, path));
	return typeof amount === 'number' ? amount : undefined;
};

/** In cents, since sums of amounts such as 0.1 and 0.2 are not exact; undefined where one is missing. */
const sumOf = (amounts: Array<number | undefined>): number | undefined =>
	amounts.reduce<number | undefined>(
		(sum, one) =>
			sum === undefined || one === undefined ? undefined : sum + Math.round(one * 100),
		0,
	);

/** What was asked for in all, in cents; undefined for a whole balance. */
function askedOf(attributes: unknown): number | undefined {
	const amount = amountAt(attributes, 'amount.value');
	if (amount !== undefined) return sumOf([amount]);
	const destinations = listAt(attributes, 'destinations');
	return destinations.length > 0
		? sumOf(destinations.map((one) => amountAt(one, 'amount')))
		: undefined;
}

const isEvery = (verdicts: Array<boolean | null>, wanted: boolean): boolean =>
	verdicts.length > 0 && verdicts.every((verdict) => verdict === wanted);

/** Whether the parts that are listed are all that there are; null where nobody can tell. */
function accountsFor(parts: unknown[], asked: number | undefined): boolean | null {
	return asked === undefined
		? null
		: sumOf(parts.map((part) => amountAt(part, 'amount'))) === asked;
}

function judge(attributes: unknown, parts: unknown[], isWhole: boolean | null): boolean | null {
	const status = statusOf(attributes);
	if (!isOneOf(carriedOut, status)) return null;
	const isVain = isOneOf(inVain, status);
	const verdicts = parts.map(verdictOf);
	if (isEvery(verdicts, true)) {
		return isWhole !== false && !isVain && !hasErrors(attributes) ? true : null;
	}
	if (isEvery(verdicts, false)) return isWhole === true || isVain ? false : null;
	return parts.length === 0 && (isVain || hasErrors(attributes)) ? false : null;
}

/**
 * Whether the money of a payment, a settlement or a send-money request moved: true when all of it did and
 * nothing contradicts that, false when for certain none did, null while that is open, and when a part moved.
 * The status at the top does not tell: `Processed` is also what a request ends as that moved nothing.
 */
export function transferMoved(attributes: unknown): boolean | null {
	const parts = listAt(attributes, 'transfer_batches').flatMap((batch) => {
		const disbursements = listAt(batch, 'disbursements');
		return disbursements.length > 0 ? disbursements : [batch];
	});
	return judge(attributes, parts, accountsFor(parts, askedOf(attributes)));
}

/** The same for a reversal, judged from its bulk payment. */
export function reversalMoved(attributes: unknown): boolean | null {
	const payment = valueAt(attributes, 'reversal_bulk_payment');
	return judge(attributes, isRecord(payment) ? [payment] : [], true);
}
