import { endpoints } from '../../api/endpoints';
import { optionsField } from '../../parameters/field';
import { waitFields } from '../../parameters/fields/answer';
import {
	callbackUrlField,
	idempotencyKeyOption,
	metadataOption,
} from '../../parameters/fields/payment';
import { textField } from '../../parameters/fields/text';
import { createCall } from '../calls';
import type { Resource } from '../operation';
import { statusOperation } from '../status';

export const reversal: Resource = {
	name: 'Reversal',
	value: 'reversal',
	description: 'Give a received payment back (version 2 of the API)',
	default: 'initiate',
	operations: [
		{
			name: 'Initiate',
			value: 'initiate',
			action: 'Initiate a reversal',
			description: 'Give a payment of the last 30 days back to the customer',
			call: createCall(endpoints.reversal),
			fields: [
				textField({
					displayName: 'Transaction Reference',
					name: 'transactionReference',
					required: true,
					placeholder: 'e.g. OJM6Q1W84K',
					description: 'M-PESA receipt of the payment to give back',
					property: 'transaction_reference',
				}),
				textField({
					displayName: 'Reason',
					name: 'reason',
					required: true,
					placeholder: 'e.g. Paid twice',
					description: 'Why the payment is given back',
					property: 'reason',
				}),
				callbackUrlField(),
				...waitFields,
				optionsField(idempotencyKeyOption(), metadataOption()),
			],
		},
		statusOperation(endpoints.reversal, {
			action: 'Get the status of a reversal',
			description: 'Look up whether the money went back',
		}),
	],
};
