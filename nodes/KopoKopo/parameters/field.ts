import type { INodeProperties } from 'n8n-workflow';

import { compareNames } from '../lib/compare-names';
import type { ApiVersion } from '../payloads/events';

export type Values = Record<string, unknown>;

export interface Entered {
	values: Readonly<Values>;
	/** IANA name of the workflow's time zone. */
	timezone: string;
	apiVersion: ApiVersion;
	/** Text or expression before n8n evaluated it: of this parameter, or of all by name. */
	written: unknown;
}

/**
 * Checks and converts what a user entered. @returns undefined if nothing was entered
 * @throws InputError whose message has `{field}` instead of the parameter's label
 */
export type Check<Result = unknown> = (value: unknown, entered: Entered) => Result;

export const labelled = (label: string, message: string): string =>
	message.replaceAll('{field}', () => label);

export const isExpression = (written: unknown): boolean =>
	typeof written === 'string' && written.startsWith('=');

/** What was entered at a key. An expression for a whole collection counts for each of its keys. */
export function writtenAt(written: unknown, key: string | number): unknown {
	if (isExpression(written)) return written;
	const isGroup = typeof written === 'object' && written !== null;
	return isGroup && Object.hasOwn(written, key)
		? (written as Record<string | number, unknown>)[key]
		: undefined;
}

export type ValueCheck<Result = unknown> = (value: unknown) => Result;

export interface ValueField<Name extends string = string, Value = unknown> extends INodeProperties {
	name: Name;
	check: Check<Value>;
	/** Dotted path in the JSON body, if it is sent there. */
	property?: string;
	/**
	 * How to handle a missing value if the default could select more than the user meant: `check` passes it
	 * to the check, `refuseExpression` accepts it only from an empty field, not from an expression.
	 */
	whenMissing?: 'check' | 'refuseExpression';
}

export interface CollectionField<Option extends ValueField = ValueField> extends INodeProperties {
	type: 'collection';
	options: Option[];
}

export type Field = ValueField | CollectionField;

type Readable<One extends Field> = One extends CollectionField<infer Option> ? Option : One;

/** The checked values of fields, those in collections included; undefined if one is hidden or not added. */
export type ValuesOf<Fields extends readonly Field[]> = {
	[Name in Readable<Fields[number]>['name']]?: Extract<
		Readable<Fields[number]>,
		{ name: Name }
	> extends ValueField<Name, infer Value>
		? Value
		: never;
};

export const isCollection = (field: Field): field is CollectionField => field.type === 'collection';

/** A field is a text with an empty default unless it says otherwise. */
export type FieldTexts<Name extends string = string, Value = unknown> = Partial<
	ValueField<Name, Value>
> &
	Pick<ValueField<Name, Value>, 'displayName' | 'name' | 'check'>;

/** What a use of a field may change. */
export type FieldChanges<Value = unknown> = Partial<Omit<ValueField<string, Value>, 'name'>>;

export const field = <const Name extends string, Value>(
	more: FieldTexts<Name, Value>,
): ValueField<Name, Value> => ({ type: 'string', default: '', ...more });

export const optionsField = <const Options extends readonly ValueField[]>(
	...options: Options
): CollectionField<Options[number]> => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...options].sort((one, other) => compareNames(one.displayName, other.displayName)),
});

export const shownFor = (parameter: string, ...values: Array<string | boolean>) => ({
	displayOptions: { show: { [parameter]: values } },
});

const readingOrders = new WeakMap<readonly Field[], readonly Field[]>();

function sortForReading(fields: readonly Field[]): readonly Field[] {
	const sorted: Field[] = [];
	const add = (field: Field) => {
		if (sorted.includes(field)) return;
		const { show = {} } = field.displayOptions ?? {};
		fields.filter(({ name }) => Object.hasOwn(show, name)).forEach(add);
		sorted.push(field);
	};
	fields.forEach(add);
	return sorted;
}

/** Fields in the order in which n8n shows them, but each after those that decide whether it shows. */
export function inReadingOrder(fields: readonly Field[]): readonly Field[] {
	const order = readingOrders.get(fields) ?? sortForReading(fields);
	readingOrders.set(fields, order);
	return order;
}

export function propertyOf(of: Field): INodeProperties {
	if (isCollection(of)) return { ...of, options: of.options.map(propertyOf) };
	const described: Partial<ValueField> & INodeProperties = { ...of };
	delete described.check;
	delete described.property;
	delete described.whenMissing;
	return described;
}
