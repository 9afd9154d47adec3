import type { IDataObject } from 'n8n-workflow';

import { asSentence } from '../api/error-text';
import { InputError, throwInputError, type Problem } from '../api/input-error';
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
	type ValuesOf,
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
		`${displayName} cannot be read.`,
		`Add the ${displayName} that you need one by one instead of using one expression for all of them.`,
	);
}

/** Thrown in a check that needs a parameter which is wrong itself: only that one is reported. */
class NeedsWrongParameter extends Error {}

const guarded = (values: Values, wrong: ReadonlySet<string>): Values =>
	new Proxy(values, {
		get(target, name: string) {
			if (wrong.has(name)) throw new NeedsWrongParameter();
			return target[name];
		},
	});

/**
 * What a check gets: for empty text and null in an optional parameter, the default.
 * @throws InputError if that could select more than the user meant, or for an expression in a Fixed field
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

/** The values by name, with the options of collections. @throws InputError with all parameters that are wrong */
export function readValues<const Fields extends readonly Field[]>(
	fields: Fields,
	source: Source,
	about: Omit<Entered, 'values'>,
): ValuesOf<Fields> {
	const values: Values = {};
	const wrong = new Set<string>();
	const problems: Problem[] = [];
	const seen = guarded(values, wrong);
	const collect = (name: string, read: () => void, sentenceOf = asSentence) => {
		const outcome = attempt(read);
		if ('value' in outcome) return;
		const { thrown } = outcome;
		wrong.add(name);
		if (thrown instanceof NeedsWrongParameter) return;
		if (!(thrown instanceof InputError)) throw thrown;
		for (const { message, advice } of thrown.problems) {
			problems.push({ message: sentenceOf(message), advice });
		}
	};
	const take = (field: ValueField, value: unknown, group: unknown) => {
		const { displayName, name, check } = field;
		const written = writtenAt(group, name);
		const read = () => {
			values[name] = check(withDefault(field, value, written), { ...about, values: seen, written });
		};
		collect(name, read, (message) => asSentence(labelled(displayName, message)));
	};
	const takeAll = (field: Field) => {
		if (!counts(field, seen)) return;
		if (!isCollection(field)) {
			take(field, source(field), about.written);
			return;
		}
		const written = writtenAt(about.written, field.name);
		const added = addedTo(field, source, written);
		field.options
			.filter(({ name }) => Object.hasOwn(added, name))
			.forEach((option) => take(option, added[option.name], written));
	};
	for (const field of inReadingOrder(fields)) collect(field.name, () => takeAll(field));
	if (problems.length > 0) throw InputError.of(problems);
	return values as ValuesOf<Fields>;
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
