import { endpoints } from '../../api/endpoints';
import { text } from '../checks';
import {
	amountField,
	callbackUrlField,
	currencyField,
	metadataOption,
	optionField,
	optionsField,
	tillNumberField,
} from '../fields';
import type { Operation } from '../resource';
import { createRouting } from '../routing';

export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create a payment link',
	description: 'Make a link that a customer can pay by',
	routing: createRouting(endpoints.paymentLink),
	fields: [
		tillNumberField(),
		amountField('amount'),
		currencyField('currency'),
		callbackUrlField(),
		optionsField(
			metadataOption(),
			optionField({
				displayName: 'Note',
				name: 'note',
				description: 'A text that the customer sees',
				property: 'note',
				check: text,
			}),
			optionField({
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
