import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { name, version } from '../../../package.json';
import { apiOrigin, parseUrl } from './environments';
import { throwInputError } from './input-error';

/** Kopo Kopo's v2 guides require one in every request. */
export const userAgent = `${name}/${version}`;

/** The HTTP Request node has the address in `uri`. */
type AnyRequest = Omit<IHttpRequestOptions, 'url'> & { url?: string; uri?: string };

/**
 * Adds the token to a request to the credential's origin. Redirects are never followed: they could take the token
 * elsewhere, or turn the POST of a payment into a GET.
 * @throws InputError for any other origin
 */
export function authorize(
	credentials: ICredentialDataDecryptedObject,
	request: AnyRequest,
): IHttpRequestOptions {
	const origin = apiOrigin(credentials);
	const { uri } = request;
	const requested = request.url ?? uri ?? '';
	const target = parseUrl(requested) ?? new URL(requested, request.baseURL ?? origin);
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
