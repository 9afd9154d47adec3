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
	description: 'Refund customers who paid you (API v2)',
	default: 'initiate',
	operations: [
		{
			name: 'Create',
			value: 'initiate',
			action: 'Create reversal (refund)',
			description: 'Refund a payment of the last 30 days. Gives the whole payment back.',
			call: createCall(endpoints.reversal),
			fields: [
				textField({
					displayName: 'Transaction Reference',
					name: 'transactionReference',
					required: true,
					placeholder: 'e.g. OJM6Q1W84K',
					description:
						'M-PESA receipt number of the payment to refund. Gives the whole payment back.',
					property: 'transaction_reference',
				}),
				proseField({
					displayName: 'Reason',
					name: 'reason',
					required: true,
					placeholder: 'e.g. Paid twice',
					description: 'Why you give the money back',
					property: 'reason',
				}),
				...waitFields,
				idempotencyKeyField(),
				optionsField(callbackUrlOption(), metadataOption()),
			],
		},
		statusOperation(endpoints.reversal, {
			action: 'Get reversal status',
			description: 'Check whether the customer has the money back',
		}),
	],
};
