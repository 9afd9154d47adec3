import { asText, valueAt } from './values';

/**
 * An amount in cents, since sums of amounts such as 0.1 and 0.2 are not exact.
 *
 * @returns undefined for none, NaN for what can't be an amount of money that moved
 */
export function toCents(value: unknown): number | undefined {
	if (value === null || value === undefined) return undefined;
	const isNumeral = typeof value === 'number' || /^\s*\d+(\.\d+)?\s*$/.test(asText(value));
	const exact = isNumeral ? Number(value) * 100 : NaN;
	const cents = Math.round(exact);
	const isExact = cents > 0 && Math.abs(exact - cents) <= cents * 1e-9;
	return isExact && Number.isSafeInteger(cents) ? cents : NaN;
}

/**
 * The receipt of some money, which it has only if it moved.
 *
 * @returns empty for none, undefined for what can't be a receipt
 */
export function receiptOf(payload: unknown, path = 'transaction_reference'): string | undefined {
	const found = valueAt(payload, path) ?? '';
	return found === '' ? '' : asText(found).trim().toUpperCase() || undefined;
}
