import { trimInvisible } from '../payloads/invisible';
import { isRecord, asText } from '../payloads/values';

/** Replaces secrets in a value, at any depth. A value without any comes back as it is. */
export type Mask = (value: unknown) => unknown;

/** What a text shows in place of a secret. */
export const hidden = '[hidden]';

/** Shorter secrets stay: replacing them would damage amounts and words. */
const shortest = 6;

/** Levels of a JSON value; n8n's own helpers overflow the stack not far below. */
const deepest = 500;

/**
 * A text as it is in the base64 of a longer one, such as HTTP Basic's user and password. Three bytes are four
 * characters, so there are three ways to begin.
 */
const inBase64 = (text: string): string[] =>
	[0, 1, 2].map((before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
		const [start, end] = [Math.ceil((before * 4) / 3), Math.floor((bytes.length * 4) / 3)];
		return bytes.toString('base64').slice(start, end);
	});

const forUrls = (text: string): string =>
	text.replace(/[+/]/g, (character) => (character === '+' ? '-' : '_'));

const lowerPercent = (text: string): string =>
	text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

const inForm = (text: string): string => new URLSearchParams({ text }).toString().slice(5);

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const inHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/** The forms in which a server may echo a secret. */
const formsOf = (secret: string): string[] => {
	const encoded = [encodeURIComponent(secret), inForm(secret)];
	return [
		secret,
		...encoded,
		...encoded.map(lowerPercent),
		inJson(secret),
		inHtml(secret),
		...inBase64(secret),
		...inBase64(secret).map(forUrls),
	];
};

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** What finds secrets in a text. */
interface Finder {
	pattern: RegExp;
	/** Length of the shortest match. */
	least: number;
}

/** Whether a JSON value holds a match, or is nested too deep to tell. */
function holds(value: unknown, finder: Finder, depth = 0): boolean {
	if (typeof value === 'string') {
		return value.length >= finder.least && value.search(finder.pattern) >= 0;
	}
	if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return false;
	if (depth === deepest) return true;
	for (const key in value) {
		if (holds(key, finder) || holds(Reflect.get(value, key), finder, depth + 1)) return true;
	}
	return false;
}

/** A JSON value with something in place of each match. */
function replaced(value: unknown, pattern: RegExp, depth = 0): unknown {
	if (typeof value === 'string') return value.replace(pattern, hidden);
	if (!isList(value) && !isRecord(value)) return value;
	if (depth === deepest) return hidden;
	const within = (inner: unknown) => replaced(inner, pattern, depth + 1);
	if (isList(value)) return value.map(within);
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [within(key), within(inner)]),
	);
}

function finderOf(secrets: readonly string[]): Finder {
	// The longest first, so that nothing of a form is left that contains another.
	const forms = [...new Set(secrets.flatMap(formsOf))].sort(
		(one, other) => other.length - one.length,
	);
	return {
		pattern: new RegExp(forms.map(literal).join('|'), 'g'),
		least: forms.at(-1)!.length,
	};
}

/** The last finder, since all requests of a run have the same secrets: it costs more than a request's JSON. */
let last: { key: string; finder: Finder } | undefined;

/**
 * A mask for secrets: Kopo Kopo, a proxy or a gateway may echo a request in its answer.
 *
 * @param secrets anything that is no text, or is too short to be a secret, is left out
 */
export function maskOf(secrets: readonly unknown[]): Mask {
	const texts = [...new Set(secrets)]
		.map((secret) => trimInvisible(asText(secret)))
		.filter(({ length }) => length >= shortest);
	if (texts.length === 0) return (value) => value;
	const key = JSON.stringify(texts);
	if (last?.key !== key) last = { key, finder: finderOf(texts) };
	const { finder } = last;
	return (value) => (holds(value, finder) ? replaced(value, finder.pattern) : value);
}

/** The secrets of a credential. */
export const secretsOf = ({
	accessToken,
	apiKey,
	clientSecret,
}: Readonly<Record<string, unknown>>): readonly unknown[] => [accessToken, apiKey, clientSecret];
