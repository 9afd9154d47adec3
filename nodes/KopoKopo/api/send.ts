import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IDataObject,
	IHookFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';

import { prepareToken, type Connection } from './access-token';
import { userAgent } from './authorize';
import { credentialName } from './credential';
import { apiOrigin } from './environments';
import { maskOf, secretsOf, type Mask } from './mask';
import { readFailure, RequestFailure } from './request-failure';

/** In milliseconds. */
export const defaultTimeout = 30_000;

export type SendOptions = Connection;

export interface ApiRequest {
	method: 'GET' | 'POST';
	path: string;
	json?: IDataObject;
	/** Instead of JSON, for the OAuth endpoints. */
	form?: Readonly<Record<string, string>>;
	/** Replaces the credential's access token; '' sends none. */
	token?: string;
	options?: SendOptions;
}

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
		// As text: axios drops keys such as `__proto__` and `constructor` from objects (`utils.merge`).
		...(json && { body: JSON.stringify(json) }),
		...(form && { body: new URLSearchParams(form).toString() }),
		returnFullResponse: true,
		disableFollowRedirect: true,
	};
}

/** With n8n's own helper, which renews the token on a 401, but with credential data that was already read. */
async function sendWithCredential(
	sender: Sender,
	credentials: ICredentialDataDecryptedObject,
	data: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	const sentWith = credentials.accessToken;
	try {
		const response: IN8nHttpFullResponse = await sender.helpers.httpRequestWithAuthentication.call(
			sender,
			credentialName,
			options,
			{ credentialsDecrypted: { id: '', name: '', type: credentialName, data } },
		);
		return response;
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
	const response: IN8nHttpFullResponse = await sender.helpers.httpRequest({
		...options,
		headers: {
			...options.headers,
			'User-Agent': userAgent,
			...(token && { Authorization: `Bearer ${token}` }),
		},
	});
	return response;
}

/** Responses from these paths hold tokens that the user asked for. */
const tokenPaths = '/oauth/';

/**
 * Sends to the credential's origin. Neither the response nor the RequestFailure that it throws holds a secret of the
 * request, even if the server echoes it. `credentials` gets the new token if n8n renews it.
 */
export async function send(
	sender: Sender,
	credentials: ICredentialDataDecryptedObject,
	request: ApiRequest,
): Promise<IN8nHttpFullResponse> {
	const { token, path, form, options: { proxy } = {} } = request;
	const origin = apiOrigin(credentials);
	const options = optionsOf(request, origin);
	// A copy for each request: n8n renews the token in it, and passes it to `preAuthentication`.
	const data = { ...credentials };
	if (token === undefined) {
		prepareToken(data, options);
	}
	const secrets = [
		...[credentials, data].flatMap(secretsOf),
		token,
		form?.token,
		proxy?.auth?.password,
	];
	const mask: Mask = (value) => maskOf([...secrets, data.accessToken])(value);
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
					// All tokens may be revoked again during a renewal, and n8n renews only once.
					const isStale = failure.failure.status === 401 && data.accessToken !== sentWith;
					return isStale ? await withCredential() : fail(failure);
				});
	return path.startsWith(tokenPaths) ? response : mask(response);
}
