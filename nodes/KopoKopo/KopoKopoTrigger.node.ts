import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { events } from './payloads/events';
import { readShape } from './payloads/reader';
import { credentialName } from './resources/names';
import { answer, claimDelivery, readDelivery } from './trigger/delivery';
import { selectionOf } from './trigger/selection';
import { Subscriptions } from './trigger/subscriptions';

export class KopoKopoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kopo Kopo Trigger',
		name: 'kopoKopoTrigger',
		icon: { light: 'file:kopokopo.svg', dark: 'file:kopokopo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when Kopo Kopo reports a payment or another event',
		defaults: { name: 'Kopo Kopo Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: credentialName, required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'kopokopo',
			},
		],
		properties: [
			{
				displayName:
					'Kopo Kopo has no call to end a subscription. This node remembers the ones it made and uses them again; deliveries that are not selected start nothing.',
				name: 'subscriptionNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: Object.entries(events)
					.filter(([, { versions }]) => versions.includes('v1'))
					.map(([value, { name, description }]) => ({ name, value, description })),
				default: ['buygoods_transaction_received'],
				description: 'The events that start the workflow',
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
			},
			{
				displayName: 'Till Number',
				name: 'tillNumber',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'e.g. K123456',
				description: 'The till whose events start the workflow',
				displayOptions: { show: { scope: ['till'] } },
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await (await Subscriptions.of(this)).allExist();
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await (await Subscriptions.of(this)).createMissing();
				return true;
			},
			/** Kopo Kopo has no call for it: the subscriptions stay, remembered for the next activation. */
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const delivery = await readDelivery(this);
		if (!delivery.event) return answer(this, delivery);

		const { event } = delivery;
		if (!selectionOf(this).includes(event)) {
			return answer(this, { status: 200, message: 'Not selected' });
		}
		if (!claimDelivery(this, event)) {
			return answer(this, { status: 200, message: 'Already received' });
		}
		const simplify = this.getNodeParameter('simplify', true) === true;
		const shape = simplify ? events[String(event.topic)]?.shape : undefined;
		return { workflowData: [[{ json: shape ? readShape(event, shape) : event }]] };
	}
}
