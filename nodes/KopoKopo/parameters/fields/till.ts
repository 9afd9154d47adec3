import { scope, tillNumber } from '../checks';
import { field, shownFor, type ValueField, type FieldChanges } from '../field';

export const tillNumberField = (property = 'till_number', more: FieldChanges<string> = {}) =>
	field({
		displayName: 'Till Number',
		name: 'tillNumber',
		required: true,
		placeholder: 'e.g. K123456',
		description: 'Till that receives the money, with its K for online payments',
		property,
		check: tillNumber,
		...more,
	});

/** The till of an online payment. */
export const ownTillField = () =>
	tillNumberField('till_number', {
		builderHint: {
			propertyHint:
				"The business's own till with its K, such as K123456. Ask the user for it, do not invent one.",
		},
	});

export const scopeField = (things: string, more: FieldChanges<string> = {}) =>
	field({
		displayName: 'Scope',
		name: 'scope',
		type: 'options',
		options: [
			{ name: 'Company', value: 'company', description: `${things} of all tills` },
			{ name: 'Till', value: 'till', description: `${things} of one till` },
		],
		default: 'company',
		description: 'Whether to include all tills of the company or only one',
		property: 'scope',
		whenMissing: 'check',
		check: scope,
		...more,
	});

export const scopeFields = (things: string, more: FieldChanges<string> = {}): ValueField[] => [
	scopeField(things, more),
	field({
		displayName: 'Till Number',
		name: 'scopeReference',
		required: true,
		placeholder: 'e.g. 123456',
		description: 'Number of the till',
		property: 'scope_reference',
		check: tillNumber,
		...shownFor('scope', 'till'),
	}),
];
