/** Readers of single values: what Kopo Kopo sends in several forms, in one. None of them throws. */

const deepest = 32;
const amountKeys = new Set(['amount', 'value']);
const referenceKeys = new Set(['transaction_reference', 'destination_reference', 'reference']);
const kindKeys = new Set(['destination_type']);

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path, or undefined where any step is missing. Only own properties count. */
export function valueAt(payload: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
			payload,
		);
}

/** A text or a number as text; empty for whatever is neither. */
export const asText = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The same at a path, in lower case: statuses come in several forms. */
export const wordAt = (payload: unknown, path: string): string =>
	asText(valueAt(payload, path)).toLowerCase();

/** An amount as a number: Kopo Kopo sends `"100.0"`, `"313"` and `115.0` alike. */
export function toAmount(value: unknown): unknown {
	if (typeof value !== 'string' || value.trim() === '') return value;
	const number = Number(value);
	return Number.isFinite(number) ? number : value;
}

/** A list of strings: Kopo Kopo sends null, an empty list, a string, or a list of strings. */
export function toErrors(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value])
		.filter((entry) => entry !== null && entry !== undefined && entry !== '')
		.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));
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

/** A moment as ISO 8601: tokens carry ISO texts or seconds since the epoch. */
export function toTime(value: unknown): unknown {
	const isMoment = typeof value === 'number' && Math.abs(value) <= 8.64e12;
	return isMoment ? new Date(value * 1000).toISOString() : value;
}

/** Scopes as one text, separated by spaces: `""` and `[]` are both sent. */
export function toScope(value: unknown): unknown {
	return Array.isArray(value) ? value.map(asText).join(' ') : value;
}

/** Null for an empty text. */
export function toText(value: unknown): unknown {
	return value === '' ? null : value;
}

function camelCase(key: string): string {
	return key.replace(/(?<!_)_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function toNestedValue(key: string, value: unknown, depth: number): unknown {
	if (key === 'errors') return toErrors(value);
	if (referenceKeys.has(key)) return toReference(value);
	if (kindKeys.has(key)) return toKind(value);
	if (amountKeys.has(key) && !isRecord(value)) return toAmount(value);
	return toCamelCase(value, depth);
}

/** A nested list or object with its keys in camelCase, its amounts as numbers and its errors as lists. */
export function toCamelCase(value: unknown, depth = 0): unknown {
	if (depth === deepest) return null;
	if (Array.isArray(value)) return value.map((entry) => toCamelCase(entry, depth + 1));
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			camelCase(key),
			toNestedValue(key, inner, depth + 1),
		]),
	);
}
