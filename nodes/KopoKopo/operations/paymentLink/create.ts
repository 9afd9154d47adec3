import { endpoints } from '../../api/endpoints';
import { optionsField } from '../../parameters/field';
import {
	amountField,
	callbackUrlOption,
	currencyField,
	metadataOption,
} from '../../parameters/fields/payment';
import { proseField, textField } from '../../parameters/fields/text';
import { ownTillField } from '../../parameters/fields/till';
import { createCall } from '../shared/calls';
import type { Operation } from '../shared/types';

export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create payment link',
	description: 'Get a link that a customer can use to pay',
	builderHint: {
		propertyHint: 'Sends the customer nothing. Get the link to send with getStatus behind it.',
	},
	call: createCall(endpoints.paymentLink),
	fields: [
		ownTillField(),
		amountField('amount'),
		currencyField('currency'),
		optionsField(
			callbackUrlOption(),
			metadataOption(),
			proseField({
				displayName: 'Note',
				name: 'note',
				placeholder: 'e.g. Thank you for your order',
				description: 'Text that the customer sees',
				property: 'note',
			}),
			textField({
				displayName: 'Payment Reference',
				name: 'paymentReference',
				placeholder: 'e.g. INV-2026-001',
				description: 'Your own reference, such as an invoice number',
				property: 'payment_reference',
			}),
		),
	],
};
