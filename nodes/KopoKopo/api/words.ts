import { isRecord } from '../payloads/values';

function asWords(value: unknown): string | undefined {
	if (Array.isArray(value)) {
		return value.map(asWords).filter(Boolean).join('; ') || undefined;
	}
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/**
 * Kopo Kopo's own words in an error body: `error_message` (a string or a list), the OAuth endpoints'
 * `error_description`, or a short plain text. Undefined for an empty or HTML body.
 */
export function kopoKopoWords(body: unknown): string | undefined {
	if (isRecord(body)) {
		return [body.error_message, body.error_description, body.errors, body.error, body.message]
			.map(asWords)
			.find(Boolean);
	}
	const text = asWords(body);
	return text && !text.startsWith('<') ? text.slice(0, 300) : undefined;
}
