import { BoundedMap } from '../lib/bounded-map';
import { trimInvisible } from '../payloads/invisible';
import { isRecord, asText } from '../payloads/values';

/** Replaces secrets in a JSON value, at any depth. A value without secrets is returned as it is. */
export type Mask = <Value>(value: Value) => Value;

export const hidden = '[hidden]';

/** Shorter texts are not masked: that would damage amounts and words. */
const shortest = 6;

/** Levels of nesting; n8n's own helpers overflow the stack not far below. */
const deepest = 500;

/** A text within the base64 of a longer one, as in HTTP Basic: three bytes are four characters, so it has three forms. */
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

interface Finder {
	pattern: RegExp;
	/** Length of the shortest match. */
	least: number;
}

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
	// Longest first: a form may contain another one.
	const forms = [...new Set(secrets.flatMap(formsOf))].sort(
		(one, other) => other.length - one.length,
	);
	return {
		pattern: new RegExp(forms.map(literal).join('|'), 'g'),
		least: forms.at(-1)!.length,
	};
}

/** All requests of a run have the same secrets, and a new finder costs more time than the JSON of a request. */
const finders = new BoundedMap<Finder>({ maxSize: 1 });

/** A mask for secrets: Kopo Kopo, a proxy or a gateway may echo a request. Short texts and other values are left out. */
export function maskOf(secrets: readonly unknown[]): Mask {
	const texts = [...new Set(secrets)]
		.map((secret) => trimInvisible(asText(secret)))
		.filter(({ length }) => length >= shortest);
	if (texts.length === 0) return (value) => value;
	const key = JSON.stringify(texts);
	const finder = finders.get(key) ?? finderOf(texts);
	finders.set(key, finder);
	return (value) =>
		holds(value, finder) ? (replaced(value, finder.pattern) as typeof value) : value;
}

export const secretsOf = ({
	accessToken,
	apiKey,
	clientSecret,
}: Readonly<Record<string, unknown>>): readonly unknown[] => [accessToken, apiKey, clientSecret];
