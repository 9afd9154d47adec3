import { endpoints } from '../../api/endpoints';
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
import { createCall } from '../call';

const paymentChannel = 'M-PESA STK Push';

export const requestPayment: Operation = {
	name: 'Request Payment',
	value: 'requestPayment',
	action: 'Request a payment by STK push',
	description: 'Ask a customer for money: a prompt for the M-PESA PIN shows on their phone',
	call: createCall(endpoints.stkPush, { payment_channel: paymentChannel }),
	fields: [
		tillNumberField(),
		phoneNumberField('subscriber.phone_number'),
		amountField('amount.value'),
		currencyField('amount.currency'),
		firstNameField('subscriber.first_name'),
		lastNameField('subscriber.last_name'),
		callbackUrlField(),
		optionsField(
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
		),
	],
};
