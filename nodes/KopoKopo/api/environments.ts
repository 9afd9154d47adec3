import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ApiVersion } from '../payloads/events';
import { credentialText } from './credential';
import { throwInputError } from './input-error';

/**
 * Kopo Kopo's hosts. Production is `api.`, not the dashboard's `app.`: the official SDKs refuse the
 * latter (k2-connect-php, `K2InitialiseRequest`).
 */
const origins: Readonly<Record<string, string>> = {
	sandbox: 'https://sandbox.kopokopo.com',
	production: 'https://api.kopokopo.com',
};

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name, as `URL` gives it, means this machine. */
export function isLoopback(hostname: string): boolean {
	return loopbackHost.test(hostname);
}

/** An absolute http or https URL, or undefined. */
export function parseUrl(text: string): URL | undefined {
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
	return new URL(text);
}

/** What makes a custom base URL unfit to be sent a token. */
const unfit: ReadonlyArray<readonly [isUnfit: (url: URL) => unknown, reason: string]> = [
	[
		({ protocol, hostname }) => protocol !== 'https:' && !isLoopback(hostname),
		'it is not HTTPS, so the access token would travel unencrypted',
	],
	[
		({ username, password, pathname, search, hash }) =>
			username || password || pathname !== '/' || search || hash,
		'it has more than a scheme, a host and a port',
	],
];

function customOrigin(baseUrl: string): string {
	const url = parseUrl(baseUrl);
	const reason = url ? unfit.find(([isUnfit]) => isUnfit(url))?.[1] : 'it is not a URL';
	if (url && !reason) return url.origin;
	return throwInputError(
		`The Base URL in the Kopo Kopo credential cannot be used: ${reason}.`,
		'Use https://host or https://host:port. Plain HTTP is only accepted for localhost.',
	);
}

/**
 * The one origin (scheme, host and port) that requests and tokens of a credential may go to.
 *
 * @throws InputError when the environment is unknown or the custom base URL cannot be used
 */
export function apiOrigin(credentials: ICredentialDataDecryptedObject): string {
	const environment = String(credentials.environment ?? 'sandbox');
	if (environment === 'custom') return customOrigin(credentialText(credentials, 'baseUrl'));
	const origin = Object.hasOwn(origins, environment) ? origins[environment] : undefined;
	return (
		origin ??
		throwInputError(
			`The Kopo Kopo credential has an unknown environment: ${environment}.`,
			'Select Sandbox, Production or Custom in the credential.',
		)
	);
}

/**
 * The API version that the credential chooses for what exists in both.
 *
 * @throws InputError when it is none
 */
export function chosenVersion({ apiVersion = 'v1' }: ICredentialDataDecryptedObject): ApiVersion {
	if (apiVersion === 'v1' || apiVersion === 'v2') return apiVersion;
	return throwInputError(
		`The Kopo Kopo credential has an unknown API version: ${String(apiVersion)}.`,
		'Select V1 or V2 in the credential.',
	);
}
