import type { INodePropertyOptions } from 'n8n-workflow';

import { results } from '../api/endpoints';
import {
	anything,
	flag,
	given,
	listed,
	oneOf,
	severalOf,
	text,
	tillNumber,
} from '../parameters/checks';
import { field, optionsField, shownFor, type Field } from '../parameters/field';
import { simplifyField } from '../parameters/fields/answer';
import { minimumAmountOption } from '../parameters/fields/payment';
import { scopeField, tillNumberField } from '../parameters/fields/till';
import { events } from '../payloads/events';

const forEvents = shownFor('triggerOn', 'webhookEvents');
const forResults = shownFor('triggerOn', 'requestResults');

const valuesOf = (options: readonly INodePropertyOptions[]): string[] =>
	options.map(({ value }) => String(value));

const triggers: INodePropertyOptions[] = [
	{
		name: 'Webhook Events',
		value: 'webhookEvents',
		description: 'Payments and other events: the node subscribes to them itself',
	},
	{
		name: 'Request Results',
		value: 'requestResults',
		description: 'Results of requests whose Callback URL is the URL of this node',
	},
];

const eventOptions: INodePropertyOptions[] = Object.entries(events).map(
	([value, { name, description, versions }]) => ({
		name,
		value,
		description: (versions as readonly string[]).includes('v1')
			? description
			: `${description} (version 2 of the API)`,
	}),
);

const resultOptions: INodePropertyOptions[] = results.map(([value, { name }]) => ({
	name,
	value,
}));

const outputModes: INodePropertyOptions[] = [
	{ name: 'Single', value: 'single', description: 'One output for everything' },
	{
		name: 'Per Event',
		value: 'perEvent',
		description: 'One output for each selected event or result type',
	},
];

/** Parameters of the trigger. */
export const fields: readonly Field[] = [
	field({
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'options',
		options: triggers,
		default: 'webhookEvents',
		description: 'What starts the workflow',
		check: oneOf(valuesOf(triggers)),
	}),
	field({
		displayName:
			'Kopo Kopo has no call to end a subscription. This node remembers the ones it made and uses them again; deliveries that are not selected start nothing.',
		name: 'subscriptionNotice',
		type: 'notice',
		default: '',
		check: anything,
		...forEvents,
	}),
	field({
		displayName:
			'Copy the production URL above into the Callback URL of the Kopo Kopo nodes whose results are to start this workflow, in this workflow or another. It stays the same for as long as this node exists. Activate the workflow first.',
		name: 'resultsNotice',
		type: 'notice',
		default: '',
		check: anything,
		...forResults,
	}),
	field({
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: eventOptions,
		default: ['buygoods_transaction_received'],
		description: 'The events that start the workflow',
		check: severalOf(valuesOf(eventOptions)),
		...forEvents,
	}),
	field({
		displayName: 'Result Types',
		name: 'resultTypes',
		type: 'multiOptions',
		options: resultOptions,
		default: [],
		description: 'The results that start the workflow. Empty: all of them.',
		check: severalOf(valuesOf(resultOptions)),
		...forResults,
	}),
	scopeField('Events', {
		description:
			'Whose events to receive. Customers, settlements and merchant transfers always come for the whole company.',
		...forEvents,
	}),
	tillNumberField(undefined, {
		description: 'The till whose events start the workflow',
		displayOptions: { show: { ...forEvents.displayOptions.show, scope: ['till'] } },
	}),
	simplifyField(),
	field({
		displayName: 'Output Mode',
		name: 'outputMode',
		type: 'options',
		options: outputModes,
		default: 'single',
		description: 'How many outputs the node has',
		check: oneOf(valuesOf(outputModes)),
	}),
	optionsField(
		field({
			displayName: 'Enable Daraja Payload',
			name: 'enableDarajaPayload',
			type: 'boolean',
			default: false,
			description:
				"Whether Buygoods and B2B Transaction Received come in the form of Safaricom's Daraja API (version 2 of the API)",
			check: flag,
			displayOptions: { show: { '/triggerOn': ['webhookEvents'] } },
		}),
		minimumAmountOption('Smaller amounts start nothing. What has no amount starts the workflow.'),
		field({
			displayName: 'Other Events',
			name: 'otherEvents',
			placeholder: 'e.g. card_transaction_settled',
			description: 'Topics that the list does not know yet, separated by commas',
			check: given(listed(text)),
			displayOptions: { show: { '/triggerOn': ['webhookEvents'] } },
		}),
		field({
			displayName: 'Skip Duplicates',
			name: 'skipDuplicates',
			type: 'boolean',
			default: true,
			description: 'Whether copies of a delivery start nothing',
			check: flag,
		}),
		field({
			displayName: 'Till Numbers',
			name: 'tillNumbers',
			placeholder: 'e.g. K123456, 654321',
			description:
				'Tills that start the workflow, separated by commas; others start nothing. What has no till starts it.',
			check: given(listed(tillNumber)),
		}),
	),
];
