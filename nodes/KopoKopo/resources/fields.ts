import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import * as check from './checks';
import { bodyRouting } from './routing';

/** Where a field shows: the resource and the operations that have it. */
export interface Show {
	resource: string[];
	operation: string[];
}

interface BodyField extends Partial<INodeProperties> {
	displayName: string;
	name: string;
	property: string;
	check: check.Check;
}

/** A parameter that stands in the body under `property` after `check`. */
export function bodyField(
	show: Show,
	{ property, check: checkValue, ...field }: BodyField,
): INodeProperties {
	return {
		type: 'string',
		default: '',
		...field,
		displayOptions: { show: { ...show } },
		routing: bodyRouting(field.name, field.displayName, property, checkValue),
	};
}

/** The same inside the Options collection: sent only where the user added it. */
export function optionField({ property, check: checkValue, ...field }: BodyField): INodeProperties {
	return {
		type: 'string',
		default: '',
		...field,
		routing: bodyRouting(`options.${field.name}`, field.displayName, property, checkValue),
	};
}

export const optionsField = (show: Show, options: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { ...show } },
	options,
});

export const tillNumberField = (show: Show): INodeProperties =>
	bodyField(show, {
		displayName: 'Till Number',
		name: 'tillNumber',
		required: true,
		placeholder: 'e.g. K123456',
		description: 'The till that takes the money, with its K if it is for online payments',
		property: 'till_number',
		check: check.tillNumber,
	});

export const phoneNumberField = (show: Show, property: string): INodeProperties =>
	bodyField(show, {
		displayName: 'Phone Number',
		name: 'phoneNumber',
		required: true,
		placeholder: 'e.g. 0712 345 678',
		description: 'The M-PESA number, with or without the country code',
		property,
		check: check.phoneNumber,
	});

export const amountField = (show: Show, property: string): INodeProperties =>
	bodyField(show, {
		displayName: 'Amount',
		name: 'amount',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 0,
		required: true,
		description: 'Amount in Kenyan shillings, with at most two decimals',
		property,
		check: check.amount,
	});

export const currencyField = (show: Show, property: string): INodeProperties =>
	bodyField(show, {
		displayName: 'Currency',
		name: 'currency',
		type: 'options',
		options: [{ name: 'Kenyan Shilling (KES)', value: 'KES' }],
		default: 'KES',
		description: 'Currency of the amount',
		property,
		check: check.currency,
	});

export const callbackUrlField = (show: Show): INodeProperties =>
	bodyField(show, {
		displayName: 'Callback URL',
		name: 'callbackUrl',
		default: '={{ $execution.resumeUrl }}',
		required: true,
		description:
			'Where Kopo Kopo posts the result. As it stands, a Wait node after this one that resumes on a webhook call (method POST) takes it.',
		property: '_links.callback_url',
		check: check.callbackUrl,
	});

const metadataPair: INodePropertyCollection = {
	displayName: 'Pair',
	name: 'pair',
	values: [
		{ displayName: 'Key', name: 'key', type: 'string', default: '', placeholder: 'e.g. invoice' },
		{ displayName: 'Value', name: 'value', type: 'string', default: '' },
	],
};

export const metadataOption = (): INodeProperties =>
	optionField({
		displayName: 'Metadata',
		name: 'metadata',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Pair',
		default: {},
		description: 'Up to five pairs of your own that come back with the status and the result',
		options: [metadataPair],
		property: 'metadata',
		check: check.metadata,
	});

export const locationField = (show: Show, noun: string): INodeProperties => ({
	displayName: 'Location',
	name: 'location',
	type: 'string',
	default: '',
	required: true,
	placeholder:
		'e.g. https://api.kopokopo.com/api/v1/incoming_payments/247b1bd8-f5a0-4b71-a898-f62f67b8ae1c',
	description: `The Location that came back when the ${noun} was created, or its ID`,
	displayOptions: { show: { ...show } },
});

export const simplifyField = (show: Show): INodeProperties => ({
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	displayOptions: { show: { ...show } },
});
