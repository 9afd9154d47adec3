import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import type { BodyPlace, Field } from './body';
import * as check from './checks';

interface BodyField extends Partial<INodeProperties>, BodyPlace {
	displayName: string;
	name: string;
}

/** A parameter that stands in the body under `property` after `check`. */
export const bodyField = ({ property, check: checkValue, ...field }: BodyField): Field => ({
	type: 'string',
	default: '',
	...field,
	inBody: { property, check: checkValue },
});

export const optionsField = (...options: Field[]): Field => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...options].sort((one, other) => one.displayName.localeCompare(other.displayName)),
});

/** What shows, and counts, for one value of another parameter alone. */
export const shownFor = (parameter: string, ...values: Array<string | boolean>) => ({
	displayOptions: { show: { [parameter]: values } },
});

/** A text of which nothing more is known than whether it may be empty. */
export const textField = (field: Omit<BodyField, 'check'> & { check?: check.Check }): Field =>
	bodyField({ check: field.required ? check.requiredText : check.text, ...field });

export const tillNumberField = (property = 'till_number', more: Partial<BodyField> = {}): Field =>
	bodyField({
		displayName: 'Till Number',
		name: 'tillNumber',
		required: true,
		placeholder: 'e.g. K123456',
		description: 'The till that takes the money, with its K if it is for online payments',
		property,
		check: check.tillNumber,
		...more,
	});

/**
 * Whose things are meant: those of the company, or of one till.
 *
 * @param things what they are called
 */
export const scopeFields = (things: string, more: Partial<BodyField> = {}): Field[] => [
	bodyField({
		displayName: 'Scope',
		name: 'scope',
		type: 'options',
		options: [
			{ name: 'Company', value: 'company', description: `${things} of all tills` },
			{ name: 'Till', value: 'till', description: `${things} of one till` },
		],
		default: 'company',
		description: 'Whether all tills of the company are meant, or one',
		property: 'scope',
		check: check.scope,
		...more,
	}),
	bodyField({
		displayName: 'Scope Reference',
		name: 'scopeReference',
		required: true,
		placeholder: 'e.g. 123456',
		description: 'Number of the till',
		property: 'scope_reference',
		check: check.tillNumber,
		...shownFor('scope', 'till'),
	}),
];

export const phoneNumberField = (property: string, more: Partial<BodyField> = {}): Field =>
	bodyField({
		displayName: 'Phone Number',
		name: 'phoneNumber',
		required: true,
		placeholder: 'e.g. 0712 345 678',
		description: 'The M-PESA number, with or without the country code',
		property,
		check: check.phoneNumber,
		...more,
	});

export const firstNameField = (property: string, more: Partial<BodyField> = {}): Field =>
	textField({
		displayName: 'First Name',
		name: 'firstName',
		placeholder: 'e.g. Jane',
		description: 'First name of the person',
		property,
		...more,
	});

export const lastNameField = (property: string, more: Partial<BodyField> = {}): Field =>
	textField({
		displayName: 'Last Name',
		name: 'lastName',
		placeholder: 'e.g. Wanjiku',
		description: 'Last name of the person',
		property,
		...more,
	});

export const networkField = (property: string, more: Partial<BodyField> = {}): Field =>
	textField({
		displayName: 'Network',
		name: 'network',
		default: 'Safaricom',
		required: true,
		description: 'Mobile network of the phone number',
		property,
		...more,
	});

export const accountFields = (prefix: string, more: Partial<BodyField> = {}): Field[] => [
	textField({
		displayName: 'Account Name',
		name: 'accountName',
		required: true,
		placeholder: 'e.g. Jane Wanjiku',
		description: 'Name that the bank account is in',
		property: `${prefix}account_name`,
		...more,
	}),
	textField({
		displayName: 'Account Number',
		name: 'accountNumber',
		required: true,
		placeholder: 'e.g. 1234567890',
		description: 'Number of the bank account',
		property: `${prefix}account_number`,
		...more,
	}),
	textField({
		displayName: 'Bank Branch Reference',
		name: 'bankBranchRef',
		required: true,
		placeholder: 'e.g. 633aa26c-7b7c-4091-ae28-96c0687cf886',
		description: "Kopo Kopo's ID of the bank branch: see the dashboard, or ask its support",
		property: `${prefix}bank_branch_ref`,
		...more,
	}),
];

const settlementMethods: INodePropertyOptions[] = [
	{ name: 'EFT', value: 'EFT', description: 'Electronic funds transfer' },
	{ name: 'RTS', value: 'RTS', description: 'Real-time settlement' },
];

const noSettlementMethod: INodePropertyOptions = {
	name: 'Not Given',
	value: '',
	description: 'Kopo Kopo decides',
};

/** @param versions those of the endpoint: official SDKs of v2 disagree whether it has to be given */
export function settlementMethodField(
	property: string,
	{ versions }: Pick<Endpoint, 'versions'>,
	more: Partial<BodyField> = {},
): Field {
	const options = versions.includes('v1')
		? settlementMethods
		: [...settlementMethods, noSettlementMethod];
	const known = check.oneOf(options.map(({ value }) => String(value)));
	return bodyField({
		displayName: 'Settlement Method',
		name: 'settlementMethod',
		type: 'options',
		options,
		default: 'EFT',
		description: 'How the money reaches the bank account',
		property,
		check: (value) => known(value) || undefined,
		...more,
	});
}

export const amountField = (property: string): Field =>
	bodyField({
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

export const currencyField = (property: string): Field =>
	bodyField({
		displayName: 'Currency',
		name: 'currency',
		type: 'options',
		options: [{ name: 'Kenyan Shilling (KES)', value: 'KES' }],
		default: 'KES',
		description: 'Currency of the amount',
		property,
		check: check.currency,
	});

export const callbackUrlField = (): Field =>
	bodyField({
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

export const metadataOption = (): Field =>
	bodyField({
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

export const emailOption = (property: string): Field =>
	bodyField({
		displayName: 'Email',
		name: 'email',
		placeholder: 'e.g. name@email.com',
		description: 'Email address of the person',
		property,
		check: check.email,
	});

/** @param versions those of the endpoint: a nickname exists in v2 alone */
export const nicknameOption = (property: string, { versions }: Endpoint): Field =>
	bodyField({
		displayName: 'Nickname',
		name: 'nickname',
		description: 'A name of your own for it (version 2 of the API)',
		property,
		check: versions.includes('v1') ? check.inV2(check.text) : check.text,
	});

export const locationField = ({ noun, versions, collection }: Endpoint): Field => ({
	displayName: 'Location',
	name: 'location',
	type: 'string',
	default: '',
	required: true,
	placeholder: `e.g. https://api.kopokopo.com/api/${versions[0]}/${collection}/247b1bd8-f5a0-4b71-a898-f62f67b8ae1c`,
	description: `The Location that came back when the ${noun} was created, or its ID`,
});

export const simplifyField = (): Field => ({
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

/** Fields of every status operation. */
export const statusFields = (endpoint: Endpoint): Field[] => [
	locationField(endpoint),
	simplifyField(),
];
