import { createHash } from 'crypto';
import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { BoundedMap } from '../lib/bounded-map';
import { SingleFlight } from '../lib/single-flight';
import { isRecord } from '../payloads/values';
import { exchangeUnreachable, notIssued } from './access-token-error';
import { userAgent } from './authorize';
import { credentialText } from './credential';
import { apiOrigin } from './environments';
import { maskOf, secretsOf } from './mask';

interface AccessToken {
	value: string;
	/** Milliseconds since the epoch, a minute before Kopo Kopo's own expiry. */
	usableUntil: number;
	/** When it was issued: milliseconds since the epoch, and its order among requests and exchanges. */
	issuedAt: number;
	order: number;
}

const expiryMargin = 60_000;
const defaultLifetime = 3600;
const exchangeTimeout = 30_000;

/** How long, in ms, a token counts as fresh if the time of the rejected request is unknown. */
const freshFor = 10_000;

const tokens = new BoundedMap<AccessToken>({ maxSize: 1000 });

const rejectedTokens = new BoundedMap<true>({ maxSize: 1000 });

const exchanges = new SingleFlight<string>();

/** Orders requests and exchanges; a clock may show the same millisecond for both. */
let lastOrder = 0;

/** The exchange carries the client secret, so it connects in the same way as the request. */
export type Connection = Pick<
	IHttpRequestOptions,
	'timeout' | 'proxy' | 'skipSslCertificateValidation'
>;

/** By credential data: that is all n8n passes to `preAuthentication`. */
const requests = new WeakMap<
	ICredentialDataDecryptedObject,
	{ connection: Connection; order: number }
>();

const connectionOf = ({
	timeout = exchangeTimeout,
	proxy,
	skipSslCertificateValidation,
}: Connection): Connection => ({
	timeout,
	...(proxy && { proxy }),
	...(skipSslCertificateValidation && { skipSslCertificateValidation }),
});

const clientOf = (credentials: ICredentialDataDecryptedObject): [id: string, secret: string] => [
	credentialText(credentials, 'clientId'),
	credentialText(credentials, 'clientSecret'),
];

function applicationKey(origin: string, credentials: ICredentialDataDecryptedObject) {
	const [clientId, clientSecret] = clientOf(credentials);
	const secret = createHash('sha256').update(clientSecret).digest('hex');
	return JSON.stringify([origin, clientId, secret]);
}

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
		// The original error holds the request, and so the client secret.
		.catch((cause: { code?: string }) => {
			throw exchangeUnreachable(host, cause.code, connection.proxy !== undefined);
		});
	const { access_token: value, expires_in }: Record<string, unknown> = isRecord(response.body)
		? response.body
		: {};
	if (response.statusCode !== 200 || typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
		const secrets = [...secretsOf(credentials), connection.proxy?.auth?.password];
		throw notIssued(host, response, maskOf(secrets));
	}
	const expiresIn = Number(expires_in ?? defaultLifetime);
	const lifetime = Number.isFinite(expiresIn) ? expiresIn : defaultLifetime;
	const issuedAt = Date.now();
	const usableUntil = issuedAt + lifetime * 1000 - expiryMargin;
	return { value, usableUntil, issuedAt, order: (lastOrder += 1) };
}

const isUsable = ({ value, usableUntil }: AccessToken): boolean =>
	usableUntil > Date.now() && !rejectedTokens.has(value);

function isNewerThan(requestOrder: number | undefined, { issuedAt, order }: AccessToken): boolean {
	return requestOrder === undefined ? Date.now() - issuedAt < freshFor : order > requestOrder;
}

/** Notes that a request is sent with this data, and replaces a token that was rejected in this process. */
export function prepareToken(
	credentials: ICredentialDataDecryptedObject,
	connection: Connection,
): void {
	requests.set(credentials, { order: (lastOrder += 1), connection });
	if (!rejectedTokens.has(String(credentials.accessToken))) return;
	const token = tokens.get(applicationKey(apiOrigin(credentials), credentials));
	credentials.accessToken = token && isUsable(token) ? token.value : '';
}

/**
 * An application's token, remembered until a minute before it expires or until it is rejected. Requests that connect in
 * the same way share an exchange. With the rejected token, Kopo Kopo may have revoked all earlier ones, so a remembered
 * one is only returned if it was issued after the rejected request was sent.
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
	if (rejected !== '') rejectedTokens.set(rejected, true);
	const known = tokens.get(key);
	if (known && isUsable(known)) {
		if (rejected === '' || isNewerThan(request?.order, known)) return known.value;
	}
	const connection = connectionOf(request?.connection ?? ownConnection);
	return await exchanges.run(JSON.stringify([key, connection]), async () => {
		const token = await exchange(helpers, origin, credentials, connection);
		// Kopo Kopo may issue the same token again.
		rejectedTokens.delete(token.value);
		tokens.set(key, token);
		return token.value;
	});
}

export function forgetAccessToken(revoked: string): void {
	tokens.deleteWhere(({ value }) => value === revoked);
}
