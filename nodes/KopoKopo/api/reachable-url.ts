import { isLoopback, parseUrl } from './environments';

/** An address that receives nothing, now or later (RFC 6761): Kopo Kopo wants one even if no result is needed. */
export const unreachableUrl = 'https://callback.invalid/';

/**
 * Whether Kopo Kopo can call a URL: a public HTTPS address, or any address if the API is on this machine.
 *
 * @param origin of the API
 */
export function isReachable(url: string, origin: string): boolean {
	const address = parseUrl(url);
	if (!address || isLoopback(new URL(origin).hostname)) return address !== undefined;
	return address.protocol === 'https:' && !isLoopback(address.hostname);
}
