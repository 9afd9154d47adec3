import { endpoints } from '../../api/endpoints';
import { createCall } from '../shared/calls';
import { recipientFields } from '../shared/recipient';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';

export const externalRecipient: Resource = {
	name: 'External Recipient',
	value: 'externalRecipient',
	description: 'Manage recipients outside your business (API v2)',
	default: 'add',
	operations: [
		{
			name: 'Add',
			value: 'add',
			action: 'Add an external recipient',
			description: 'Add a wallet, bank account, till or paybill to send money to',
			fields: recipientFields(endpoints.externalRecipient),
			call: createCall(endpoints.externalRecipient),
		},
		statusOperation(endpoints.externalRecipient, {
			action: 'Get the status of an external recipient',
			description: 'Check a recipient and whether it was approved',
		}),
	],
};
