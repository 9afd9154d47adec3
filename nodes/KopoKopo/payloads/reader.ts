import type { IDataObject } from 'n8n-workflow';

/** Where a value stands in a payload, and how it is read. */
export interface Field {
	/** Dotted path. */
	path: string;
	read?: (value: unknown) => unknown;
	/** Left out, not null, where the payload lacks it. */
	optional?: true;
}

/** Output key → field; a bare path reads the value as it stands. */
export type FieldTable = Readonly<Record<string, Field | string>>;

/** Fields that depend on the value at a path. */
export interface Choice {
	at: string;
	is: (value: unknown) => boolean;
	then: FieldTable;
	otherwise: FieldTable;
}

/** The flat form of a payload: its fields, in order. */
export type Shape = ReadonlyArray<FieldTable | Choice>;

const deepest = 32;
const amountKeys = new Set(['amount', 'value']);

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path, or undefined where any step is missing. Only own properties count. */
export function valueAt(payload: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
			payload,
		);
}

function toAmount(value: unknown): unknown {
	if (typeof value !== 'string' || value.trim() === '') return value;
	const number = Number(value);
	return Number.isFinite(number) ? number : value;
}

function toErrors(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value])
		.filter((entry) => entry !== null && entry !== undefined && entry !== '')
		.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));
}

function camelCase(key: string): string {
	return key.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function toCamelCase(value: unknown, depth = 0): unknown {
	if (depth === deepest) return null;
	if (Array.isArray(value)) return value.map((entry) => toCamelCase(entry, depth + 1));
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			camelCase(key),
			amountKeys.has(key) && !isRecord(inner) ? toAmount(inner) : toCamelCase(inner, depth + 1),
		]),
	);
}

/** An amount as a number: Kopo Kopo sends `"100.0"`, `"313"` and `115.0` alike. */
export const amount = (path: string): Field => ({ path, read: toAmount });

/** A list of strings: Kopo Kopo sends null, an empty list, a string, or a list of strings. */
export const errors = (path: string): Field => ({ path, read: toErrors });

/** A nested list or object, its keys in camelCase and its amounts as numbers. */
export const nested = (path: string): Field => ({ path, read: toCamelCase });

/** A field that older payloads lack. */
export const optional = (path: string): Field => ({ path, optional: true });

function readTable(payload: unknown, table: FieldTable): IDataObject {
	const entries = Object.entries(table).flatMap(([key, row]) => {
		const { path, read, optional: mayLack }: Field = typeof row === 'string' ? { path: row } : row;
		const found = valueAt(payload, path);
		if (found === undefined && mayLack) return [];
		return [[key, (read ? read(found) : found) ?? null]];
	});
	return Object.fromEntries(entries) as IDataObject;
}

/**
 * Reads a payload into one flat object: exactly the shape's keys, null where a value is absent. No
 * payload makes it throw.
 */
export function readShape(payload: unknown, shape: Shape): IDataObject {
	const tables = shape.map((part) => {
		if (typeof part.is !== 'function') return part as FieldTable;
		const { at, is, then, otherwise } = part as Choice;
		return is(valueAt(payload, at)) ? then : otherwise;
	});
	return Object.assign({}, ...tables.map((table) => readTable(payload, table))) as IDataObject;
}
