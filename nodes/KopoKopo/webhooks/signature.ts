import { createHmac, timingSafeEqual } from 'crypto';

const hexDigest = /^[0-9a-f]{64}$/;

/**
 * Whether a delivery comes from Kopo Kopo: `X-KopoKopo-Signature` is the lowercase hex HMAC-SHA256 of
 * the raw bytes under the application's API key (all official SDKs; one sentence of the guides names the
 * client secret instead, and is wrong).
 *
 * @param signature the header as it came; a repeated header, which Node joins with a comma, is none
 */
export function isAuthentic(body: Buffer, signature: unknown, apiKey: string): boolean {
	if (apiKey === '' || typeof signature !== 'string' || !hexDigest.test(signature)) return false;
	const expected = createHmac('sha256', apiKey).update(body).digest();
	return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
