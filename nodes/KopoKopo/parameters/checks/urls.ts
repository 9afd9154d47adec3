import { isLoopback, parseUrl } from '../../api/environments';
import { throwInputError } from '../../api/input-error';
import type { ValueCheck } from '../field';
import { textOf } from './text';

const secureAddress =
	(advice: string): ValueCheck<string> =>
	(value) => {
		const url = parseUrl(textOf(value));
		if (url && (url.protocol === 'https:' || isLoopback(url.hostname))) return url.href;
		return throwInputError(
			url ? `{field} is not an HTTPS URL: ${url.origin}` : '{field} is not a URL',
			advice,
		);
	};

/** Kopo Kopo posts webhooks only to HTTPS URLs. HTTP is accepted on loopback, for the simulator. */
export const httpsUrl = secureAddress('Kopo Kopo can only call HTTPS URLs.');

export const publicAddressAdvice =
	'Kopo Kopo can only call HTTPS URLs. If this is the address of n8n itself, set N8N_WEBHOOK_URL (WEBHOOK_URL before n8n 2.41) to its public HTTPS address and restart n8n.';

const resultUrl = secureAddress(publicAddressAdvice);

export const callbackUrl: ValueCheck<string | undefined> = (value) =>
	textOf(value) === '' ? undefined : resultUrl(value);
