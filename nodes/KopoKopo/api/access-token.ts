import { createHash } from 'crypto';
import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { exchangeUnreachable, notIssued } from './access-token-error';
import { credentialText } from './credential';
import { apiOrigin } from './environments';
import { maskOf, secretsOf } from './mask';
import { userAgent } from './user-agent';

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

/** How a request connects. The exchange carries the secret, so it takes the same way. */
export type Connection = Pick<
	IHttpRequestOptions,
	'timeout' | 'proxy' | 'skipSslCertificateValidation'
>;

/** The request that is made with a credential's data. */
interface Request {
	connection: Connection;
	turn: number;
}

/** n8n gives the renewal of a token nothing of the request but the credential's data. */
const requests = new WeakMap<ICredentialDataDecryptedObject, Request>();

const connectionOf = ({
	timeout = exchangeTimeout,
	proxy,
	skipSslCertificateValidation,
}: Connection): Connection => ({
	timeout,
	...(proxy && { proxy }),
	...(skipSslCertificateValidation && { skipSslCertificateValidation }),
});

function applicationKey(origin: string, credentials: ICredentialDataDecryptedObject) {
	const [clientId, clientSecret] = clientOf(credentials);
	const secret = createHash('sha256').update(clientSecret).digest('hex');
	return JSON.stringify([origin, clientId, secret]);
}

const clientOf = (credentials: ICredentialDataDecryptedObject): [id: string, secret: string] => [
	credentialText(credentials, 'clientId'),
	credentialText(credentials, 'clientSecret'),
];

async function exchange(
	helpers: IHttpRequestHelper['helpers'],
	origin: string,
	credentials: ICredentialDataDecryptedObject,
	connection: Connection,
): Promise<AccessToken> {
	const { host } = new URL(origin);
	const [clientId, clientSecret] = clientOf(credentials);
	const response: IN8nHttpFullResponse = await helpers
		.httpRequest({
			...connection,
			method: 'POST',
			url: `${origin}/oauth/token`,
			headers: {
				'Content-Type': 'application/x-www-form-urlencoded',
				Accept: 'application/json',
				'User-Agent': userAgent,
			},
			body: new URLSearchParams({
				client_id: clientId,
				client_secret: clientSecret,
				grant_type: 'client_credentials',
			}).toString(),
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})
		// The original carries the request, and with it the client secret: none of it may go on.
		.catch((cause: { code?: string }) => {
			throw exchangeUnreachable(host, cause.code, connection.proxy !== undefined);
		});
	const body = response.body as unknown as { access_token?: unknown; expires_in?: unknown } | null;
	const value = body?.access_token;
	if (response.statusCode !== 200 || typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
		const secrets = [...secretsOf(credentials), connection.proxy?.auth?.password];
		throw notIssued(host, response, maskOf(secrets));
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
 *
 * @param connection an exchange that the request needs connects in the same way
 */
export function beforeSending(
	credentials: ICredentialDataDecryptedObject,
	connection: Connection,
): void {
	requests.set(credentials, { turn: (turns += 1), connection });
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
 * Callers that connect in the same way share an exchange that is under way. A token is remembered in this process,
 * per application and host, until a minute before it expires, or until it is refused.
 *
 * @param rejected the token that was just refused (empty when there was none). Whatever refused it may
 * have refused all others too: so the one that is remembered is given only if it was fetched after the
 * refused request had been sent.
 * @param ownConnection where no request was marked by {@link beforeSending}
 * @throws AccessTokenError with Kopo Kopo's own `error_description`
 */
export async function obtainAccessToken(
	helpers: IHttpRequestHelper['helpers'],
	credentials: ICredentialDataDecryptedObject,
	rejected: string,
	ownConnection: Connection = {},
): Promise<string> {
	const request = requests.get(credentials);
	const origin = apiOrigin(credentials);
	const key = applicationKey(origin, credentials);
	markRefused(rejected);
	const known = remembered.get(key);
	if (known && isUsable(known)) {
		if (rejected === '' || isNewerThan(request?.turn, known)) return known.value;
	}

	const connection = connectionOf(request?.connection ?? ownConnection);
	const exchangeKey = JSON.stringify([key, connection]);
	let pending = underWay.get(exchangeKey);
	if (!pending) {
		pending = exchange(helpers, origin, credentials, connection)
			.then((token) => {
				refused.delete(token.value);
				remembered.set(key, token);
				return token.value;
			})
			.finally(() => underWay.delete(exchangeKey));
		underWay.set(exchangeKey, pending);
	}
	return await pending;
}

/** Forgets a token that was revoked, so that nobody is given it again. */
export function forgetAccessToken(value: string): void {
	for (const [key, token] of remembered) {
		if (token.value === value) remembered.delete(key);
	}
}
