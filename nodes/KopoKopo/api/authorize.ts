import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { apiOrigin, parseUrl } from './environments';
import { throwInputError } from './input-error';
import { userAgent } from './user-agent';

/** The names that the HTTP Request node's older form of a request has. */
interface LegacyRequest {
	uri?: string;
}

/**
 * Puts the access token on a request, if the request goes to the credential's own origin.
 *
 * Redirects are never followed: one would carry the token elsewhere, or turn a payment's POST into a GET.
 *
 * @throws InputError for any other origin
 */
export function authorize(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const origin = apiOrigin(credentials);
	const { uri } = request as LegacyRequest;
	const asked = request.url ?? uri ?? '';
	const target = parseUrl(asked) ?? new URL(asked, request.baseURL ?? origin);
	if (target.origin !== origin) {
		throwInputError(
			`The access token for ${origin} was not sent to ${target.origin}.`,
			'Use this credential only for requests to Kopo Kopo.',
		);
	}
	return {
		...request,
		...(uri !== undefined && {
			uri: target.href,
			followRedirect: false,
			followAllRedirects: false,
		}),
		baseURL: undefined,
		url: target.href,
		disableFollowRedirect: true,
		headers: {
			...request.headers,
			Authorization: `Bearer ${String(credentials.accessToken ?? '')}`,
			'User-Agent': userAgent,
		},
	};
}
