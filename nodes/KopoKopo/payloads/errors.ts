import { asText, isRecord, valueAt } from './values';

const deepest = 32;

/** A list of 50,000 reasons would fill an execution with megabytes. */
const mostReasons = 100;

const longestReason = 500;

/** Keys of an object that hold its reason, the most specific first. True if only a text counts there. */
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

const errorKeys = ['errors', 'error', 'error_message', 'error_description'];

/** Keys with the user's own values. */
const ownKeys = ['metadata', '_links'];

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
	// An entry of a list of errors is an error, even if it is empty.
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

export const errorsOf = (...objects: unknown[]): string[] =>
	objects
		.flatMap((object) => errorKeys.map((key) => toErrors(valueAt(object, key))))
		.reduce((found, reasons) => found.concat(reasons.filter((one) => !found.includes(one))), []);

export function hasErrors(payload: unknown): boolean {
	const open: unknown[] = [payload];
	while (open.length > 0) {
		const value = open.pop();
		if (Array.isArray(value)) {
			for (const entry of value) open.push(entry);
		} else if (isRecord(value)) {
			if (errorsOf(value).length > 0) return true;
			for (const [key, inner] of Object.entries(value)) {
				if (!errorKeys.includes(key) && !ownKeys.includes(key)) open.push(inner);
			}
		}
	}
	return false;
}
