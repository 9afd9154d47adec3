import { endpoints } from '../../api/endpoints';
import { locationField } from '../../parameters/fields/answer';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { cancelCall } from './cancel';
import { create } from './create';

export const paymentLink: Resource = {
	name: 'Payment Link',
	value: 'paymentLink',
	description: 'Create links that customers use to pay (API v2)',
	default: 'create',
	operations: [
		{
			name: 'Cancel',
			value: 'cancel',
			action: 'Cancel a payment link',
			description: 'Cancel a payment link so that it can no longer be paid',
			call: cancelCall,
			fields: [locationField(endpoints.paymentLink)],
		},
		create,
		statusOperation(endpoints.paymentLink, {
			action: 'Get the status of a payment link',
			description: 'Check a payment link and whether it was paid',
		}),
	],
};
