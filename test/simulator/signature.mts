import { createHmac } from 'node:crypto';

export const SIGNATURE_HEADER = 'X-KopoKopo-Signature';

/**
 * The signature of a delivery: lowercase hex HMAC-SHA256 of the raw body with the API key
 * (k2-connect-php src/helpers/Auth.php).
 */
export function sign(body: string | Buffer, apiKey: string): string {
	return createHmac('sha256', apiKey).update(body).digest('hex');
}
