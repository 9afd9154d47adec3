import { endpoints } from '../../api/endpoints';
import { chosenVersion } from '../../api/environments';
import { throwInputError } from '../../api/input-error';
import { flag, httpsUrl, inV2, requiredText, scope } from '../../parameters/checks';
import { field, optionsField, type Check } from '../../parameters/field';
import { darajaPayloadOption } from '../../parameters/fields/daraja';
import { scopeFields } from '../../parameters/fields/till';
import { eventKindOf, events, versionOf } from '../../payloads/events';
import type { Call } from '../../run/call';
import { createCall } from '../shared/calls';
import type { Operation } from '../shared/types';

const scopeOfEvent: Check<string> = (value, { values }) => {
	const checked = scope(value);
	const topic = String(values.eventType);
	if (checked === 'till' && eventKindOf(topic)?.companyOnly) {
		throwInputError(
			`{field} cannot be Till for ${topic}`,
			'Select Company: this event has no till.',
		);
	}
	return checked;
};

const darajaPayload: Check<boolean | undefined> = (value, entered) => {
	const checked = inV2((entry) => flag(entry) || undefined)(value, entered);
	const topic = String(entered.values.eventType);
	if (checked && !eventKindOf(topic)?.daraja) {
		throwInputError(
			`{field} cannot be on for ${topic}`,
			'It is only available for Buygoods and B2B Transaction Received.',
		);
	}
	return checked;
};

const call = createCall(endpoints.webhookSubscription);

/** An event that exists in only one API version is subscribed to in that version. */
const subscribe: Call = {
	...call,
	request: (item, fields, context) => {
		const { eventType } = item.values;
		const apiVersion = versionOf(String(eventType), chosenVersion(item.credentials));
		return call.request(
			{ ...item, credentials: { ...item.credentials, apiVersion } },
			fields,
			context,
		);
	},
};

export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create webhook subscription',
	description: 'Have Kopo Kopo send an event to a URL from now on',
	builderHint: { propertyHint: 'Not needed for Kopo Kopo Trigger, which subscribes itself.' },
	call: subscribe,
	fields: [
		field({
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
			description: 'Event that Kopo Kopo sends to the URL',
			property: 'event_type',
			check: requiredText,
		}),
		field({
			displayName: 'URL',
			name: 'url',
			required: true,
			placeholder: 'e.g. https://example.com/webhooks/kopokopo',
			description: 'HTTPS URL with a valid certificate that receives the event',
			property: 'url',
			check: httpsUrl,
		}),
		...scopeFields('Events', { check: scopeOfEvent }),
		optionsField(
			darajaPayloadOption(darajaPayload, {
				description: "Whether to send the event in the format of Safaricom's Daraja API (API v2)",
				property: 'enable_daraja_payload',
			}),
		),
	],
};
