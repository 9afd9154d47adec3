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
			action: 'Create reversal (refund, send money back)',
			description: 'Send money back to a customer: the whole payment, up to 30 days later',
			builderHint: { propertyHint: 'Refunds are always of the whole payment.' },
			call: createCall(endpoints.reversal),
			fields: [
				textField({
					displayName: 'Transaction Reference',
					name: 'transactionReference',
					required: true,
					placeholder: 'e.g. OJM6Q1W84K',
					description:
						'M-PESA receipt number of the payment to refund. Gives the whole payment back.',
					builderHint: {
						propertyHint:
							"The reference of the payment, such as expr('{{ $json.reference }}'). Not its id or location.",
					},
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
