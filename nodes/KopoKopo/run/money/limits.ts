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

const adviceOn = (limit: string): string =>
	`Check the amount. If it is right, raise '${limit}' in the options.`;

const unknownAmount = (limit: string): InputError =>
	new InputError(
		`${limit} cannot be checked: this item moves the whole balance, whose amount is unknown.`,
		'Enter an amount, or remove the limits from the options.',
	);

const above = (what: string, limit: string, cents: number): InputError =>
	new InputError(`${what} is above ${limit}, ${shillings(cents)}.`, adviceOn(limit));

/** The same limit in cents; undefined for none. */
const limitIn = (shillingsOrZero: number): number | undefined =>
	toCents(shillingsOrZero || undefined);

interface Totals {
	sum: number;
	/** What an AI agent asked for earlier in the execution, in cents. */
	earlier: number;
	limit: number;
}

function aboveTotal(
	payments: ReadonlyArray<readonly [one: PreparedRequest, cents: number]>,
	{ sum, earlier, limit }: Totals,
): InputError {
	const name = 'Maximum Total';
	if (earlier > 0) {
		return above(
			`The total of this execution, ${shillings(sum + earlier)} with this payment,`,
			name,
			limit,
		);
	}
	if (payments.length === 1) return above(`The amount, ${shillings(sum)},`, name, limit);
	const [largest, cents] = payments.reduce((one, other) => (other[1] > one[1] ? other : one));
	return above(
		`The sum of ${payments.length} items, ${shillings(sum)} (the largest is item ${largest.item.index + 1} with ${shillings(cents)}),`,
		name,
		limit,
	);
}

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
			errors.set(one, above(`The amount, ${shillings(cents)},`, 'Maximum Amount', most));
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
