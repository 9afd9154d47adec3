import type { INodeProperties } from 'n8n-workflow';

import { results } from '../api/endpoints';
import { events } from '../payloads/events';

const forEvents = { triggerOn: ['webhookEvents'] };
const forResults = { triggerOn: ['requestResults'] };

/** Parameters of the trigger. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'options',
		options: [
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
		],
		default: 'webhookEvents',
		description: 'What starts the workflow',
	},
	{
		displayName:
			'Kopo Kopo has no call to end a subscription. This node remembers the ones it made and uses them again; deliveries that are not selected start nothing.',
		name: 'subscriptionNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: forEvents },
	},
	{
		displayName:
			'Copy the production URL above into the Callback URL of the Kopo Kopo nodes whose results are to start this workflow, in this workflow or another. It stays the same for as long as this node exists. Activate the workflow first.',
		name: 'resultsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: forResults },
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: Object.entries(events).map(([value, { name, description, versions }]) => ({
			name,
			value,
			description: versions.includes('v1') ? description : `${description} (version 2 of the API)`,
		})),
		default: ['buygoods_transaction_received'],
		description: 'The events that start the workflow',
		displayOptions: { show: forEvents },
	},
	{
		displayName: 'Result Types',
		name: 'resultTypes',
		type: 'multiOptions',
		options: results.map(([value, name]) => ({ name, value })),
		default: [],
		description: 'The results that start the workflow. Empty: all of them.',
		displayOptions: { show: forResults },
	},
	{
		displayName: 'Scope',
		name: 'scope',
		type: 'options',
		options: [
			{ name: 'Company', value: 'company', description: 'Events of all tills' },
			{ name: 'Till', value: 'till', description: 'Events of one till' },
		],
		default: 'company',
		description:
			'Whose events to receive. Customers, settlements and merchant transfers always come for the whole company.',
		displayOptions: { show: forEvents },
	},
	{
		displayName: 'Till Number',
		name: 'tillNumber',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. K123456',
		description: 'The till whose events start the workflow',
		displayOptions: { show: { ...forEvents, scope: ['till'] } },
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Output Mode',
		name: 'outputMode',
		type: 'options',
		options: [
			{ name: 'Single', value: 'single', description: 'One output for everything' },
			{
				name: 'Per Event',
				value: 'perEvent',
				description: 'One output for each selected event or result type',
			},
		],
		default: 'single',
		description: 'How many outputs the node has',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Enable Daraja Payload',
				name: 'enableDarajaPayload',
				type: 'boolean',
				default: false,
				description:
					"Whether Buygoods and B2B Transaction Received come in the form of Safaricom's Daraja API (version 2 of the API)",
				displayOptions: { show: { '/triggerOn': ['webhookEvents'] } },
			},
			{
				displayName: 'Minimum Amount',
				name: 'minimumAmount',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description: 'Smaller amounts start nothing. What has no amount starts the workflow.',
			},
			{
				displayName: 'Other Events',
				name: 'otherEvents',
				type: 'string',
				default: '',
				placeholder: 'e.g. card_transaction_settled',
				description: 'Topics that the list does not know yet, separated by commas',
				displayOptions: { show: { '/triggerOn': ['webhookEvents'] } },
			},
			{
				displayName: 'Skip Duplicates',
				name: 'skipDuplicates',
				type: 'boolean',
				default: true,
				description: 'Whether copies of a delivery start nothing',
			},
			{
				displayName: 'Till Numbers',
				name: 'tillNumbers',
				type: 'string',
				default: '',
				placeholder: 'e.g. K123456, 654321',
				description:
					'Tills that start the workflow, separated by commas; others start nothing. What has no till starts it.',
			},
		],
	},
];
