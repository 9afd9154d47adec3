import {
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { credentialName } from './api/credential';
import { propertyOf } from './parameters/field';
import { fields } from './webhook-trigger/fields';
import { outputsExpression } from './webhook-trigger/outputs';
import { receiveDelivery } from './webhook-trigger/receive';
import { path } from './webhook-trigger/recipient-check';
import { Subscriptions } from './webhook-trigger/subscriptions';
import { subtitle } from './webhook-trigger/subtitle';

export class KopoKopoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kopo Kopo Trigger',
		name: 'kopoKopoTrigger',
		icon: { light: 'file:kopokopo.svg', dark: 'file:kopokopo.dark.svg' },
		group: ['trigger'],
		// n8n evaluates an expression at each delivery, but only for triggers of version 1 (`parseRequestBody`).
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle,
		// Over the trigger and the action node together n8n shows this one.
		description: 'Take, send and react to M-PESA payments with Kopo Kopo',
		defaults: { name: 'Kopo Kopo Trigger' },
		inputs: [],
		outputs: outputsExpression,
		credentials: [{ name: credentialName, required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path,
			},
		],
		// n8n shows it below the button that listens for a test event.
		triggerPanel: {
			activationHint:
				"With Webhook Events, listening for a test event subscribes the test URL. Kopo Kopo can't delete that subscription, but it starts nothing while n8n doesn't listen. Publish the workflow (activate it before n8n 2) to run it for every event.",
		},
		properties: fields.map(propertyOf),
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
			/** Kopo Kopo has no call to unsubscribe: the next activation uses the stored subscriptions. */
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveDelivery(this);
	}
}
