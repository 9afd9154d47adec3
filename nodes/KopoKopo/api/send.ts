import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IDataObject,
	IHookFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';

import { beforeSending } from './access-token';
import { credentialName } from './credential';
import { apiOrigin } from './environments';
import { userAgent } from './user-agent';

/** Time-out of a request in milliseconds, where the user set none. */
export const defaultTimeout = 30_000;

/** What the user may set for any request. */
export type SendOptions = Pick<
	IHttpRequestOptions,
	'timeout' | 'proxy' | 'skipSslCertificateValidation'
>;

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
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	// A copy for each request: n8n renews the token in it, and tells the renewal by it which token was refused.
	const data = { ...credentials };
	const sentWith = data.accessToken;
	beforeSending(data);
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

/**
 * Sends a request to the one origin of a credential. Error statuses, time-outs and lost connections are
 * thrown as n8n's helpers throw them; `readFailure` makes sense of them.
 *
 * @param credentials the token in it is brought up to date where n8n renewed it
 */
export async function send(
	sender: Sender,
	credentials: ICredentialDataDecryptedObject,
	request: ApiRequest,
): Promise<IN8nHttpFullResponse> {
	const options = optionsOf(request, apiOrigin(credentials));
	if (request.token === undefined) return await sendWithCredential(sender, credentials, options);
	const { token } = request;
	return (await sender.helpers.httpRequest({
		...options,
		headers: {
			...options.headers,
			'User-Agent': userAgent,
			...(token && { Authorization: `Bearer ${token}` }),
		},
	})) as IN8nHttpFullResponse;
}
