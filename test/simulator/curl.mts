import type { Delivery } from './deliveries.mts';
import type { RecordedRequest } from './requests.mts';
import { replaceSecrets } from './secrets.mts';
import { SIGNATURE_HEADER } from './signature.mts';

/** Headers that curl adds itself or that only concern the connection. */
const LEFT_OUT = [
	'accept-language',
	'accept-encoding',
	'connection',
	'content-length',
	'expect',
	'host',
	'keep-alive',
	'sec-fetch-mode',
	'transfer-encoding',
];

/** Shell variables that replace secrets in a command. */
const VARIABLES: Readonly<Record<string, string>> = {
	token: 'KOPOKOPO_TOKEN',
	access_token: 'KOPOKOPO_TOKEN',
	client_secret: 'KOPOKOPO_CLIENT_SECRET',
	api_key: 'KOPOKOPO_API_KEY',
};

/** Delimits a variable. It cannot occur in a URL, a header or JSON. */
const MARK = '\0';

const marked = new RegExp(`${MARK}(${[...new Set(Object.values(VARIABLES))].join('|')})${MARK}`);

/**
 * A curl command for bash or zsh that repeats a recorded request. Secrets are shell variables. With a
 * `token`, the command contains that token and the other secrets.
 */
export function curlOfRequest(origin: string, request: RecordedRequest, token?: string): string {
	const shown =
		token === undefined
			? replaceSecrets(request, (key) => MARK + VARIABLES[key] + MARK)
			: withToken(request, token);
	const headers = Object.entries(shown.headers)
		.filter(([name]) => !LEFT_OUT.includes(name))
		.map(([name, value]): [string, string] => [name, [value].flat().join(', ')]);
	const { method, path, body } = shown;
	return command(method, origin + path, headers, body);
}

/** A curl command that repeats a delivery with its signature. */
export function curlOfDelivery({ url, body, signature }: Delivery): string {
	const headers: [string, string][] = [
		['content-type', 'application/json'],
		[SIGNATURE_HEADER.toLowerCase(), signature],
	];
	return command('POST', url, headers, body);
}

function withToken(request: RecordedRequest, token: string): RecordedRequest {
	const { authorization } = request.headers;
	return authorization?.startsWith('Bearer ')
		? { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }
		: request;
}

/** `--include` shows the Location header: most responses have no body. */
function command(
	method: string,
	url: string,
	headers: readonly [string, string][],
	body: string,
): string {
	const typed = headers.some(([name]) => name === 'content-type');
	return [
		`curl --include --globoff ${method === 'HEAD' ? '--head' : `--request ${method}`} ${word(url)}`,
		...headers.map(
			([name, value]) => `--header ${word(value === '' ? `${name};` : `${name}: ${value}`)}`,
		),
		// Without this, curl sends a form's content type.
		...(body !== '' && !typed ? [`--header 'content-type:'`] : []),
		...(body === '' ? [] : [`--data-raw ${word(body)}`]),
	].join(' \\\n  ');
}

/** Quotes any text as one word of the shell. */
function word(text: string): string {
	return text
		.split(marked)
		.map((part, index) => (index % 2 === 1 ? `"$${part}"` : part && quoted(part)))
		.join('');
}

/** Escapes control characters, which a terminal would execute. */
function quoted(text: string): string {
	if (!/[^\P{Cc}\n\t]/u.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
	const escaped = text
		.replace(/[\\']/g, String.raw`\$&`)
		.replace(/\p{Cc}/gu, (character) => `\\x${[...Buffer.from(character)].map(hex).join('\\x')}`);
	return `$'${escaped}'`;
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');
