import { receiptOf, toCents } from './amounts';
import { errorsOf, hasErrors } from './errors';
import { transferFinalStatuses, failedStatuses } from './final-statuses';
import { asText, isRecord, valueAt, wordAt } from './values';

/** Statuses of a disbursement that tell what became of its money. Any other one, and none, leaves it open. */
const partVerdicts: Readonly<Record<string, boolean>> = {
	transferred: true,
	cancelled: false,
	canceled: false,
	failed: false,
	rejected: false,
};

/** Statuses of a request whose money can't have moved for good, whatever its disbursements say. */
const undone: readonly string[] = [...failedStatuses, 'reversed'];

/** What a request says of its money, as far as all of it can be read and nothing contradicts the rest. */
interface Account {
	/** Of each part of the money, whether it moved; null while that is open. */
	verdicts: Array<boolean | null>;
	/** Whether the parts are all that there are; null where that can't be known. */
	isComplete: boolean | null;
	/** Whether anything has a receipt. */
	hasReceipt: boolean;
}

function verdictOf(part: unknown): boolean | null {
	const status = wordAt(part, 'status');
	return Object.hasOwn(partVerdicts, status) ? partVerdicts[status]! : null;
}

const isEvery = (verdicts: ReadonlyArray<boolean | null>, wanted: boolean): boolean =>
	verdicts.length > 0 && verdicts.every((verdict) => verdict === wanted);

function judge(attributes: unknown, account: Account | undefined): boolean | null {
	const status = wordAt(attributes, 'status');
	if (!account || status === '') return null;
	const { verdicts, isComplete, hasReceipt } = account;
	if (isEvery(verdicts, true)) {
		return isComplete && !undone.includes(status) && !hasErrors(attributes) ? true : null;
	}
	if (
		hasReceipt ||
		status === 'transferred' ||
		!transferFinalStatuses.some((one) => one === status)
	) {
		return null;
	}
	const isVain = failedStatuses.some((one) => one === status);
	if (isEvery(verdicts, false)) return isComplete || (isVain && isComplete === null) ? false : null;
	return verdicts.length === 0 && (isVain || errorsOf(attributes).length > 0) ? false : null;
}

/** The objects in a list, none where there is no list; undefined where anything else is in its place. */
function recordsAt(value: unknown, path: string): unknown[] | undefined {
	const list = valueAt(value, path) ?? [];
	return Array.isArray(list) && list.every(isRecord) ? list : undefined;
}

/** The sum of amounts in cents: NaN where one is missing or can't be read. */
const sumOf = (amounts: ReadonlyArray<number | undefined>): number =>
	amounts.reduce<number>((sum, one = NaN) => sum + one, 0);

const amountsOf = (list: readonly unknown[]): Array<number | undefined> =>
	list.map((one) => toCents(valueAt(one, 'amount')));

const ascending = (amounts: Array<number | undefined>): Array<number | undefined> =>
	[...amounts].sort((one = NaN, other = NaN) => one - other);

/** Whether amounts are the same ones, in any order. */
function areSame(some: Array<number | undefined>, others: Array<number | undefined>): boolean {
	const sorted = ascending(others);
	return (
		some.length === others.length && ascending(some).every((one, index) => one === sorted[index])
	);
}

/**
 * The disbursements of a batch, or the batch itself where it lists none; undefined where it can't be read,
 * or contradicts them. That a batch was transferred doesn't tell what became of disbursements that it hides.
 */
function accountOfBatch(
	batch: unknown,
): (Pick<Account, 'verdicts'> & { parts: unknown[] }) | undefined {
	const disbursements = recordsAt(batch, 'disbursements');
	if (!disbursements) return undefined;
	if (disbursements.length === 0) return { parts: [batch], verdicts: [verdictOf(batch) && null] };
	const stated = toCents(valueAt(batch, 'amount'));
	if (stated !== undefined && stated !== sumOf(amountsOf(disbursements))) return undefined;
	const verdicts = disbursements.map(verdictOf);
	const status = wordAt(batch, 'status');
	if (status === '' && (valueAt(batch, 'status') ?? '') !== '') return undefined;
	if (status === 'transferred' && verdicts.includes(false)) return undefined;
	if (undone.includes(status) && verdicts.includes(true)) return undefined;
	return { parts: disbursements, verdicts };
}

