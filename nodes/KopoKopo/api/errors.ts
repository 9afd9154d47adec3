import {
	NodeApiError,
	NodeOperationError,
	UserError,
	type INode,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';

/**
 * What became of a request that did not end well.
 *
 * `notSent`: it never left. `refused`: Kopo Kopo answered that it did not take it. `accepted`: Kopo Kopo
 * took it, but its answer is no use. `unknown`: nobody can tell from here.
 */
export type Fate = 'notSent' | 'refused' | 'accepted' | 'unknown';

export interface Failure {
	fate: Fate;
	/** What happened, as the end of a sentence that begins with "Kopo Kopo". */
	what: string;
	/** What to do next. */
	advice: string;
	/** Name of the error in Node.js. Not for the message: n8n would put words of its own in its place. */
	code?: string;
	status?: number;
}

/** Codes of a connection that never came about, whatever call failed: nothing was sent. */
const neverConnected = new Set([
	'EAI_AGAIN',
	'ECONNREFUSED',
	'ENOTFOUND',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Calls that come before anything is sent; others fail with the same codes after it. */
const beforeSending = new Set(['connect', 'getaddrinfo']);

const timedOut = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

interface StatusRow {
	from: number;
	to: number;
	fate: Fate;
	advice: string;
}

/** The first row that holds the status counts. */
const statusTable: StatusRow[] = [
	{
		from: 300,
		to: 399,
		fate: 'refused',
		advice:
			'The answer was a redirect, which is never followed. Check the environment or the Base URL of the credential.',
	},
	{
		from: 401,
		to: 401,
		fate: 'refused',
		advice:
			'Kopo Kopo does not take the access token. Check the client ID, the client secret and the environment of the credential.',
	},
	{
		from: 403,
		to: 403,
		fate: 'refused',
		advice:
			'The application may lack the permission, or the till belongs to another business. Check both in the Kopo Kopo dashboard, and that the environment of the credential is the right one.',
	},
	{
		from: 404,
		to: 404,
		fate: 'refused',
		advice:
			'Check the Location or ID, if there is one, and that the environment and the API version of the credential are the right ones.',
	},
	{ from: 408, to: 408, fate: 'unknown', advice: 'Try again later.' },
	{
		from: 429,
		to: 429,
		fate: 'refused',
		advice:
			'Kopo Kopo receives too many requests. Space them out in Settings, Request Options, Batching, and try again later.',
	},
	{
		from: 400,
		to: 499,
		fate: 'refused',
		advice: 'Correct the value that Kopo Kopo names, then try again.',
	},
	{
		from: 500,
		to: 599,
		fate: 'unknown',
		advice: 'Kopo Kopo has trouble. Try again later.',
	},
];

const lookFirst = 'Look for it in the Kopo Kopo dashboard before you send it again.';

const whyLookFirst =
	'If it is there, sending it again would move the money twice. You can also poll the transactions of that time. Run the node anew only for what is not there.';

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asWords(value: unknown): string | undefined {
	if (Array.isArray(value)) {
		return value.map(asWords).filter(Boolean).join('; ') || undefined;
	}
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/**
 * Kopo Kopo's own words in an error body: `error_message` (a string or a list), the OAuth endpoints'
 * `error_description`, or a short plain text. Undefined for an empty or HTML body.
 */
export function kopoKopoWords(body: unknown): string | undefined {
	if (isRecord(body)) {
		return [body.error_message, body.error_description, body.errors, body.error, body.message]
			.map(asWords)
			.find(Boolean);
	}
	const text = asWords(body);
	return text && !text.startsWith('<') ? text.slice(0, 300) : undefined;
}

/** In place of a status: n8n 1 keeps no more of an error that it wraps than that and the words. */
const notSentCode = 'NOT_SENT';

/** What was refused before it was sent. */
export class NotSentError extends UserError {
	readonly httpCode = notSentCode;
}

interface HttpError {
	message?: string;
	description?: string | null;
	/** The words of the errors that it stands for. */
	messages?: string[];
	code?: string;
	syscall?: string;
	cause?: unknown;
	httpCode?: string | null;
	response?: { status?: number; data?: unknown };
	context?: { data?: unknown; fate?: Fate };
}

function causesOf(error: unknown): HttpError[] {
	const chain: HttpError[] = [];
	for (let link = error; isRecord(link) && !chain.includes(link); link = link.cause) {
		chain.push(link);
	}
	return chain;
}

const firstWord = (text: string): string => text.split(' ')[0] ?? '';

/**
 * Reads what became of a request from the error that n8n's request helper threw. n8n 1 wraps it without
 * its cause: what is left is the code, as `httpCode`, and words such as "connect ECONNREFUSED".
 */
export function readFailure(error: unknown): Failure {
	const chain = causesOf(error);
	const own = chain.find((link) => link instanceof UserError || link.httpCode === notSentCode);
	if (own) {
		return { fate: 'notSent', what: own.message ?? '', advice: own.description ?? '' };
	}
	const response = chain.find((link) => link.response)?.response;
	const status = response?.status ?? (Number(chain[0]?.httpCode) || undefined);
	const row = statusTable.find(({ from, to }) => status && from <= status && status <= to);
	if (status && row) {
		const words = kopoKopoWords(response?.data ?? chain[0]?.context?.data);
		const verb = row.fate === 'refused' ? 'refused the request' : 'could not handle the request';
		return {
			fate: row.fate,
			what: `${verb}: ${words ?? 'no reason given'} (${status})`,
			advice: row.advice,
			status,
		};
	}
	const code =
		chain
			.flatMap((link) => [link.code, link.httpCode])
			.find((value) => typeof value === 'string') ?? '';
	const isUnsent = chain.some(({ syscall = '', messages = [] }) =>
		[syscall, ...messages.map(firstWord)].some((call) => beforeSending.has(call)),
	);
	if (isUnsent || neverConnected.has(code)) {
		return {
			fate: 'notSent',
			what: 'could not be reached',
			advice: 'Nothing was sent. Check the network and the environment of the credential.',
			code,
		};
	}
	return {
		fate: 'unknown',
		what: timedOut.has(code)
			? 'gave no answer in time'
			: 'broke off the connection before it had answered',
		advice: 'Try again later.',
		code,
	};
}

/** The fate that an error made by {@link explain} carries, or undefined for other errors. */
export function fateOf(error: unknown): Fate | undefined {
	return error instanceof NodeApiError ? (error.context.fate as Fate | undefined) : undefined;
}

/**
 * The error that the user sees: Kopo Kopo's own words, the status, what to do next and the item, all in
 * the message, since that is all that n8n hands on where a workflow continues on errors. It carries
 * nothing of the request, so no token and no secret.
 *
 * @param movesMoney whether a second request could move money twice: then an unknown fate is told as such
 */
export function explain(
	node: INode,
	failure: Failure,
	{ itemIndex, movesMoney }: { itemIndex?: number; movesMoney?: boolean } = {},
): NodeApiError {
	const { fate, what, advice, code, status } = failure;
	const isDoubtful = movesMoney === true && (fate === 'unknown' || fate === 'accepted');
	const subject = /^[a-z]/.test(what) ? 'Kopo Kopo ' : '';
	const doubt = isDoubtful ? ', but may have accepted it' : '';
	const next = isDoubtful ? lookFirst : advice;
	const place = itemIndex === undefined ? '' : ` [item ${itemIndex}]`;
	const message = `${subject}${what}${doubt}. ${next}${place}`;
	const detail = `${isDoubtful ? whyLookFirst : advice}${code ? ` (${code})` : ''}`;
	const error = new NodeApiError(node, { message: what } as JsonObject, {
		message,
		// Where an activation fails, n8n 1 shows the description alone.
		description: itemIndex === undefined ? message : detail,
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
	});
	error.context.fate = fate;
	return error;
}

/** The error that n8n keeps as it is, for whatever was thrown. */
export const asNodeError = (node: INode, cause: unknown): NodeApiError | NodeOperationError =>
	cause instanceof NodeApiError ? cause : new NodeOperationError(node, cause as Error);

/**
 * What an item gives that failed where the workflow goes on. n8n would leave out which item it was, and
 * nodes further on could not find back to it (n8n-core, `RoutingNode.runNode`).
 */
export const failedItem = (
	error: NodeApiError | NodeOperationError,
	item: number,
): INodeExecutionData => ({ json: {}, error, pairedItem: { item } });
