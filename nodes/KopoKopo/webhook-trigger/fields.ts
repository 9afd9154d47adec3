import type { INodePropertyOptions } from 'n8n-workflow';

import { results } from '../api/endpoints';
import {
	unchecked,
	flag,
	commaSeparated,
	oneOf,
	severalOf,
	requiredText,
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

const triggers = [
	{
		name: 'Webhook Events',
		value: 'webhookEvents',
		action: 'On payment received (or another event)',
		description: 'Payments and other events. The node subscribes to them automatically.',
	},
	{
		name: 'Request Results',
		value: 'requestResults',
		action: 'On request result',
		description: "Results of requests whose 'Callback URL' is the URL of this node",
	},
] as const satisfies readonly INodePropertyOptions[];

const eventOptions: INodePropertyOptions[] = Object.entries(events).map(
	([value, { name, description, versions }]) => ({
		name,
		value,
		description: versions.includes('v1') ? description : `${description} (API v2)`,
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

export const fields = [
	field({
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'options',
		options: [...triggers],
		default: 'webhookEvents',
		description: 'What starts the workflow',
		builderHint: {
			propertyHint:
				'Keep webhookEvents. requestResults only receives results of nodes that have the URL of this trigger in options.callbackUrl.',
		},
		whenMissing: 'check',
		check: oneOf(triggers.map(({ value }) => value)),
	}),
	field({
		displayName:
			"To try it, select 'Execute step' and pay one shilling to your till, or use the simulator. Then publish (n8n 1: activate) the workflow.",
		// While it listens for a test event, n8n hides all texts of the trigger panel, but not this one.
		name: 'eventsNotice',
		type: 'notice',
		default: '',
		check: unchecked,
		...forEvents,
	}),
	field({
		displayName:
			"Publish this workflow (activate it before n8n 2), then copy the production URL above into the option 'Callback URL' of other Kopo Kopo nodes.",
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
		builderHint: {
			propertyHint:
				'buygoods_transaction_received is any payment of a customer to a till, also by STK push. Events about payments have paid: false for reversed or voided ones.',
		},
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
			'Whether to receive the events of all tills of the company or only one. Some events have no till.',
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
		darajaPayloadOption(flag, {
			description:
				"Whether to receive Buygoods and B2B payments in the format of Safaricom's Daraja API (API v2)",
			displayOptions: { show: { '/triggerOn': ['webhookEvents'] } },
		}),
		minimumAmountOption(
			'Ignores smaller amounts. Events without an amount always start the workflow.',
		),
		field({
			displayName: 'Other Events',
			name: 'otherEvents',
			placeholder: 'e.g. card_transaction_settled',
			description: 'Topics that are not in the list of events yet, separated by commas',
			whenMissing: 'refuseExpression',
			check: commaSeparated(requiredText),
			displayOptions: { show: { '/triggerOn': ['webhookEvents'] } },
		}),
		field({
			displayName: 'Skip Duplicates',
			name: 'skipDuplicates',
			type: 'boolean',
			default: true,
			description: 'Whether to ignore an event that Kopo Kopo sends again',
			check: flag,
		}),
		field({
			displayName: 'Till Numbers',
			name: 'tillNumbers',
			placeholder: 'e.g. K123456, 654321',
			description:
				'Tills that start the workflow, separated by commas. Events without a till always start it.',
			whenMissing: 'refuseExpression',
			check: commaSeparated(tillNumber),
		}),
	),
] as const satisfies readonly Field[];
