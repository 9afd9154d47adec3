import type { INodePropertyOptions } from 'n8n-workflow';

import { results } from '../api/endpoints';
import {
	unchecked,
	flag,
	commaSeparated,
	oneOf,
	severalOf,
	text,
	tillNumber,
} from '../parameters/checks';
import { field, optionsField, shownFor, type Field } from '../parameters/field';
import { simplifyField } from '../parameters/fields/answer';
import { darajaPayloadOption } from '../parameters/fields/daraja';
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
		description: 'Payments and other events, which the node subscribes to by itself',
	},
	{
		name: 'Request Results',
		value: 'requestResults',
		description: 'Results of requests that have the URL of this node as their Callback URL',
	},
];

const eventOptions: INodePropertyOptions[] = Object.entries(events).map(
	([value, { name, description, versions }]) => ({
		name,
		value,
		description: (versions as readonly string[]).includes('v1')
			? description
			: `${description} (API v2)`,
	}),
);

const resultOptions: INodePropertyOptions[] = results.map(([value, { name }]) => ({
	name,
	value,
}));

const outputModes: INodePropertyOptions[] = [
	{ name: 'Single', value: 'single', description: 'One output for all events or results' },
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
		whenMissing: 'check',
		check: oneOf(valuesOf(triggers)),
	}),
	field({
		displayName:
			'Kopo Kopo has no way to end a subscription. This node remembers its subscriptions and uses them again, and ignores events that you did not select.',
		name: 'subscriptionNotice',
		type: 'notice',
		default: '',
		check: unchecked,
		...forEvents,
	}),
	field({
		displayName:
			'Copy the production URL above into the Callback URL (in Options) of the Kopo Kopo nodes whose results should start this workflow. The URL stays the same for as long as this node exists. Publish this workflow first (activate it before n8n 2).',
		name: 'resultsNotice',
		type: 'notice',
		default: '',
		check: unchecked,
		...forResults,
	}),
	field({
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: eventOptions,
		default: ['buygoods_transaction_received'],
		description: 'Events that start the workflow',
		whenMissing: 'check',
		check: severalOf(valuesOf(eventOptions)),
		...forEvents,
	}),
	field({
		displayName: 'Result Types',
		name: 'resultTypes',
		type: 'multiOptions',
		options: resultOptions,
		default: [],
		description: 'Results that start the workflow. Leave empty for all of them.',
		whenMissing: 'refuseExpression',
		check: severalOf(valuesOf(resultOptions)),
		...forResults,
	}),
	scopeField('Events', {
		description:
			'Whether to receive the events of all tills of the company or only one. Customers, settlements and merchant transfers always come for the whole company.',
		...forEvents,
	}),
	tillNumberField(undefined, {
		description: 'Till whose events start the workflow',
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
		darajaPayloadOption({
			description:
				"Whether to receive Buygoods and B2B Transaction Received in the format of Safaricom's Daraja API (API v2)",
			check: flag,
			displayOptions: { show: { '/triggerOn': ['webhookEvents'] } },
		}),
		minimumAmountOption(
			'Ignore smaller amounts. Events without an amount always start the workflow.',
		),
		field({
			displayName: 'Other Events',
			name: 'otherEvents',
			placeholder: 'e.g. card_transaction_settled',
			description: 'Topics that are not in the list yet, separated by commas',
			whenMissing: 'refuseExpression',
			check: commaSeparated(text),
			displayOptions: { show: { '/triggerOn': ['webhookEvents'] } },
		}),
		field({
			displayName: 'Skip Duplicates',
			name: 'skipDuplicates',
			type: 'boolean',
			default: true,
			description: 'Whether to ignore copies of an event that already started the workflow',
			check: flag,
		}),
		field({
			displayName: 'Till Numbers',
			name: 'tillNumbers',
			placeholder: 'e.g. K123456, 654321',
			description:
				'Tills that start the workflow, separated by commas. Events of other tills are ignored; events without a till always start it.',
			whenMissing: 'refuseExpression',
			check: commaSeparated(tillNumber),
		}),
	),
];
