import { endpoints } from '../../api/endpoints';
import type { Field } from '../body';
import { createCall } from '../call';
import { requiredText, text } from '../checks';
import {
	amountField,
	callbackUrlField,
	currencyField,
	emailOption,
	firstNameField,
	lastNameField,
	metadataOption,
	bodyField,
	optionsField,
	phoneNumberField,
	tillNumberField,
} from '../fields';
import type { Operation } from '../resource';

export const paymentChannel = 'M-PESA STK Push';

/** What every STK push is made of. */
export const paymentFields: Field[] = [
	tillNumberField(),
	phoneNumberField('subscriber.phone_number'),
	amountField('amount.value'),
	currencyField('amount.currency'),
	firstNameField('subscriber.first_name'),
	lastNameField('subscriber.last_name'),
];

export const paymentOptions: Field[] = [
	emailOption('subscriber.email'),
	metadataOption(),
	bodyField({
		displayName: 'Middle Name',
		name: 'middleName',
		description: 'Middle name of the customer',
		property: 'subscriber.middle_name',
		check: text,
	}),
	bodyField({
		displayName: 'Payment Channel',
		name: 'paymentChannel',
		default: paymentChannel,
		description: 'How the customer is asked',
		property: 'payment_channel',
		check: requiredText,
	}),
];

export const requestPayment: Operation = {
	name: 'Request Payment',
	value: 'requestPayment',
	action: 'Request a payment by STK push',
	description: 'Ask a customer for money: a prompt for the M-PESA PIN shows on their phone',
	call: createCall(endpoints.stkPush, { payment_channel: paymentChannel }),
	fields: [...paymentFields, callbackUrlField(), optionsField(...paymentOptions)],
};
