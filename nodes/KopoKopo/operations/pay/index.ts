import { endpoints } from '../../api/endpoints';
import { createCall } from '../calls';
import type { Resource } from '../operation';
import { recipientFields } from '../recipient';
import { statusOperation } from '../status';
import { sendPayment } from './sendPayment';

export const pay: Resource = {
	name: 'Pay',
	value: 'pay',
	description: 'Pay recipients outside your business (version 1 of the API)',
	default: 'sendPayment',
	operations: [
		{
			name: 'Add Recipient',
			value: 'addRecipient',
			action: 'Add a recipient of payments',
			description: 'Register a wallet, bank account, till or paybill that payments can go to',
			fields: recipientFields(endpoints.payRecipient),
			call: createCall(endpoints.payRecipient),
		},
		statusOperation(endpoints.payRecipient, {
			name: 'Get Recipient',
			value: 'getRecipient',
			action: 'Get a recipient of payments',
			description: 'Look up a recipient and whether it was approved',
		}),
		sendPayment,
		statusOperation(endpoints.pay, {
			action: 'Get the status of a payment',
			description: 'Look up whether the money reached the recipient',
		}),
	],
};
