import type { IDataObject } from 'n8n-workflow';

/** Readers of values that Kopo Kopo sends in several forms. None of them throws. */

export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path; undefined if a step is missing. Only own properties count. */
export function valueAt(payload: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
			payload,
		);
}

/** A text or a number as text; empty for anything else. */
export const asText = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The same at a path, in lower case: statuses come in several forms. */
export const wordAt = (payload: unknown, path: string): string =>
	asText(valueAt(payload, path)).trim().toLowerCase();

/** An amount as a number: Kopo Kopo sends `"100.0"`, `"313"` and `115.0` alike. */
export function toAmount(value: unknown): unknown {
	if (typeof value !== 'string' || value.trim() === '') return value;
	const number = Number(value);
	return Number.isFinite(number) ? number : value;
}

/** A reference as text: the sandbox sends some of them as numbers. */
export function toReference(value: unknown): unknown {
	return typeof value === 'number' ? String(value) : value;
}

/** A kind as parameters name it: `Mobile Wallet` and `mobile_wallet` are both sent. */
export function toKind(value: unknown): unknown {
	return typeof value === 'string'
		? value
				.trim()
				.toLowerCase()
				.replace(/[\s-]+/g, '_')
		: value;
}

/** A status with a capital letter: `active` and `Active` are both sent. */
export function toStatus(value: unknown): unknown {
	return typeof value === 'string' ? value.charAt(0).toUpperCase() + value.slice(1) : value;
}

/** A phone number with its plus: in the callback of a payment link it is a bare number. */
export function toPhoneNumber(value: unknown): unknown {
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && /^254\d{9}$/.test(text) ? `+${text}` : text;
}

/** ISO 8601: tokens have ISO texts or seconds since the epoch. */
export function toTime(value: unknown): unknown {
	const isMoment = typeof value === 'number' && Math.abs(value) <= 8.64e12;
	return isMoment ? new Date(value * 1000).toISOString() : value;
}

/** Scopes as one text, separated by spaces: `""` and `[]` are both sent. */
export function toScope(value: unknown): unknown {
	return Array.isArray(value) ? value.map(asText).join(' ') : value;
}

export function toText(value: unknown): unknown {
	return value === '' ? null : value;
}

/** Cents, since sums of 0.1 and 0.2 are not exact. Undefined for none, NaN for anything but an amount that moved. */
export function toCents(value: unknown): number | undefined {
	if (value === null || value === undefined) return undefined;
	const isNumeral = typeof value === 'number' || /^\s*\d+(\.\d+)?\s*$/.test(asText(value));
	const exact = isNumeral ? Number(value) * 100 : NaN;
	const cents = Math.round(exact);
	const isExact = cents > 0 && Math.abs(exact - cents) <= cents * 1e-9;
	return isExact && Number.isSafeInteger(cents) ? cents : NaN;
}

/** The digits of a till: Kopo Kopo sends a till both with and without the K of online payments. */
export const tillDigits = (till: unknown): string =>
	asText(till).trim().toUpperCase().replace(/^K/, '');

/** Whether two tills are the same. A value that isn't a till equals none. */
export const isSameTill = (one: unknown, other: unknown): boolean =>
	tillDigits(one) !== '' && tillDigits(one) === tillDigits(other);

/** Only money that moved has one: empty for no receipt, undefined for a value that can't be one. */
export function receiptOf(payload: unknown, path = 'transaction_reference'): string | undefined {
	const found = valueAt(payload, path) ?? '';
	return found === '' ? '' : asText(found).trim().toUpperCase() || undefined;
}
