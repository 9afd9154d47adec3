import { createHmac, timingSafeEqual } from 'crypto';

const hexDigest = /^[0-9a-f]{64}$/;

/** Whether a value has the form of a signature. */
export const isSignature = (value: unknown): value is string =>
	typeof value === 'string' && hexDigest.test(value);

/**
 * `X-KopoKopo-Signature` is the lowercase hex HMAC-SHA256 of the raw bytes, keyed with the application's API key (all
 * official SDKs; one sentence of the guides wrongly names the client secret). A repeated header matches nothing.
 */
export function verifySignature(body: Buffer, signature: unknown, apiKey: string): boolean {
	if (apiKey === '' || !isSignature(signature)) return false;
	const expected = createHmac('sha256', apiKey).update(body).digest();
	return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
