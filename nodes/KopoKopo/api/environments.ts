import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ApiVersion } from '../payloads/events';
import { credentialText } from './credential';
import { throwInputError } from './input-error';

/** Production is `api.`, not the dashboard's `app.`, which the official SDKs reject (k2-connect-php, `K2InitialiseRequest`). */
const origins: Readonly<Record<string, string>> = {
	sandbox: 'https://sandbox.kopokopo.com',
	production: 'https://api.kopokopo.com',
};

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export function isLoopback(hostname: string): boolean {
	return loopbackHost.test(hostname);
}

export function parseUrl(text: string): URL | undefined {
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
	return new URL(text);
}

/** Reserved by RFC 6761, so it never receives anything. Kopo Kopo requires a callback URL for every request. */
export const unreachableUrl = 'https://callback.invalid/';

/** Whether Kopo Kopo can call a URL: a public HTTPS address, or any address if the API is on this machine. */
export function isReachable(url: string, origin: string): boolean {
	const address = parseUrl(url);
	if (!address || isLoopback(new URL(origin).hostname)) return address !== undefined;
	return address.protocol === 'https:' && !isLoopback(address.hostname);
}

/** Base URLs to which no token is sent, and why. */
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

/** The only origin to which requests and tokens of a credential may go. @throws InputError */
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

/** For operations that exist in both versions. @throws InputError for an unknown version */
export function chosenVersion({ apiVersion = 'v1' }: ICredentialDataDecryptedObject): ApiVersion {
	if (apiVersion === 'v1' || apiVersion === 'v2') return apiVersion;
	return throwInputError(
		`The Kopo Kopo credential has an unknown API version: ${String(apiVersion)}.`,
		'Select V1 or V2 in the credential.',
	);
}
