import type { INodePropertyCollection } from 'n8n-workflow';

import { throwInputError } from '../../api/input-error';
import { amount, amountOrZero, callbackUrl, currency, metadata, quoted, textOf } from '../checks';
import { field, type ValueCheck, type ValueField } from '../field';
import { proseField, textField } from './text';

export const amountField = (property: string, more: Partial<ValueField> = {}): ValueField =>
	field({
		displayName: 'Amount',
		name: 'amount',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 0,
		required: true,
		description: 'Amount in Kenyan shillings, with up to two decimals',
		property,
		check: amount,
		...more,
	});

export const currencyField = (property: string, more: Partial<ValueField> = {}): ValueField =>
	field({
		displayName: 'Currency',
		name: 'currency',
		type: 'options',
		options: [{ name: 'Kenyan Shilling (KES)', value: 'KES' }],
		default: 'KES',
		description: 'Currency of the amount',
		property,
		check: currency,
		...more,
	});

/** @param description what becomes of smaller amounts */
export const minimumAmountOption = (description: string): ValueField =>
	field({
		displayName: 'Minimum Amount',
		name: 'minimumAmount',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description,
		whenMissing: 'refuseExpression',
		check: amountOrZero,
	});

/** @param what what the money is for */
export const descriptionField = (what: string, more: Partial<ValueField> = {}): ValueField =>
	proseField({
		displayName: 'Description',
		name: 'description',
		required: true,
		placeholder: 'e.g. Salary for May',
		description: `What the ${what} is for`,
		property: 'description',
		...more,
	});

export const callbackUrlOption = (more: Partial<ValueField> = {}): ValueField =>
	field({
		displayName: 'Callback URL',
		name: 'callbackUrl',
		placeholder: 'e.g. https://example.com/kopokopo',
		description:
			'Where Kopo Kopo sends the result, such as the URL of a Kopo Kopo Trigger. Leave it empty to get it in this workflow.',
		property: '_links.callback_url',
		check: callbackUrl,
		...more,
	});

const metadataPair: INodePropertyCollection = {
	displayName: 'Pair',
	name: 'pair',
	values: [
		{ displayName: 'Key', name: 'key', type: 'string', default: '', placeholder: 'e.g. invoice' },
		{ displayName: 'Value', name: 'value', type: 'string', default: '' },
	],
};

export const metadataOption = (): ValueField =>
	field({
		displayName: 'Metadata',
		name: 'metadata',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Pair',
		default: {},
		description: 'Up to five pairs of your own, returned with the status and the result',
		options: [metadataPair],
		property: 'metadata',
		check: metadata,
	});

/** A key, or undefined for none. */
const idempotencyKey: ValueCheck = (value) => {
	const key = textOf(value);
	return key.includes('{{')
		? throwInputError(
				`contains an expression that was not evaluated: ${quoted(key)}`,
				'Set the field to Expression, so that n8n replaces what is between {{ and }}.',
			)
		: key || undefined;
};

/** What an agent reads of it is the description alone: "unique" would have it make up a new one for each try. */
export const idempotencyKeyField = (): ValueField =>
	textField({
		displayName: 'Idempotency Key',
		name: 'idempotencyKey',
		placeholder: 'e.g. order-1234',
		description:
			'ID of what you pay for, such as the order number, or the person and the month. This node sends each key only once.',
		whenMissing: 'refuseExpression',
		check: idempotencyKey,
	});
