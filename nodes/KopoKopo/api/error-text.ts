import { jsonParse } from 'n8n-workflow';

import { trimInvisible } from '../payloads/invisible';
import { isRecord } from '../payloads/values';

export const joinSentences = (...sentences: Array<string | false | undefined>): string =>
	sentences.filter(Boolean).join(' ');

export const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const maxReasonLength = 400;
const maxTextLength = 10 * maxReasonLength;
const maxDepth = 20;

/** Keys of texts, in lower case and without punctuation; the most specific first. */
const textKeys = [
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

const fieldKeys = ['field', 'attribute', 'param', 'parameter', 'property'];

const ignoredKeys =
	/^(base|code|errorcode|httpcode|instance|path|requestid|status|statuscode|success|timestamp|traceid|type|url)$/;

/** Never quoted, in case a body of an unknown shape echoes a secret. */
const secretKeys = /token|secret|password|authorization|apikey|cookie|assertion/;

const normalizedKey = (key: string): string => key.toLowerCase().replace(/[^a-z]/g, '');

const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

function* textsIn(value: unknown, path: readonly string[] = [], depth = 0): Generator<string> {
	if (isText(value)) {
		const text = trimInvisible(String(value).slice(0, maxTextLength)).replace(/\s+/g, ' ');
		const isHtml = text.startsWith('<');
		if (text !== '' && !isHtml) yield [path.join('.'), text].filter(Boolean).join(' ');
	}
	if (depth === maxDepth) return;
	if (Array.isArray(value)) for (const entry of value) yield* textsIn(entry, path, depth + 1);
	if (isRecord(value)) yield* textsInRecord(value, path, depth + 1);
}

function* textsInRecord(
	record: Record<string, unknown>,
	path: readonly string[],
	depth: number,
): Generator<string> {
	const byKey = new Map(Object.keys(record).map((key) => [normalizedKey(key), record[key]]));
	const field = fieldKeys.map((key) => byKey.get(key)).find(isText);
	const fieldPath = field === undefined ? path : [...path, String(field)];
	for (const key of textKeys) {
		let hasTexts = false;
		for (const text of textsIn(byKey.get(key), fieldPath, depth)) {
			hasTexts = true;
			yield text;
		}
		if (hasTexts) return;
	}
	for (const key of Object.keys(record)) {
		const [name, value] = [normalizedKey(key), record[key]];
		if (secretKeys.test(name) && typeof value !== 'object') continue;
		if (typeof value === 'number' || (ignoredKeys.test(name) && typeof value === 'string'))
			continue;
		yield* textsIn(value, name === 'base' || name === '' ? path : [...path, key], depth);
	}
}

function joinTexts(texts: Iterable<string>): string | undefined {
	const joined = new Set<string>();
	let length = 0;
	for (const text of texts) {
		if (joined.has(text)) continue;
		joined.add(text);
		length += text.length + 2;
		if (length > maxReasonLength) break;
	}
	const reason = [...joined].join('; ');
	const isTooLong = reason.length > maxReasonLength;
	return (isTooLong ? `${reason.slice(0, maxReasonLength - 1)}…` : reason) || undefined;
}

/** Kopo Kopo's reason in an error body of any shape, at most 400 characters; undefined for one without, such as HTML. */
export function reasonOf(body: unknown): string | undefined {
	if (typeof body !== 'string') return joinTexts(textsIn(body));
	const text = body.trim();
	return joinTexts(textsIn(/^[[{]/.test(text) ? jsonParse(text, { fallbackValue: text }) : text));
}

/** Why there was no response, by the code of Node.js. n8n replaces a message that holds one (n8n-workflow, `NodeError`). */
export const connectionReasons: Readonly<Record<string, string>> = {
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
	EACCES: 'the connection is not allowed',
	EAI_AGAIN: 'the host name was not found',
	ECONNABORTED: 'there was no response in time',
	ECONNREFUSED: 'the connection was refused',
	ECONNRESET: 'the connection was closed',
	EHOSTUNREACH: 'the host is unreachable',
	ENETUNREACH: 'the network is unreachable',
	ENOTFOUND: 'the host name was not found',
	EPERM: 'the connection is not allowed',
	EPROTO: 'there was no secure connection',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
	ESOCKETTIMEDOUT: 'there was no response in time',
	ETIMEDOUT: 'there was no response in time',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
};

export function unreachable(host: string | undefined, code: unknown): string {
	const name = host === undefined ? 'Kopo Kopo' : `Kopo Kopo (${host})`;
	const reason = connectionReasons[String(code)];
	return asSentence(`n8n could not reach ${name}${reason === undefined ? '' : `: ${reason}`}`);
}

export const withReason = (sentence: string, status: number, reason: string | undefined): string =>
	asSentence(`${sentence} (${status})${reason === undefined ? '' : `: ${reason}`}`);
