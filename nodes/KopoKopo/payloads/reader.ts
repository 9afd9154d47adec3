import type { IDataObject } from 'n8n-workflow';

import { toAmount, toCamelCase, toErrors, valueAt } from './values';

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

/** Fields that depend on the value at a path: those of the first variant that it fits. */
export interface Variants {
	at: string;
	variants: ReadonlyArray<readonly [fits: (value: unknown) => boolean, fields: FieldTable]>;
}

/** The flat form of a payload: its fields, in order. */
export type Shape = ReadonlyArray<FieldTable | Variants>;

export const field = (path: string, read: (value: unknown) => unknown): Field => ({ path, read });
export const amount = (path: string): Field => field(path, toAmount);
export const errors = (path: string): Field => field(path, toErrors);
export const nested = (path: string): Field => field(path, toCamelCase);

/** A field that older payloads lack. */
export const optional = (path: string): Field => ({ path, optional: true });

/** The variant for whatever no other fits. */
export const otherwise = (): boolean => true;

function isVariants(part: FieldTable | Variants): part is Variants {
	return Array.isArray(part.variants);
}

function tableOf(payload: unknown, part: FieldTable | Variants): FieldTable {
	if (!isVariants(part)) return part;
	const value = valueAt(payload, part.at);
	return part.variants.find(([fits]) => fits(value))?.[1] ?? {};
}

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
	const parts = shape.map((part) => readTable(payload, tableOf(payload, part)));
	return Object.assign({}, ...parts) as IDataObject;
}
