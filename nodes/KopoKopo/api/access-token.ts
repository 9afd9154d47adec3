import { createHash } from 'crypto';
import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { apiOrigin } from './environments';
import { Refusal } from './refusal';
import { userAgent } from './user-agent';
import { kopoKopoWords } from './words';

/**
 * The token exchange failed: whatever needed the token has not been sent. What to do is part of the message,
 * since the test of a credential shows nothing else.
 */
export class AccessTokenError extends Refusal {
	constructor(reason: string, advice: string) {
		super(`${reason}. ${advice}`, '');
	}
}

interface AccessToken {
	value: string;
	/** Milliseconds since the epoch, a minute before Kopo Kopo's own expiry. */
	usableUntil: number;
	fetched: { at: number; turn: number };
}

const expiryMargin = 60_000;
const defaultLifetime = 3600;
const exchangeTimeout = 30_000;

/** Milliseconds for which a token is new to whoever does not say when it sent what was refused. */
const newFor = 10_000;

/** Most refused tokens that this process remembers. */
const mostRefused = 1000;

const remembered = new Map<string, AccessToken>();
const underWay = new Map<string, Promise<string>>();

/** Tokens that were answered with 401, the oldest first. */
const refused = new Set<string>();

/** Counts requests and exchanges, so that of two of them it is known which came first. */
let turns = 0;

/** When the request was sent that is made with a credential's data. */
const sentAt = new WeakMap<ICredentialDataDecryptedObject, number>();

function applicationKey(
	origin: string,
	{ clientId, clientSecret }: ICredentialDataDecryptedObject,
) {
	const secret = createHash('sha256').update(String(clientSecret)).digest('hex');
	return JSON.stringify([origin, clientId, secret]);
}

function refusal(response: IN8nHttpFullResponse): AccessTokenError {
	const words = kopoKopoWords(response.body) ?? 'it gave no reason';
	return new AccessTokenError(
		`Kopo Kopo gave no access token: ${words} (${response.statusCode})`,
		'Check the client ID, the client secret and the environment in the credential. Sandbox keys do not work in production, and production keys do not work in the sandbox',
	);
}

async function exchange(
	helpers: IHttpRequestHelper['helpers'],
	origin: string,
	credentials: ICredentialDataDecryptedObject,
): Promise<AccessToken> {
	const response: IN8nHttpFullResponse = await helpers
		.httpRequest({
			method: 'POST',
			url: `${origin}/oauth/token`,
			headers: {
				'Content-Type': 'application/x-www-form-urlencoded',
				Accept: 'application/json',
				'User-Agent': userAgent,
			},
			body: new URLSearchParams({
				client_id: String(credentials.clientId ?? ''),
				client_secret: String(credentials.clientSecret ?? ''),
				grant_type: 'client_credentials',
			}).toString(),
			timeout: exchangeTimeout,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})
		// The original carries the request, and with it the client secret: none of it may go on.
		.catch((cause: { code?: string }) => {
			throw new AccessTokenError(
				`Kopo Kopo could not be asked for an access token at ${origin}`,
				`Check the network and the environment in the credential (${cause.code ?? 'no answer'}). Nothing else was sent`,
			);
		});
	const body = response.body as unknown as { access_token?: unknown; expires_in?: unknown } | null;
	const value = body?.access_token;
	if (response.statusCode !== 200 || typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
		throw refusal(response);
	}
	const expiresIn = Number(body?.expires_in ?? defaultLifetime);
	const lifetime = Number.isFinite(expiresIn) ? expiresIn : defaultLifetime;
	const at = Date.now();
	const usableUntil = at + lifetime * 1000 - expiryMargin;
	return { value, usableUntil, fetched: { at, turn: (turns += 1) } };
}

const isUsable = ({ value, usableUntil }: AccessToken): boolean =>
	usableUntil > Date.now() && !refused.has(value);

/** Whether a token was fetched after the request that was refused with another one had been sent. */
function isNewerThan(request: number | undefined, { fetched }: AccessToken): boolean {
	return request === undefined ? Date.now() - fetched.at < newFor : fetched.turn > request;
}

/**
 * Marks that a request is sent with a credential's data now. Where this process knows that its token was
 * refused, it gets the one that is remembered, or none.
 */
export function beforeSending(credentials: ICredentialDataDecryptedObject): void {
	sentAt.set(credentials, (turns += 1));
	if (!refused.has(String(credentials.accessToken))) return;
	const known = remembered.get(applicationKey(apiOrigin(credentials), credentials));
	credentials.accessToken = known && isUsable(known) ? known.value : '';
}

function markRefused(value: string): void {
	if (value === '') return;
	refused.add(value);
	for (const oldest of refused) {
		if (refused.size <= mostRefused) break;
		refused.delete(oldest);
	}
}

/**
 * An access token for the credential's application.
 *
 * Callers that come while an exchange is under way share it. A token is remembered in this process,
 * per application and host, until a minute before it expires, or until it is refused.
 *
 * @param rejected the token that was just refused (empty when there was none). Whatever refused it may
 * have refused all others too: so the one that is remembered is given only if it was fetched after the
 * refused request had been sent.
 * @throws AccessTokenError with Kopo Kopo's own `error_description`
 */
export async function obtainAccessToken(
	helpers: IHttpRequestHelper['helpers'],
	credentials: ICredentialDataDecryptedObject,
	rejected: string,
): Promise<string> {
	const origin = apiOrigin(credentials);
	const key = applicationKey(origin, credentials);
	markRefused(rejected);
	const known = remembered.get(key);
	if (known && isUsable(known)) {
		if (rejected === '' || isNewerThan(sentAt.get(credentials), known)) return known.value;
	}

	let pending = underWay.get(key);
	if (!pending) {
		pending = exchange(helpers, origin, credentials)
			.then((token) => {
				refused.delete(token.value);
				remembered.set(key, token);
				return token.value;
			})
			.finally(() => underWay.delete(key));
		underWay.set(key, pending);
	}
	return await pending;
}

/** Forgets a token that was revoked, so that nobody is given it again. */
export function forgetAccessToken(value: string): void {
	for (const [key, token] of remembered) {
		if (token.value === value) remembered.delete(key);
	}
}
