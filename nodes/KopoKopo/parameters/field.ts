import type { INodeProperties } from 'n8n-workflow';

import { compareNames } from '../lib/compare-names';
import type { ApiVersion } from '../payloads/events';

/** What parameters mean, by their names. */
export type Values = Record<string, unknown>;

/** What a check may know beside its own value. */
export interface Entered {
	/** Of the parameters that stand before it. */
	values: Readonly<Values>;
	/** IANA name of the workflow's time zone. */
	timezone: string;
	/** The one that the credential chooses. */
	apiVersion: ApiVersion;
	/** What the user wrote, before n8n evaluated it: for this parameter, or for all of them by name. */
	written: unknown;
}

/**
 * Turns what a user entered into what it means.
 *
 * @returns undefined for what counts as not entered
 * @throws InputError whose message ends a sentence that begins with the parameter's name
 */
export type Check = (value: unknown, entered: Entered) => unknown;

export const isExpression = (written: unknown): boolean =>
	typeof written === 'string' && written.startsWith('=');

/** What the user wrote at a key of what they wrote: an expression for all of it is one for each key. */
export function writtenAt(written: unknown, key: string | number): unknown {
	if (isExpression(written)) return written;
	const isGroup = typeof written === 'object' && written !== null;
	return isGroup && Object.hasOwn(written, key)
		? (written as Record<string | number, unknown>)[key]
		: undefined;
}

/** A check that needs nothing but the value. */
export type ValueCheck = (value: unknown) => unknown;

/** A parameter of the node: what n8n is told of it, what may be entered, and where that goes. */
export interface ValueField extends INodeProperties {
	check: Check;
	/** Dotted path in the JSON body, for what stands there. */
	property?: string;
	/**
	 * What a missing value means where it is not the default, which would select more than was meant:
	 * `check` leaves it to the check, `refuseExpression` accepts it only in a field left empty.
	 */
	whenMissing?: 'check' | 'refuseExpression';
}

/** Parameters that the user adds one by one. */
export interface CollectionField extends INodeProperties {
	type: 'collection';
	options: ValueField[];
}

export type Field = ValueField | CollectionField;

export const isCollection = (field: Field): field is CollectionField => field.type === 'collection';

/** What a field says of itself; the rest is that of a text which is empty at first. */
export type FieldTexts = Partial<ValueField> & Pick<ValueField, 'displayName' | 'name' | 'check'>;

export const field = (more: FieldTexts): ValueField => ({ type: 'string', default: '', ...more });

export const optionsField = (...options: ValueField[]): CollectionField => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...options].sort((one, other) => compareNames(one.displayName, other.displayName)),
});

/** What shows, and counts, for some values of another parameter alone. */
export const shownFor = (parameter: string, ...values: Array<string | boolean>) => ({
	displayOptions: { show: { [parameter]: values } },
});

/** What n8n is told of a field. */
export function propertyOf(of: Field): INodeProperties {
	if (isCollection(of)) return { ...of, options: of.options.map(propertyOf) };
	const described: Partial<ValueField> & INodeProperties = { ...of };
	delete described.check;
	delete described.property;
	delete described.whenMissing;
	return described;
}
