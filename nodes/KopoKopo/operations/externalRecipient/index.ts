import { endpoints } from '../../api/endpoints';
import { createCall } from '../calls';
import type { Resource } from '../operation';
import { recipientFields } from '../recipient';
import { statusOperation } from '../status';

export const externalRecipient: Resource = {
	name: 'External Recipient',
	value: 'externalRecipient',
	description: 'Keep recipients outside your business (version 2 of the API)',
	default: 'add',
	operations: [
		{
			name: 'Add',
			value: 'add',
			action: 'Add an external recipient',
			description: 'Register a wallet, bank account, till or paybill that money can be sent to',
			fields: recipientFields(endpoints.externalRecipient),
			call: createCall(endpoints.externalRecipient),
		},
		statusOperation(endpoints.externalRecipient, {
			action: 'Get the status of an external recipient',
			description: 'Look up a recipient and whether it was approved',
		}),
	],
};
