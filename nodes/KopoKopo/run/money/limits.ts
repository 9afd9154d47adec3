import { InputError } from '../../api/input-error';
import { isRecord, toCents, valueAt } from '../../payloads/values';
import type { PreparedRequest } from './payment';

/** In cents; undefined for a whole balance. */
export function centsOf({ request: { json } }: PreparedRequest): number | undefined {
	const destinations = valueAt(json, 'destinations');
	const amounts = Array.isArray(destinations)
		? destinations.map((one) => (isRecord(one) ? one.amount : undefined))
		: [valueAt(json, 'amount.value')];
	return amounts
		.map(toCents)
		.reduce(
			(sum, cents) => (sum === undefined || cents === undefined ? undefined : sum + cents),
			0,
		);
}

const shillings = (cents: number): string =>
	`KES ${(cents / 100).toLocaleString('en', { minimumFractionDigits: cents % 100 === 0 ? 0 : 2 })}`;

const unknownAmount = (limit: string): InputError =>
	new InputError(
		`${limit} cannot be checked: this item moves the whole balance, whose amount is unknown.`,
		'Enter an amount, or remove the limits from the options.',
	);

const aboveAmount = (cents: number, limit: number): InputError =>
	new InputError(
		`The amount, ${shillings(cents)}, is above Maximum Amount, ${shillings(limit)}.`,
		"Check the amount. If it is right, raise 'Maximum Amount' in the options.",
	);

/** The same limit in cents; undefined for none. */
const limitIn = (shillingsOrZero: number): number | undefined =>
	toCents(shillingsOrZero || undefined);

type Counted = ReadonlyArray<readonly [one: PreparedRequest, cents: number]>;

interface Totals {
	sum: number;
	/** What an AI agent asked for earlier in the execution, in cents. */
	earlier: number;
	limit: number;
}

function nameTotal(payments: Counted, { sum, earlier }: Totals): string {
	if (earlier > 0)
		return `The total of this execution, ${shillings(sum + earlier)} with this payment,`;
	if (payments.length === 1) return `The amount, ${shillings(sum)},`;
	const [largest, cents] = payments.reduce((one, other) => (other[1] > one[1] ? other : one));
	return `The sum of ${payments.length} items, ${shillings(sum)} (the largest is item ${largest.item.index + 1} with ${shillings(cents)}),`;
}

const aboveTotal = (payments: Counted, totals: Totals): InputError =>
	new InputError(
		`${nameTotal(payments, totals)} is above Maximum Total, ${shillings(totals.limit)}.`,
		"Check the amounts. If they are right, raise 'Maximum Total' in the options.",
	);

/**
 * The payments that Maximum Amount or Maximum Total forbid. A payment above Maximum Amount does not count in the total.
 * @param earlier what an AI agent asked for earlier in the execution, in cents
 */
export function limitErrors<One extends PreparedRequest>(
	payments: readonly One[],
	earlier: number,
): Map<One, InputError> {
	const errors = new Map<One, InputError>();
	const totals = payments.flatMap(({ item }) => limitIn(item.settings.maximumTotal) ?? []);
	const counted: Array<readonly [One, number]> = [];
	for (const one of payments) {
		const most = limitIn(one.item.settings.maximumAmount);
		const cents = centsOf(one);
		if (cents === undefined) {
			const limit = most !== undefined ? 'Maximum Amount' : 'Maximum Total';
			if (most !== undefined || totals.length > 0) errors.set(one, unknownAmount(limit));
		} else if (most !== undefined && !(cents <= most)) {
			errors.set(one, aboveAmount(cents, most));
		} else {
			counted.push([one, cents]);
		}
	}
	if (totals.length === 0 || counted.length === 0) return errors;
	const limit = totals.reduce((one, other) => Math.min(one, other));
	const sum = counted.reduce((total, [, cents]) => total + cents, 0);
	if (!(sum + earlier <= limit)) {
		const error = aboveTotal(counted, { sum, earlier, limit });
		for (const [one] of counted) errors.set(one, error);
	}
	return errors;
}
