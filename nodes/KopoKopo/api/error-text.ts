import { jsonParse } from 'n8n-workflow';

import { trimInvisible } from '../payloads/invisible';
import { isRecord } from '../payloads/values';

/** Most characters of Kopo Kopo's words that an error shows. */
const most = 400;

/** Most characters that are read of one text. */
const longestText = 10 * most;

/** Levels of a body that are searched for words. */
const deepest = 20;

/** Keys whose value is words, by what they are without case and signs; the most telling first. */
const wordKeys = [
	'errormessage',
	'errormessages',
	'errordescription',
	'errors',
	'error',
	'message',
	'messages',
	'detail',
	'details',
	'description',
	'reason',
	'title',
	'msg',
];

/** Keys that name the field that an error is about, in an object with words. */
const subjectKeys = ['field', 'attribute', 'param', 'parameter', 'property'];

/** Keys whose value explains nothing to a user. */
const tellNothing =
	/^(base|code|errorcode|httpcode|instance|path|requestid|status|statuscode|success|timestamp|traceid|type|url)$/;

/** Keys of what must not be shown, in case an unknown body echoes it. */
const secretive = /token|secret|password|authorization|apikey|cookie|assertion/;

const plain = (key: string): string => key.toLowerCase().replace(/[^a-z]/g, '');

const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** Texts in a value, each behind the names of the fields that lead to it. */
function* textsIn(value: unknown, path: readonly string[] = [], depth = 0): Generator<string> {
	if (isText(value)) {
		const text = trimInvisible(String(value).slice(0, longestText)).replace(/\s+/g, ' ');
		if (text !== '' && !text.startsWith('<'))
			yield [path.join('.'), text].filter(Boolean).join(' ');
	}
	if (depth === deepest) return;
	if (Array.isArray(value)) for (const one of value) yield* textsIn(one, path, depth + 1);
	if (isRecord(value)) yield* textsOfRecord(value, path, depth + 1);
}

function* textsOfRecord(
	record: Record<string, unknown>,
	path: readonly string[],
	depth: number,
): Generator<string> {
	const byKey = new Map(Object.keys(record).map((key) => [plain(key), record[key]]));
	const subject = subjectKeys.map((key) => byKey.get(key)).find(isText);
	const about = subject === undefined ? path : [...path, String(subject)];
	for (const key of wordKeys) {
		let hasWords = false;
		for (const text of textsIn(byKey.get(key), about, depth)) {
			hasWords = true;
			yield text;
		}
		if (hasWords) return;
	}
	for (const key of Object.keys(record)) {
		const [name, value] = [plain(key), record[key]];
		if (secretive.test(name) && typeof value !== 'object') continue;
		if (typeof value === 'number' || (tellNothing.test(name) && typeof value === 'string'))
			continue;
		yield* textsIn(value, name === 'base' || name === '' ? path : [...path, key], depth);
	}
}

/** Texts as one, as long as they fit. */
function inOneLine(texts: Iterable<string>): string | undefined {
	const seen = new Set<string>();
	let length = 0;
	for (const text of texts) {
		if (seen.has(text)) continue;
		seen.add(text);
		length += text.length + 2;
		if (length > most) break;
	}
	const line = [...seen].join('; ');
	return (line.length > most ? `${line.slice(0, most - 1)}…` : line) || undefined;
}

/**
 * Kopo Kopo's own words in an error body of any shape: `error_message` (a string or a list), the OAuth
 * endpoints' `error_description`, lists and objects of errors by field, or a plain text. Undefined for a body
 * without words, such as an empty one or HTML.
 *
 * @returns at most 400 characters
 */
export function reasonOf(body: unknown): string | undefined {
	if (typeof body !== 'string') return inOneLine(textsIn(body));
	const text = body.trim();
	return inOneLine(textsIn(/^[[{]/.test(text) ? jsonParse(text, { fallbackValue: text }) : text));
}
