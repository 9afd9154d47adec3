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
	action: 'Request payment from customer by STK push and wait',
	description: 'Ask a customer to pay, and pause the workflow until they pay or decline',
	builderHint: {
		propertyHint:
			'Only for one item, never as a tool of an AI agent, and only if n8n has a public HTTPS address. Otherwise use requestPayment with waitForResult true.',
	},
	fields: [
		...paymentFields(),
		simplifyField(),
		idempotencyKeyField(),
		optionsField(...paymentOptions, timeoutMinutesOption),
	],
	call: waitingCall(paymentCall, comparePayment),
};
