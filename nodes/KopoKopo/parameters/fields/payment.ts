import type { INodePropertyCollection } from 'n8n-workflow';

import {
	amount,
	amountOrZero,
	callbackUrl,
	currency,
	metadata,
	textOf,
	throwUnevaluated,
} from '../checks';
import { field, type ValueCheck, type FieldChanges } from '../field';
import { proseField, textField } from './text';

export const amountField = (property: string, more: FieldChanges = {}) =>
	field({
		displayName: 'Amount',
		name: 'amount',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 0,
		required: true,
		description: 'Amount in Kenyan shillings, with up to two decimals',
		builderHint: { propertyHint: 'Shillings, not cents: KES 1,500 is 1500.' },
		property,
		check: amount,
		...more,
	});

export const currencyField = (property: string, more: FieldChanges = {}) =>
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

/** An amount that 0 turns off. */
const boundOption = <const Name extends string>(
	displayName: string,
	name: Name,
	description: string,
) =>
	field({
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 0,
		description,
		whenMissing: 'refuseExpression',
		check: amountOrZero,
	});

export const minimumAmountOption = (description: string) =>
	boundOption('Minimum Amount', 'minimumAmount', description);

/** `run/money/limits.ts` checks them. */
export const limitOptions = (what = 'an item') => [
	boundOption(
		'Maximum Amount',
		'maximumAmount',
		`Rejects ${what} above this amount before anything is sent. 0 means no limit.`,
	),
	boundOption(
		'Maximum Total',
		'maximumTotal',
		'Rejects all items if they add up to more than this. 0 means no limit.',
	),
];

export const descriptionField = (what: string, more: FieldChanges<string | undefined> = {}) =>
	proseField({
		displayName: 'Description',
		name: 'description',
		required: true,
		placeholder: 'e.g. Salary for May',
		description: `What the ${what} is for`,
		property: 'description',
		...more,
	});

export const callbackUrlOption = (more: FieldChanges<string | undefined> = {}) =>
	field({
		displayName: 'Callback URL',
		name: 'callbackUrl',
		placeholder: 'e.g. https://example.com/kopokopo',
		description:
			'Where Kopo Kopo sends the result. Keep the default unless you have your own endpoint.',
		builderHint: {
			propertyHint:
				'Leave out, or use the production URL of a Kopo Kopo Trigger with triggerOn set to requestResults.',
		},
		property: '_links.callback_url',
		check: callbackUrl,
		...more,
	});

const metadataPair: INodePropertyCollection = {
	displayName: 'Pair',
	name: 'pair',
	values: [
		{ displayName: 'Key', name: 'key', type: 'string', default: '', placeholder: 'e.g. invoice' },
		{
			displayName: 'Value',
			name: 'value',
			type: 'string',
			default: '',
			placeholder: 'e.g. INV-2026-001',
		},
	],
};

export const metadataOption = () =>
	field({
		displayName: 'Metadata',
		name: 'metadata',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Pair',
		default: {},
		description: 'Up to five pairs that Kopo Kopo returns with the status and the result',
		builderHint: {
			propertyHint:
				'{ pair: [{ key, value }] }, five pairs at most: six are rejected. For example the ID of the order.',
		},
		options: [metadataPair],
		property: 'metadata',
		check: metadata,
	});

const idempotencyKey: ValueCheck<string | undefined> = (value) => {
	const key = textOf(value);
	return key.includes('{{') ? throwUnevaluated(key) : key || undefined;
};

/** An AI agent reads only the description: "unique" would make it invent a new key for each try. */
export const idempotencyKeyField = (placeholder = 'e.g. order-1234') =>
	textField({
		displayName: 'Idempotency Key',
		name: 'idempotencyKey',
		placeholder,
		description:
			'What you pay for, such as the order, or the person and the month. This node sends each key only once.',
		builderHint: {
			propertyHint:
				"Set it for every payment to what is paid for: expr('order-{{ $json.order }}'), or the person and the month. Never random, a timestamp or an execution ID: a new key pays again.",
		},
		whenMissing: 'refuseExpression',
		check: idempotencyKey,
	});
