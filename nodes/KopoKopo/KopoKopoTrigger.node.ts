import {
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { credentialName } from './api/credential';
import { builderHints } from './n8n/builder-hints';
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
		// n8n shows this one for the trigger and the action node together.
		description: 'Request, send and react to M-PESA payments with Kopo Kopo',
		defaults: { name: 'Kopo Kopo Trigger' },
		builderHint: builderHints.kopoKopoTrigger,
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
		triggerPanel: {
			header: 'Try it with a payment',
			executionsHelp: {
				inactive:
					"<b>To try it</b>, click the button, then pay one shilling to your till or use the simulator.<br /><br /><b>To run it for every event</b>, publish the workflow (activate it before n8n 2). Those executions show in the <a data-key='executions'>executions list</a>.",
				active:
					"<b>This workflow runs for every event.</b> Its executions show in the <a data-key='executions'>executions list</a>.<br /><br /><b>To try a change</b>, click the button, then pay one shilling to your till or use the simulator.",
			},
			activationHint: {
				inactive: 'Then pay one shilling to your till, or use the simulator',
				active: 'Then pay one shilling to your till, or use the simulator',
			},
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
