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
			action: 'Cancel payment link',
			description: 'Make a payment link unusable',
			call: cancelCall,
			fields: [locationField(endpoints.paymentLink)],
		},
		create,
		statusOperation(endpoints.paymentLink, {
			action: 'Get payment link status',
			description: 'Check whether a customer paid a link',
		}),
	],
};
