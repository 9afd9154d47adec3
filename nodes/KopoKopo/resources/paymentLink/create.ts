import { endpoints } from '../../api/endpoints';
import { text } from '../checks';
import {
	amountField,
	callbackUrlField,
	currencyField,
	metadataOption,
	bodyField,
	optionsField,
	tillNumberField,
} from '../fields';
import type { Operation } from '../resource';
import { createCall } from '../call';

export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create a payment link',
	description: 'Make a link that a customer can pay by',
	call: createCall(endpoints.paymentLink),
	fields: [
		tillNumberField(),
		amountField('amount'),
		currencyField('currency'),
		callbackUrlField(),
		optionsField(
			metadataOption(),
			bodyField({
				displayName: 'Note',
				name: 'note',
				description: 'A text that the customer sees',
				property: 'note',
				check: text,
			}),
			bodyField({
				displayName: 'Payment Reference',
				name: 'paymentReference',
				placeholder: 'e.g. INV-2026-001',
				description: 'A reference of your own, such as an invoice number',
				property: 'payment_reference',
				check: text,
			}),
		),
	],
};
