import type { INodeProperties } from 'n8n-workflow';

import * as check from '../checks';
import {
	amountField,
	bodyField,
	callbackUrlField,
	currencyField,
	metadataOption,
	optionField,
	optionsField,
	phoneNumberField,
	tillNumberField,
} from '../fields';

export const defaultPaymentChannel = 'M-PESA STK Push';

const show = { resource: ['stkPush'], operation: ['requestPayment'] };

export const requestPaymentFields: INodeProperties[] = [
	tillNumberField(show),
	phoneNumberField(show, 'subscriber.phone_number'),
	amountField(show, 'amount.value'),
	currencyField(show, 'amount.currency'),
	bodyField(show, {
		displayName: 'First Name',
		name: 'firstName',
		placeholder: 'e.g. Jane',
		description: 'First name of the customer',
		property: 'subscriber.first_name',
		check: check.text,
	}),
	bodyField(show, {
		displayName: 'Last Name',
		name: 'lastName',
		placeholder: 'e.g. Wanjiku',
		description: 'Last name of the customer',
		property: 'subscriber.last_name',
		check: check.text,
	}),
	callbackUrlField(show),
	optionsField(show, [
		optionField({
			displayName: 'Email',
			name: 'email',
			placeholder: 'e.g. name@email.com',
			description: 'Email address of the customer',
			property: 'subscriber.email',
			check: check.email,
		}),
		metadataOption(),
		optionField({
			displayName: 'Middle Name',
			name: 'middleName',
			description: 'Middle name of the customer',
			property: 'subscriber.middle_name',
			check: check.text,
		}),
		optionField({
			displayName: 'Payment Channel',
			name: 'paymentChannel',
			default: defaultPaymentChannel,
			description: 'How the customer is asked',
			property: 'payment_channel',
			check: check.requiredText,
		}),
	]),
];
