import { endpoints } from '../../api/endpoints';
import { webhookEventId } from '../../parameters/checks';
import { optionsField } from '../../parameters/field';
import { waitFields } from '../../parameters/fields/answer';
import { callbackUrlOption } from '../../parameters/fields/payment';
import { proseField, textField } from '../../parameters/fields/text';
import { createCall } from '../shared/calls';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';

export const sms: Resource = {
	name: 'SMS',
	value: 'sms',
	description: 'Send a text message to a customer who paid (API v1)',
	default: 'sendTransactionSms',
	operations: [
		{
			name: 'Send Transaction SMS',
			value: 'sendTransactionSms',
			action: 'Send transaction SMS',
			description: 'Send a text message to a customer who paid your till',
			builderHint: {
				propertyHint:
					'Only behind a buygoods_transaction_received event. It cannot send other text messages.',
			},
			call: createCall(endpoints.sms),
			fields: [
				textField({
					displayName: 'Webhook Event ID',
					name: 'webhookEventReference',
					default: '={{ $json.id }}',
					required: true,
					placeholder: 'e.g. c271535c-687f-4a40-a589-8b66b894792e',
					description:
						"The id (not the resourceId) from Kopo Kopo Trigger's Payment Received (Buygoods) event",
					builderHint: {
						propertyHint:
							'Leave out directly behind the trigger. Elsewhere use its id: expr(\'{{ $("Kopo Kopo Trigger").item.json.id }}\').',
					},
					property: 'webhook_event_reference',
					check: webhookEventId,
				}),
				proseField({
					displayName: 'Message',
					name: 'message',
					typeOptions: { rows: 3 },
					required: true,
					placeholder: 'e.g. Thank you for your payment!',
					description: 'Text of the message',
					property: 'message',
				}),
				...waitFields,
				optionsField(callbackUrlOption()),
			],
		},
		statusOperation(endpoints.sms, {
			action: 'Get SMS status',
			description: 'Check whether the message was sent',
		}),
	],
};
