import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { joinSentences, reasonOf, unreachable, withReason } from './error-text';
import { InputError } from './input-error';
import type { Mask } from './mask';
import { tryLater } from './request-failure';

/** The exchange for a token failed, so nothing was sent. Credential tests show only the message: it has the advice too. */
export class AccessTokenError extends InputError {
	constructor(message: string, advice: string) {
		super(joinSentences(message, advice), '', [{ message, advice }]);
	}
}

interface StatusRow {
	from: number;
	to: number;
	message?: string;
	advice: string;
}

export const statusTable: readonly StatusRow[] = [
	{
		from: 200,
		to: 399,
		advice: 'Check the environment and the base URL in the credential.',
	},
	{
		from: 401,
		to: 401,
		message: 'Kopo Kopo did not accept the client ID or secret (401).',
		advice:
			'Copy both again from the same application in the Kopo Kopo dashboard, and check the environment.',
	},
	{ from: 408, to: 408, advice: tryLater },
	{ from: 429, to: 429, advice: tryLater },
	{
		from: 400,
		to: 499,
		advice:
			'Check the client ID, the client secret and the environment in the credential. Each environment has its own keys.',
	},
];

export function exchangeUnreachable(
	host: string,
	code: unknown,
	hasProxy: boolean,
): AccessTokenError {
	return new AccessTokenError(
		unreachable(host, code),
		hasProxy
			? 'Check the network, the proxy in Request Options and the environment in the credential, then try again.'
			: 'Check the network and the environment in the credential, then try again.',
	);
}

export function notIssued(
	host: string,
	{ statusCode, body }: IN8nHttpFullResponse,
	mask: Mask,
): AccessTokenError {
	// A response that should hold a token is not quoted.
	const reason = statusCode < 300 ? undefined : reasonOf(mask(body));
	const row = statusTable.find(({ from, to }) => from <= statusCode && statusCode <= to);
	const message = `Kopo Kopo (${host}) did not issue an access token`;
	return new AccessTokenError(
		row?.message ?? withReason(message, statusCode, reason),
		row?.advice ?? tryLater,
	);
}
