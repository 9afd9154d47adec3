import { endpoints } from '../../api/endpoints';
import { optionsField, type ValueField } from '../../parameters/field';
import { waitForResultField, waitingFields } from '../../parameters/fields/answer';
import {
	amountField,
	callbackUrlOption,
	currencyField,
	idempotencyKeyField,
	limitOptions,
	metadataOption,
} from '../../parameters/fields/payment';
import {
	emailOption,
	firstNameField,
	lastNameField,
	phoneNumberField,
} from '../../parameters/fields/person';
import { proseField, textField } from '../../parameters/fields/text';
import { ownTillField } from '../../parameters/fields/till';
import type { MoneyCall } from '../../run/call';
import { createCall } from '../shared/calls';
import type { Operation } from '../shared/types';

const paymentChannel = 'M-PESA STK Push';

export const paymentFields = (...behindAmount: ValueField[]): readonly ValueField[] => [
	ownTillField(),
	phoneNumberField('subscriber.phone_number'),
	amountField('amount.value'),
	...behindAmount,
	currencyField('amount.currency'),
	firstNameField('subscriber.first_name'),
	lastNameField('subscriber.last_name'),
];

export const paymentOptions: readonly ValueField[] = [
	...limitOptions(),
	emailOption('subscriber.email'),
	metadataOption(),
	proseField({
		displayName: 'Middle Name',
		name: 'middleName',
		placeholder: 'e.g. Njeri',
		description: 'Middle name of the customer',
		property: 'subscriber.middle_name',
	}),
	textField({
		displayName: 'Payment Channel',
		name: 'paymentChannel',
		default: paymentChannel,
		placeholder: 'e.g. M-PESA STK Push',
		description: 'How Kopo Kopo asks the customer to pay',
		property: 'payment_channel',
	}),
];

const create = createCall(endpoints.stkPush, { payment_channel: paymentChannel });

/** A result has the payment only if the customer paid. */
export const paymentCall: MoneyCall = {
	...create,
	result: {
		...create.result,
		requested: {
			amount: 'amount',
			currency: 'currency',
			senderPhoneNumber: 'phoneNumber',
			senderFirstName: 'firstName',
			senderMiddleName: 'middleName',
			senderLastName: 'lastName',
			tillNumber: 'tillNumber',
		},
	},
};

export const requestPayment: Operation = {
	name: 'Request Payment',
	value: 'requestPayment',
	action: 'Request payment from customer by STK push',
	description: 'Ask a customer to pay: their phone prompts for the M-PESA PIN',
	builderHint: { propertyHint: 'Default choice to request money, also for many items.' },
	fields: [
		...paymentFields(waitForResultField),
		...waitingFields,
		idempotencyKeyField(),
		optionsField(callbackUrlOption(), ...paymentOptions),
	],
	call: paymentCall,
};
