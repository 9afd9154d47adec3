export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path such as `amount.value` or `destinations.0.amount`, or undefined. */
export function valueAt(body: Json, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as Json | null | undefined)?.[key], body);
}

/** The text or number at a dotted path as text, or an empty string. */
export function textAt(body: Json, path: string): string {
	const value = valueAt(body, path);
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
