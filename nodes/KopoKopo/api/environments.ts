import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { NotSentError } from './errors';

export type ApiVersion = 'v1' | 'v2';

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

function customOrigin(baseUrl: unknown): string {
	const url = parseUrl(String(baseUrl ?? '').trim());
	const reason = !url
		? 'it is not a web address'
		: url.protocol !== 'https:' && !isLoopback(url.hostname)
			? 'it is not https, and the access token would travel in clear text'
			: url.username || url.password || url.pathname !== '/' || url.search || url.hash
				? 'it has more than a scheme, a host and a port'
				: undefined;
	if (!url || reason) {
		throw new NotSentError(`The Base URL of the Kopo Kopo credential cannot be used: ${reason}`, {
			description:
				'Give it as https://host or https://host:port. Plain http is accepted for localhost alone.',
		});
	}
	return url.origin;
}

/**
 * The one origin (scheme, host and port) that requests and tokens of a credential may go to.
 *
 * @throws NotSentError when the environment is unknown or the custom base URL cannot be used
 */
export function apiOrigin(credentials: ICredentialDataDecryptedObject): string {
	const environment = String(credentials.environment ?? 'sandbox');
	if (environment === 'custom') return customOrigin(credentials.baseUrl);
	const origin = Object.hasOwn(origins, environment) ? origins[environment] : undefined;
	if (!origin) {
		throw new NotSentError(
			`The Kopo Kopo credential names an unknown environment: ${environment}`,
			{
				description: 'Choose Sandbox, Production or Custom in the credential.',
			},
		);
	}
	return origin;
}

/** The API version that the credential chooses for what exists in both. */
export function chosenVersion(credentials: ICredentialDataDecryptedObject): ApiVersion {
	return credentials.apiVersion === 'v2' ? 'v2' : 'v1';
}
