import { endpoints } from '../../api/endpoints';
import { createCall } from '../shared/calls';
import { recipientFields } from '../shared/recipient';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { sendPayment } from './sendPayment';

export const pay: Resource = {
	name: 'Pay',
	value: 'pay',
	description: 'Pay saved recipients outside your business (API v1)',
	default: 'sendPayment',
	operations: [
		{
			name: 'Create Recipient',
			value: 'addRecipient',
			action: 'Create pay recipient',
			description: 'Save a wallet, bank account, till or paybill to pay',
			fields: recipientFields(endpoints.payRecipient),
			call: createCall(endpoints.payRecipient),
		},
		statusOperation(endpoints.payRecipient, {
			name: 'Get Recipient',
			value: 'getRecipient',
			action: 'Get pay recipient',
			description: 'Check whether Kopo Kopo approved a saved recipient, and get its reference',
		}),
		sendPayment,
		statusOperation(endpoints.pay, {
			action: 'Get outgoing payment status',
			description: 'Check whether a payment that you sent reached the recipient',
		}),
	],
};
