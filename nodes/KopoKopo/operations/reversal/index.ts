import { endpoints } from '../../api/endpoints';
import { optionsField } from '../../parameters/field';
import { waitFields } from '../../parameters/fields/answer';
import {
	callbackUrlOption,
	idempotencyKeyField,
	metadataOption,
} from '../../parameters/fields/payment';
import { proseField, textField } from '../../parameters/fields/text';
import { createCall } from '../shared/calls';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';

export const reversal: Resource = {
	name: 'Reversal',
	value: 'reversal',
	description: 'Refund payments that you received (API v2)',
	default: 'initiate',
	operations: [
		{
			name: 'Initiate',
			value: 'initiate',
			action: 'Initiate a reversal (refund)',
			description: 'Refund a payment of the last 30 days to the customer',
			call: createCall(endpoints.reversal),
			fields: [
				textField({
					displayName: 'Transaction Reference',
					name: 'transactionReference',
					required: true,
					placeholder: 'e.g. OJM6Q1W84K',
					description: 'M-PESA receipt number of the payment to refund',
					property: 'transaction_reference',
				}),
				proseField({
					displayName: 'Reason',
					name: 'reason',
					required: true,
					placeholder: 'e.g. Paid twice',
					description: 'Why you refund the payment',
					property: 'reason',
				}),
				...waitFields,
				idempotencyKeyField(),
				optionsField(callbackUrlOption(), metadataOption()),
			],
		},
		statusOperation(endpoints.reversal, {
			action: 'Get the status of a reversal',
			description: 'Check whether the money was returned',
		}),
	],
};
