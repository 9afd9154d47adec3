import { UserError } from 'n8n-workflow';

import { isRecord } from '../payloads/values';
import { reasonOf } from './error-text';
import { notSentCode, InputError } from './input-error';
import type { Mask } from './mask';

/**
 * What became of a request that did not end well.
 *
 * `notSent`: it never left. `refused`: Kopo Kopo answered that it did not take it. `accepted`: Kopo Kopo
 * took it, but its answer is no use. `unknown`: nobody can tell from here.
 */
export type Outcome = 'notSent' | 'rejected' | 'accepted' | 'unknown';

export interface Failure {
	outcome: Outcome;
	/** Whom the sentence is about, where `what` is only the rest of it. */
	subject?: string;
	/** What happened. */
	what: string;
	/** What to do about it; empty where nothing can be done but to try again. */
	advice: string;
	/** What to do then, if that is all there is to it. */
	again?: string;
	/** What to do about a payment that may have been sent, if it is not the usual advice. */
	lookUp?: string;
	/** Name of the error in Node.js. Not for the message: n8n would put words of its own in its place. */
	code?: string;
	status?: number;
}

/** The subject of whatever Kopo Kopo did. */
export const kopoKopo = 'Kopo Kopo';

/** What happened, as a sentence without its full stop. */
export const sentenceOf = ({ subject, what }: Pick<Failure, 'subject' | 'what'>): string =>
	subject ? `${subject} ${what}` : what;

/** A request that did not end well, on its way to the user. */
export class RequestFailure extends Error {
	constructor(readonly failure: Failure) {
		super(sentenceOf(failure));
	}
}

/** Whether Kopo Kopo certainly did not accept the request that failed. */
export const isSafeToRetry = (error: unknown): boolean =>
	error instanceof InputError ||
	(error instanceof RequestFailure && ['rejected', 'notSent'].includes(error.failure.outcome));

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

interface StatusRow extends Pick<Failure, 'outcome' | 'advice' | 'again'> {
	from: number;
	to: number;
	/** In place of the advice, for an answer without a reason. */
	unexplained?: string;
}

const later = 'Try again later.';

/** The first row that holds the status counts. */
const statusTable: StatusRow[] = [
	{
		// A gateway can redirect after it has passed the request on.
		from: 300,
		to: 399,
		outcome: 'unknown',
		advice:
			'The response was a redirect, which this node never follows. Check the environment or the base URL in the credential.',
	},
	{
		from: 401,
		to: 401,
		outcome: 'rejected',
		advice: 'Check the client ID, the client secret and the environment in the credential.',
	},
	{
		from: 403,
		to: 403,
		outcome: 'rejected',
		advice:
			'The application may lack the permission, or the till may belong to another business. Check both in the Kopo Kopo dashboard, and the environment in the credential.',
		unexplained:
			"Likely causes: the application lacks the permission, the product is not enabled for the Kopo Kopo account, or a firewall blocks n8n's IP address or its User-Agent. Check the permissions in the Kopo Kopo dashboard, then ask Kopo Kopo about the others.",
	},
	{
		from: 404,
		to: 404,
		outcome: 'rejected',
		advice: 'Check the ID or URL, and the environment and the API version in the credential.',
	},
	{ from: 408, to: 408, outcome: 'unknown', advice: '', again: later },
	{
		from: 409,
		to: 409,
		outcome: 'unknown',
		advice: 'Kopo Kopo has a conflicting request, which may be an earlier try of this one.',
	},
	{
		from: 429,
		to: 429,
		outcome: 'rejected',
		advice:
			'There were too many requests at once. Space them out under Settings, Request Options, Batching.',
		again: later,
	},
	{
		from: 400,
		to: 499,
		outcome: 'rejected',
		advice: 'Correct the value that Kopo Kopo names.',
		again: 'Then try again.',
	},
	{
		from: 500,
		to: 599,
		outcome: 'unknown',
		advice: 'Kopo Kopo is having technical difficulties.',
		again: later,
	},
];

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

/** Errors that only a mistake in a program makes. */
const mistakes = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

const firstWord = (text: string): string => text.split(' ')[0] ?? '';

/**
 * Reads what became of a request from the error that n8n's request helper threw. n8n 1 wraps it without
 * its cause: what is left is the code, as `httpCode`, and words such as "connect ECONNREFUSED".
 *
 * @param mask hides the secrets of the request, which its answer may echo
 */
export function readFailure(error: unknown, mask: Mask = (value) => value): Failure {
	if (error instanceof RequestFailure) return error.failure;
	const chain = causesOf(error);
	// Our own error first: n8n puts words of its own into the one that it wraps around it.
	const own =
		chain.find((link) => link instanceof UserError) ??
		chain.find((link) => link.httpCode === notSentCode);
	if (own) {
		return { outcome: 'notSent', what: own.message ?? '', advice: own.description ?? '' };
	}
	const response = chain.find((link) => link.response)?.response;
	const status = response?.status ?? (Number(chain[0]?.httpCode) || undefined);
	const row = statusTable.find(({ from, to }) => status && from <= status && status <= to);
	if (status && row) {
		const words = reasonOf(mask(response?.data ?? chain[0]?.context?.data));
		const verb =
			row.outcome === 'rejected' ? 'refused the request' : 'could not handle the request';
		return {
			outcome: row.outcome,
			subject: kopoKopo,
			what: `${verb}: ${words ?? 'no reason given'} (${status})`,
			advice: (words === undefined && row.unexplained) || row.advice,
			again: row.again,
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
			outcome: 'notSent',
			subject: kopoKopo,
			what: 'could not be reached',
			advice: 'Nothing was sent. Check the network and the environment in the credential.',
			code,
		};
	}
	const mistake = chain.find(({ name = '' }) => mistakes.has(name));
	if (mistake) {
		return {
			outcome: 'unknown',
			what: `Something unexpected happened in this node: ${String(mask(mistake.message))}`,
			advice: 'Please report it.',
		};
	}
	return {
		outcome: 'unknown',
		subject: kopoKopo,
		what: timedOut.has(code)
			? 'did not answer in time'
			: 'closed the connection before it answered',
		advice: '',
		again: later,
		code,
	};
}
