import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IDataObject,
	IHookFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';

import { beforeSending, type Connection } from './access-token';
import { credentialName } from './credential';
import { apiOrigin } from './environments';
import { maskOf, secretsOf } from './mask';
import { readFailure, RequestFailure } from './request-failure';
import { userAgent } from './user-agent';

/** Time-out of a request in milliseconds, where the user set none. */
export const defaultTimeout = 30_000;

/** What the user may set for any request. */
export type SendOptions = Connection;

/** A request to Kopo Kopo. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	/** From the root of the API's origin. */
	path: string;
	json?: IDataObject;
	/** In place of JSON, as the OAuth endpoints take it. */
	form?: Readonly<Record<string, string>>;
	/** In place of the credential's own access token; empty for none at all. */
	token?: string;
	options?: SendOptions;
}

/** Whatever n8n gives request helpers to. */
export type Sender = IAllExecuteFunctions | IHookFunctions | IPollFunctions;

function optionsOf(
	{ method, path, json, form, options }: ApiRequest,
	origin: string,
): IHttpRequestOptions {
	return {
		timeout: defaultTimeout,
		...options,
		method,
		url: `${origin}${path}`,
		headers: {
			Accept: 'application/json',
			'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json',
		},
		// As text: of objects, axios drops keys such as `__proto__` and `constructor` (`utils.merge`).
		...(json && { body: JSON.stringify(json) }),
		...(form && { body: new URLSearchParams(form).toString() }),
		returnFullResponse: true,
		disableFollowRedirect: true,
	};
}

/** n8n's own helper, with its renewal of the token on a 401, and without its reading of the credential. */
async function sendWithCredential(
	sender: Sender,
	credentials: ICredentialDataDecryptedObject,
	data: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	const sentWith = credentials.accessToken;
	try {
		return (await sender.helpers.httpRequestWithAuthentication.call(
			sender as IAllExecuteFunctions,
			credentialName,
			options,
			{ credentialsDecrypted: { id: '', name: '', type: credentialName, data } },
		)) as IN8nHttpFullResponse;
	} finally {
		const { accessToken } = data;
		if (accessToken && accessToken !== sentWith) credentials.accessToken = accessToken;
	}
}

async function sendWithToken(
	sender: Sender,
	token: string,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	return (await sender.helpers.httpRequest({
		...options,
		headers: {
			...options.headers,
			'User-Agent': userAgent,
			...(token && { Authorization: `Bearer ${token}` }),
		},
	})) as IN8nHttpFullResponse;
}

/** Paths whose answers hold tokens that the user has asked for. */
const aboutTokens = '/oauth/';

/**
 * Sends a request to the one origin of a credential. No secret of the request is in what comes back, whatever
 * the answer echoes: nothing of n8n's own error goes on.
 *
 * @param credentials the token in it is brought up to date where n8n renewed it
 * @throws RequestFailure
 */
export async function send(
	sender: Sender,
	credentials: ICredentialDataDecryptedObject,
	request: ApiRequest,
): Promise<IN8nHttpFullResponse> {
	const { token, path, form, options: { proxy } = {} } = request;
	const origin = apiOrigin(credentials);
	const options = optionsOf(request, origin);
	// A copy for each request: n8n renews the token in it, and tells the renewal by it which token was refused.
	const data = { ...credentials };
	if (token === undefined) {
		beforeSending(data, options);
	}
	const known = [
		...[credentials, data].flatMap(secretsOf),
		token,
		form?.token,
		proxy?.auth?.password,
	];
	const mask = (value: unknown) => maskOf([...known, data.accessToken])(value);
	const sentWith = data.accessToken;
	const fail = (error: unknown): never => {
		throw new RequestFailure(readFailure(error, { host: new URL(origin).host, mask }));
	};
	const withCredential = async () =>
		await sendWithCredential(sender, credentials, data, options).catch(fail);
	const response =
		token !== undefined
			? await sendWithToken(sender, token, options).catch(fail)
			: await withCredential().catch(async (failure: RequestFailure) => {
					// Tokens can be revoked again while one is renewed, and n8n tries only once.
					const isStale = failure.failure.status === 401 && data.accessToken !== sentWith;
					return isStale ? await withCredential() : fail(failure);
				});
	return path.startsWith(aboutTokens) ? response : (mask(response) as IN8nHttpFullResponse);
}
