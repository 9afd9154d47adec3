/** Readers of single values: what Kopo Kopo sends in several forms, in one. None of them throws. */

const deepest = 32;
const amountKeys = new Set(['amount', 'value']);
const referenceKeys = new Set(['transaction_reference', 'destination_reference', 'reference']);
const kindKeys = new Set(['destination_type']);

/** Most reasons shown: a list of 50,000 would fill an execution with megabytes. */
const mostReasons = 100;

/** In characters. */
const longestReason = 500;

/** Keys of an object that hold its reason, the most telling first, and whether only a text there is one. */
const reasonKeys: ReadonlyMap<string, boolean> = new Map([
	['errors', false],
	['error_message', false],
	['error_description', false],
	['detail', true],
	['message', true],
	['description', true],
	['title', true],
	['error', false],
]);

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
	asText(valueAt(payload, path)).trim().toLowerCase();

/** An amount as a number: Kopo Kopo sends `"100.0"`, `"313"` and `115.0` alike. */
export function toAmount(value: unknown): unknown {
	if (typeof value !== 'string' || value.trim() === '') return value;
	const number = Number(value);
	return Number.isFinite(number) ? number : value;
}

/**
 * The texts in any JSON that gives reasons: a string, a list, Rails' `{"phone_number": ["is invalid"]}`,
 * JSON:API's `[{"detail": "…"}]`, `{"message": "…"}`. Null, false, empty texts, lists and maps give none.
 */
function* reasonsIn(value: unknown, label = '', depth = 0): Generator<string> {
	if (depth === deepest) {
		yield `${label}…`;
	} else if (Array.isArray(value)) {
		for (const entry of value) yield* reasonsIn(entry, label, depth + 1);
	} else if (isRecord(value)) {
		yield* reasonsOfRecord(value, label, depth + 1);
	} else {
		const text = value === true ? 'true' : asText(value).trim();
		if (text !== '') yield `${label}${text}`;
	}
}

function* reasonsOfRecord(
	record: Record<string, unknown>,
	label: string,
	depth: number,
): Generator<string> {
	const entries = Object.entries(record);
	// An entry of a list, even if it doesn't say why.
	if (entries.length === 0 && depth > 1) yield `${label}{}`;
	for (const [key, isText] of reasonKeys) {
		// A list under such a key is about a field of that name, such as the message of an SMS.
		if (isText && typeof record[key] !== 'string') continue;
		let isFound = false;
		for (const reason of reasonsIn(record[key], label, depth)) {
			isFound = true;
			yield reason;
		}
		if (isFound) return;
	}
	for (const [key, inner] of entries) {
		if (reasonKeys.get(key) !== false) yield* reasonsIn(inner, `${label}${key}: `, depth);
	}
}

/** The reasons in any JSON as a list of strings, limited in number and length. */
export function toErrors(value: unknown): string[] {
	const shown: string[] = [];
	let others = 0;
	for (const reason of reasonsIn(value)) {
		if (shown.length === mostReasons) others += 1;
		else if (reason.length <= longestReason) shown.push(reason);
		else shown.push(`${reason.slice(0, longestReason)}…`);
	}
	if (others > 0) shown.push(`and ${others.toLocaleString('en')} more`);
	return shown;
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
