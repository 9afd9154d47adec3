import { optionsField } from '../../parameters/field';
import { simplifyField, timeoutMinutesOption } from '../../parameters/fields/answer';
import { idempotencyKeyField } from '../../parameters/fields/payment';
import { waitingCall } from '../../run/durable-wait/call';
import type { Operation } from '../shared/types';
import { comparePayment } from './comparePayment';
import { paymentCall, paymentFields, paymentOptions } from './requestPayment';

export const requestPaymentAndWait: Operation = {
	name: 'Request Payment and Wait',
	value: 'requestPaymentAndWait',
	action: 'Request payment by STK push and wait',
	description: 'Ask a customer to pay, and pause the workflow until they pay or decline',
	fields: [
		...paymentFields(),
		simplifyField(),
		idempotencyKeyField(),
		optionsField(...paymentOptions, timeoutMinutesOption),
	],
	call: waitingCall(paymentCall, comparePayment),
};
