import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { reasonOf } from './error-text';
import { InputError } from './input-error';
import type { Mask } from './mask';

/**
 * The token exchange failed, so the request that needed the token was not sent. What to do is part of the message,
 * since the test of a credential shows nothing else.
 */
export class AccessTokenError extends InputError {
	constructor(reason: string, advice: string) {
		super(`${reason}. ${advice}`, '');
	}
}

/** Why there was no answer, by the code of Node.js. Where a message holds a code, n8n replaces it all (n8n-workflow, `NodeError`). */
const unreachableBecause: Readonly<Record<string, string>> = {
	ECONNABORTED: 'no answer in time',
	ECONNREFUSED: 'the connection was refused',
	ECONNRESET: 'the connection was closed',
	EAI_AGAIN: 'the name of the host was not found',
	ENOTFOUND: 'the name of the host was not found',
	EPROTO: 'no secure connection',
	ETIMEDOUT: 'no answer in time',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
};

interface AdviceRow {
	from: number;
	to: number;
	/** As the rest of a sentence. */
	advice: string;
}

const later = 'try again later';

const checkServer = 'check the environment and the base URL in the credential';

/** The first row that holds the status counts. */
const adviceTable: readonly AdviceRow[] = [
	{ from: 200, to: 399, advice: checkServer },
	{ from: 408, to: 408, advice: later },
	{ from: 429, to: 429, advice: later },
	{
		from: 400,
		to: 499,
		advice:
			'check the client ID, the client secret and the environment in the credential. Sandbox keys do not work in production, and production keys do not work in the sandbox',
	},
];

/** What needs the token. */
export interface Needed {
	/** The one origin of the credential. */
	origin: string;
	/** Whether it is the request of an item. */
	forItem: boolean;
}

const withCapital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const adviceFor = ({ forItem }: Needed, advice: string): string =>
	forItem ? `Nothing was sent for this item: ${advice}` : withCapital(advice);

const kopoKopoAt = ({ origin }: Needed): string => `Kopo Kopo (${new URL(origin).host})`;

/** The exchange was not answered. */
export function unreachable(needed: Needed, code: unknown, hasProxy: boolean): AccessTokenError {
	const because = unreachableBecause[String(code)] ?? 'no answer';
	const way = hasProxy ? 'the network, the proxy in Request Options' : 'the network';
	return new AccessTokenError(
		`n8n could not reach ${kopoKopoAt(needed)} for an access token: ${because}`,
		adviceFor(needed, `check ${way} and the environment in the credential, then try again`),
	);
}

/** The exchange was answered without a token. */
export function notIssued(
	needed: Needed,
	{ statusCode, body }: IN8nHttpFullResponse,
	mask: Mask,
): AccessTokenError {
	// An answer that should hold a token is not quoted.
	const words = statusCode < 300 ? undefined : reasonOf(mask(body));
	const row = adviceTable.find(({ from, to }) => from <= statusCode && statusCode <= to);
	return new AccessTokenError(
		`${kopoKopoAt(needed)} did not issue an access token: ${words ?? 'no reason given'} (${statusCode})`,
		adviceFor(needed, row?.advice ?? later),
	);
}
