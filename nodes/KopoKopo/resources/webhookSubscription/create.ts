import { endpoints } from '../../api/endpoints';
import { events } from '../../payloads/events';
import { httpsUrl, inV2, refuse, scope, textOf, type Check } from '../checks';
import { bodyField, optionsField, scopeFields, textField } from '../fields';
import type { Operation } from '../resource';
import { createCall } from '../call';

const scopeOfEvent: Check = (value, entered) => {
	const checked = scope(value);
	const topic = textOf(entered.parameter('eventType'));
	if (checked === 'till' && events[topic]?.companyOnly) {
		refuse(`cannot be Till for ${topic}`, 'Choose Company: this event has no till.');
	}
	return checked;
};

const darajaPayload: Check = async (value, entered) => {
	const checked = await inV2((entry) => entry === true || undefined)(value, entered);
	const topic = textOf(entered.parameter('eventType'));
	if (checked && !events[topic]?.daraja) {
		refuse(`cannot be on for ${topic}`, 'Only Buygoods and B2B Transaction Received have it.');
	}
	return checked;
};

export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create a webhook subscription',
	description: 'Have an event posted to an address from now on',
	call: createCall(endpoints.webhookSubscription),
	fields: [
		textField({
			displayName: 'Event Type',
			name: 'eventType',
			type: 'options',
			required: true,
			options: Object.entries(events).map(([value, { name, description }]) => ({
				name,
				value,
				description,
			})),
			default: 'buygoods_transaction_received',
			description: 'The event to subscribe to',
			property: 'event_type',
		}),
		bodyField({
			displayName: 'URL',
			name: 'url',
			required: true,
			placeholder: 'e.g. https://example.com/webhooks/kopokopo',
			description: 'Where Kopo Kopo posts the event: https with a valid certificate',
			property: 'url',
			check: httpsUrl,
		}),
		...scopeFields('Events', { check: scopeOfEvent }),
		optionsField(
			bodyField({
				displayName: 'Enable Daraja Payload',
				name: 'enableDarajaPayload',
				type: 'boolean',
				default: false,
				description:
					"Whether Kopo Kopo posts the event in the form of Safaricom's Daraja API (version 2 of the API)",
				property: 'enable_daraja_payload',
				check: darajaPayload,
			}),
		),
	],
};
