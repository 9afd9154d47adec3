import { endpoints } from '../../api/endpoints';
import { createCall } from '../shared/calls';
import { recipientFields } from '../shared/recipient';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';

export const externalRecipient: Resource = {
	name: 'External Recipient',
	value: 'externalRecipient',
	description: 'Save people and businesses that you send money to (API v2)',
	default: 'add',
	operations: [
		{
			name: 'Create',
			value: 'add',
			action: 'Create external recipient',
			description: 'Save a wallet, bank account, till or paybill to send money to',
			fields: recipientFields(endpoints.externalRecipient),
			call: createCall(endpoints.externalRecipient),
		},
		statusOperation(endpoints.externalRecipient, {
			action: 'Get external recipient status',
			description: 'Check whether Kopo Kopo approved a saved recipient',
		}),
	],
};
