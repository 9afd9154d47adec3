import type { IDataObject } from 'n8n-workflow';

import { InputError, throwInputError } from '../api/input-error';
import { attempt } from '../lib/attempt';
import { isRecord } from '../payloads/values';
import { isMissing, refuseUnevaluated } from './checks';
import {
	isCollection,
	inReadingOrder,
	isExpression,
	labelled,
	writtenAt,
	type Entered,
	type Field,
	type ValueField,
	type Values,
} from './field';

export type Source = (field: Field) => unknown;

/** What was entered, or the default if n8n stored nothing. */
export const enteredIn =
	(entered: Readonly<Record<string, unknown>>): Source =>
	({ name, default: initial }) =>
		Object.hasOwn(entered, name) ? entered[name] : initial;

/** True for plain objects. A Map or class instance may hide its values. */
function isPlain(value: Record<string, unknown>): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	// n8n evaluates expressions in another realm, in which plain objects have another prototype.
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function addedTo(field: Field, source: Source, written: unknown): Record<string, unknown> {
	const { displayName } = field;
	const added = source(field);
	if (isRecord(added) && isPlain(added)) return added;
	if ((added === undefined || added === null || added === '') && !isExpression(written)) return {};
	return throwInputError(
		`${displayName} cannot be read`,
		`Add the ${displayName} that you need one by one instead of using one expression for all of them.`,
	);
}

function named<Result>(label: string, check: () => Result): Result {
	const outcome = attempt(check);
	if ('value' in outcome) return outcome.value;
	const { thrown } = outcome;
	if (thrown instanceof InputError)
		return throwInputError(labelled(label, thrown.message), thrown.advice);
	throw thrown;
}

/**
 * The value that a field's check gets: for empty text and null in an optional parameter, the default.
 *
 * @throws InputError if the default could select more than the user meant, or for an expression in a Fixed field
 */
function withDefault(
	{ required, whenMissing, default: initial }: ValueField,
	value: unknown,
	written: unknown,
): unknown {
	refuseUnevaluated(written);
	const isEmptyList = Array.isArray(initial) && Array.isArray(value) && value.length === 0;
	const isEntered = !isMissing(value) && !isEmptyList;
	if (required || whenMissing === 'check' || isEntered) return value;
	// Only an expression makes a value undefined: one that found nothing, which the checks decide about.
	const isFromExpression = value === undefined || isExpression(written);
	if (whenMissing === 'refuseExpression' && isFromExpression) {
		return throwInputError(
			'{field} has no value',
			'Check what its expression returns. For the default, leave the field empty.',
		);
	}
	return value === undefined ? value : initial;
}

/** n8n shows a field for any expression in the parameter that it depends on: only its value decides. */
const counts = ({ displayOptions }: Field, values: Values): boolean =>
	Object.entries(displayOptions?.show ?? {}).every(([name, wanted]) =>
		wanted?.includes(values[name] as string),
	);

/**
 * Reads parameters in the order of their fields, each of them checked.
 *
 * @returns checked values by name, including those in collections
 * @throws InputError that names the parameter
 */
export function readValues(
	fields: readonly Field[],
	source: Source,
	about: Omit<Entered, 'values'>,
): Values {
	const values: Values = {};
	const take = (field: ValueField, value: unknown, group: unknown) => {
		const { displayName, name, check } = field;
		const written = writtenAt(group, name);
		values[name] = named(displayName, () =>
			check(withDefault(field, value, written), { ...about, values, written }),
		);
	};
	for (const field of inReadingOrder(fields)) {
		if (!counts(field, values)) continue;
		if (!isCollection(field)) {
			take(field, source(field), about.written);
			continue;
		}
		const written = writtenAt(about.written, field.name);
		const added = addedTo(field, source, written);
		field.options
			.filter(({ name }) => Object.hasOwn(added, name))
			.forEach((option) => take(option, added[option.name], written));
	}
	return values;
}

function setAt(target: Record<string, unknown>, path: string, value: unknown): void {
	const [first = '', ...rest] = path.split('.');
	if (rest.length === 0) {
		target[first] = value;
		return;
	}
	setAt((target[first] ??= {}) as Record<string, unknown>, rest.join('.'), value);
}

/** @param preset values that no parameter overrides */
export function bodyOf(
	fields: readonly Field[],
	values: Values,
	preset: IDataObject = {},
): IDataObject {
	const body = structuredClone(preset);
	for (const { name, property } of fields.flatMap((one) =>
		isCollection(one) ? one.options : one,
	)) {
		if (property !== undefined && values[name] !== undefined) setAt(body, property, values[name]);
	}
	return body;
}