/** Whether no two of these are in different currencies. */
function isOneCurrency(list: readonly unknown[]): boolean {
	const currencies = list.map((one) => valueAt(one, 'currency') ?? '');
	const codes = new Set(currencies.map((one) => asText(one).trim().toUpperCase()));
	codes.delete('');
	return codes.size <= 1 && currencies.every((one) => typeof one === 'string');
}

/** Whether every receipt can be read, and is there once. */
function areReceiptsOfTheirOwn(parts: readonly unknown[]): boolean {
	const receipts = parts.map((part) => receiptOf(part)).filter((one) => one !== '');
	return !receipts.includes(undefined) && new Set(receipts).size === receipts.length;
}

/** The account of a request that sends money; undefined where it can't be read, or contradicts itself. */
function accountOf(attributes: unknown, mayBeWhole: boolean): Account | undefined {
	const destinations = recordsAt(attributes, 'destinations');
	const batches = recordsAt(attributes, 'transfer_batches');
	const total = valueAt(attributes, 'amount') ?? {};
	if (!destinations || !batches || !isRecord(total)) return undefined;
	const told = batches.map(accountOfBatch);
	if (told.includes(undefined)) return undefined;
	const parts = told.flatMap((one) => one?.parts ?? []);
	const verdicts = told.flatMap((one) => one?.verdicts ?? []);
	const stated = toCents(total.value);
	const [each, listed] = [amountsOf(destinations), amountsOf(parts)];
	if ([stated ?? 0, sumOf(each), sumOf(listed)].some(Number.isNaN)) return undefined;
	if (!isOneCurrency([attributes, total, ...destinations, ...batches, ...parts])) return undefined;
	if (!areReceiptsOfTheirOwn(parts)) return undefined;
	if (stated !== undefined && each.length > 0 && stated !== sumOf(each)) return undefined;

	const isWhole = stated === undefined && each.length === 0;
	const isComplete = each.length > 0 ? areSame(each, listed) : stated === sumOf(listed);
	return {
		verdicts,
		isComplete: isWhole ? (mayBeWhole && isEvery(verdicts, true)) || null : isComplete,
		hasReceipt: [attributes, ...batches, ...parts].some((one) => receiptOf(one) !== ''),
	};
}

/**
 * Whether the money of a settlement or a send-money request moved: true when all of it did and nothing
 * contradicts that, false when for certain none did, null while that is open, when a part moved, and when
 * anything can't be read. The status at the top does not tell: `Processed` is also what a request ends as
 * that moved nothing, and `Received` what the sandbox leaves where everything moved. Of a whole balance
 * nothing is asked for, so what is listed is all there is.
 */
export const transferMoved = (attributes: unknown): boolean | null =>
	judge(attributes, accountOf(attributes, true));

/** The same for a payment, which always has an amount. */
export const paymentMoved = (attributes: unknown): boolean | null =>
	judge(attributes, accountOf(attributes, false));

/** The same for a reversal, judged from its bulk payment. */
export function reversalMoved(attributes: unknown): boolean | null {
	const payment = valueAt(attributes, 'reversal_bulk_payment') ?? {};
	if (!isRecord(payment)) return null;
	const isReadable = !Number.isNaN(toCents(payment.amount)) && areReceiptsOfTheirOwn([payment]);
	const isMade = Object.keys(payment).length > 0;
	return judge(
		attributes,
		isReadable
			? {
					verdicts: isMade ? [verdictOf(payment)] : [],
					isComplete: true,
					hasReceipt: receiptOf(payment) !== '',
				}
			: undefined,
	);
}
