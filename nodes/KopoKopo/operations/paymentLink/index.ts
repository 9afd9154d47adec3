import { endpoints } from '../../api/endpoints';
import { locationField } from '../../parameters/fields/answer';
import type { Resource } from '../operation';
import { statusOperation } from '../status';
import { cancelCall } from './cancel';
import { create } from './create';

export const paymentLink: Resource = {
	name: 'Payment Link',
	value: 'paymentLink',
	description: 'Links that customers pay by (version 2 of the API)',
	default: 'create',
	operations: [
		{
			name: 'Cancel',
			value: 'cancel',
			action: 'Cancel a payment link',
			description: 'Make a payment link useless',
			call: cancelCall,
			fields: [locationField(endpoints.paymentLink)],
		},
		create,
		statusOperation(endpoints.paymentLink, {
			action: 'Get the status of a payment link',
			description: 'Look up a payment link and whether it was paid',
		}),
	],
};
