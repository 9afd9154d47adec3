import { endpoints } from '../../api/endpoints';
import { createCall } from '../shared/calls';
import { recipientFields } from '../shared/recipient';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { sendPayment } from './sendPayment';

export const pay: Resource = {
	name: 'Pay',
	value: 'pay',
	description: 'Pay recipients outside your business (API v1)',
	default: 'sendPayment',
	operations: [
		{
			name: 'Add Recipient',
			value: 'addRecipient',
			action: 'Add a pay recipient',
			description: 'Add a wallet, bank account, till or paybill to pay',
			fields: recipientFields(endpoints.payRecipient),
			call: createCall(endpoints.payRecipient),
		},
		statusOperation(endpoints.payRecipient, {
			name: 'Get Recipient',
			value: 'getRecipient',
			action: 'Get a pay recipient',
			description: 'Check a recipient and whether it was approved',
		}),
		sendPayment,
		statusOperation(endpoints.pay, {
			action: 'Get the status of a payment',
			description: 'Check whether the money reached the recipient',
		}),
	],
};
