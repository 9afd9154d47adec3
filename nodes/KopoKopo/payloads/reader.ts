import type { IDataObject } from 'n8n-workflow';

import { errorsOf, toErrors } from './errors';
import { isRecord, toAmount, toKind, toReference, valueAt } from './values';

const deepest = 32;
const amountKeys = new Set(['amount', 'value']);
const referenceKeys = new Set(['transaction_reference', 'destination_reference', 'reference']);
const kindKeys = new Set(['destination_type']);

export interface Reading {
	path: string;
	otherPath?: string;
	read?: (value: unknown) => unknown;
	/** Left out, not null, if the payload has no value. */
	optional?: true;
}

/** Output key → reading. A bare path reads the value unchanged. */
export type Readings = Readonly<Record<string, Reading | string>>;

/** Readings that depend on the value at a path: the first variant that fits is used. */
export interface Variants {
	at: string;
	variants: ReadonlyArray<readonly [fits: (value: unknown) => boolean, readings: Readings]>;
}

/** The flat form of a payload: its keys, in order. */
export type Shape = ReadonlyArray<Readings | Variants>;

export const reading = (path: string, read: (value: unknown) => unknown): Reading => ({
	path,
	read,
});
export const amount = (path: string): Reading => reading(path, toAmount);

export const errors = (path: string): Reading => reading(path, (found) => errorsOf(found));

function camelCase(key: string): string {
	return key.replace(/(?<!_)_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function toNestedValue(key: string, value: unknown, depth: number): unknown {
	if (key === 'errors') return toErrors(value);
	if (referenceKeys.has(key)) return toReference(value);
	if (kindKeys.has(key)) return toKind(value);
	if (amountKeys.has(key) && !isRecord(value)) return toAmount(value);
	return toCamelCase(value, depth);
}

/** A nested list or object with its keys in camelCase, its amounts as numbers and its errors as lists. */
export function toCamelCase(value: unknown, depth = 0): unknown {
	if (depth === deepest) return null;
	if (Array.isArray(value)) return value.map((entry) => toCamelCase(entry, depth + 1));
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			camelCase(key),
			toNestedValue(key, inner, depth + 1),
		]),
	);
}

export const nested = (path: string): Reading => reading(path, toCamelCase);

export const optional = (path: string): Reading => ({ path, optional: true });

export const otherwise = (): boolean => true;

function isVariants(part: Readings | Variants): part is Variants {
	return Array.isArray(part.variants);
}

function readingsOf(payload: unknown, part: Readings | Variants): Readings {
	if (!isVariants(part)) return part;
	const value = valueAt(payload, part.at);
	return part.variants.find(([fits]) => fits(value))?.[1] ?? {};
}

function readAll(payload: unknown, readings: Readings): IDataObject {
	const entries = Object.entries(readings).flatMap(([key, row]) => {
		const {
			path,
			otherPath,
			read,
			optional: mayLack,
		}: Reading = typeof row === 'string' ? { path: row } : row;
		const found = valueAt(payload, path) ?? (otherPath && valueAt(payload, otherPath)) ?? undefined;
		if (found === undefined && mayLack) return [];
		return [[key, (read ? read(found) : found) ?? null]];
	});
	return Object.fromEntries(entries) as IDataObject;
}

/** Exactly the shape's keys, null where a value is absent. No payload makes it throw. */
export function readShape(payload: unknown, shape: Shape): IDataObject {
	const parts = shape.map((part) => readAll(payload, readingsOf(payload, part)));
	return Object.assign({}, ...parts) as IDataObject;
}
