import { UserError } from 'n8n-workflow';

import { isRecord } from '../payloads/values';
import { asSentence, reasonOf, unreachable, withReason } from './error-text';
import { notSentCode, InputError } from './input-error';
import type { Mask } from './mask';

/**
 * `notSent`: it never left n8n. `rejected`: Kopo Kopo certainly did not accept it. `accepted`: Kopo Kopo accepted it,
 * but the response cannot be used. `unknown`: it may or may not have been accepted.
 */
export type Outcome = 'notSent' | 'rejected' | 'accepted' | 'unknown';

export interface Failure {
	outcome: Outcome;
	message: string;
	/** What to do, in a sentence or more, if sending the request again does no harm. */
	advice: string;
	/** What to do about a payment that may have been sent, if it is not the usual advice. */
	lookUp?: string;
	status?: number;
}

export class RequestFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/** Whether Kopo Kopo certainly did not accept the request that failed. */
export const isSafeToRetry = (error: unknown): boolean =>
	error instanceof InputError ||
	(error instanceof RequestFailure && ['rejected', 'notSent'].includes(error.failure.outcome));

/** With these codes there was no connection, whichever call failed. */
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

/** Other calls fail with the same codes after the request was sent. */
const callsBeforeSending = new Set(['connect', 'getaddrinfo']);

const timedOut = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

interface StatusRow extends Pick<Failure, 'outcome' | 'advice'> {
	from: number;
	to: number;
	message: string;
	adviceWithoutReason?: string;
}

const rejected = 'Kopo Kopo rejected the request';

export const tryLater = 'Try again later.';

/** The first row that includes the status applies. */
export const statusTable: readonly StatusRow[] = [
	{
		// A gateway can redirect after it has passed the request on.
		from: 300,
		to: 399,
		outcome: 'unknown',
		message: 'Kopo Kopo redirected the request, and this node never follows redirects',
		advice: 'Check the environment and the base URL in the credential.',
	},
	{
		from: 401,
		to: 401,
		outcome: 'rejected',
		message: rejected,
		advice: 'Check the client ID, the client secret and the environment in the credential.',
	},
	{
		from: 403,
		to: 403,
		outcome: 'rejected',
		message: rejected,
		advice:
			'The application may lack the permission, or the till may belong to another business. Check both in the Kopo Kopo dashboard, and the environment in the credential.',
		adviceWithoutReason:
			"Likely causes: the application lacks the permission, the product is not enabled for the Kopo Kopo account, or a firewall blocks n8n's IP address or its User-Agent. Check the permissions in the Kopo Kopo dashboard, then ask Kopo Kopo about the others.",
	},
	{
		from: 404,
		to: 404,
		outcome: 'rejected',
		message: rejected,
		advice: 'Check the ID or URL, and the environment and the API version in the credential.',
	},
	{
		from: 408,
		to: 408,
		outcome: 'unknown',
		message: 'Kopo Kopo did not finish the request in time',
		advice: tryLater,
	},
	{
		from: 409,
		to: 409,
		outcome: 'unknown',
		message: 'Kopo Kopo has a request that conflicts with this one, maybe an earlier attempt',
		advice: 'Check whether it already exists before you send it again.',
	},
	{
		from: 429,
		to: 429,
		outcome: 'rejected',
		message: `${rejected} because there were too many at once`,
		advice:
			'Try again later, and space the requests out under Settings, Request Options, Batching.',
	},
	{
		from: 400,
		to: 499,
		outcome: 'rejected',
		message: rejected,
		advice: 'Correct the value that Kopo Kopo names, then try again.',
		adviceWithoutReason: 'Check the values that you entered, then try again.',
	},
	{
		from: 500,
		to: 599,
		outcome: 'unknown',
		message: 'Kopo Kopo could not handle the request',
		advice: tryLater,
	},
];

interface HttpError {
	message?: string;
	description?: string | null;
	messages?: string[];
	code?: string;
	syscall?: string;
	cause?: unknown;
	httpCode?: string | null;
	response?: { status?: number; data?: unknown };
	context?: { data?: unknown };
	name?: string;
}

function causesOf(error: unknown): HttpError[] {
	const chain: HttpError[] = [];
	for (let link = error; isRecord(link) && !chain.includes(link); link = link.cause) {
		chain.push(link);
	}
	return chain;
}

function noResponse(code: string): string {
	if (code === 'ERR_CANCELED') return 'The execution was cancelled before Kopo Kopo responded.';
	return timedOut.has(code)
		? 'Kopo Kopo did not respond in time.'
		: 'Kopo Kopo closed the connection before it responded.';
}

const mistakes = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

const firstWord = (text: string): string => text.split(' ')[0] ?? '';

interface SentTo {
	host?: string;
	mask?: Mask;
}

/**
 * Reads a failure from an error of n8n's request helper. n8n 1 wraps errors without their cause: what is left is the
 * code, as `httpCode`, and texts such as "connect ECONNREFUSED".
 */
export function readFailure(
	error: unknown,
	{ host, mask = (value) => value }: SentTo = {},
): Failure {
	if (error instanceof RequestFailure) return error.failure;
	const chain = causesOf(error);
	// Our own error first: n8n replaces the text of the error that it wraps around it.
	const own =
		chain.find((link) => link instanceof InputError)?.problems[0] ??
		chain.find((link) => link instanceof UserError || link.httpCode === notSentCode);
	if (own) {
		const { message = '' } = own;
		const advice = ('advice' in own ? own.advice : own.description) ?? '';
		return { outcome: 'notSent', message, advice };
	}
	const response = chain.find((link) => link.response)?.response;
	const status = response?.status ?? (Number(chain[0]?.httpCode) || undefined);
	const row = statusTable.find(({ from, to }) => status && from <= status && status <= to);
	if (status && row) {
		const reason = reasonOf(mask(response?.data ?? chain[0]?.context?.data));
		return {
			outcome: row.outcome,
			message: withReason(row.message, status, reason),
			advice: (reason === undefined && row.adviceWithoutReason) || row.advice,
			status,
		};
	}
	const code =
		chain
			.flatMap((link) => [link.code, link.httpCode])
			.find((value) => typeof value === 'string') ?? '';
	const isUnsent = chain.some(({ syscall = '', messages = [] }) =>
		[syscall, ...messages.map(firstWord)].some((call) => callsBeforeSending.has(call)),
	);
	if (isUnsent || neverConnected.has(code)) {
		return {
			outcome: 'notSent',
			message: unreachable(host, code),
			advice: 'Check the network and the environment in the credential, then try again.',
		};
	}
	const mistake = chain.find(({ name = '' }) => mistakes.has(name));
	if (mistake) {
		return {
			outcome: 'unknown',
			message: asSentence(`This node failed unexpectedly: ${String(mask(mistake.message))}`),
			advice: 'Please report this error on GitHub.',
		};
	}
	return { outcome: 'unknown', message: noResponse(code), advice: tryLater };
}
