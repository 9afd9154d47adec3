import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { credentialName } from './api/names';
import { resources } from './resources';
import { customOperationsOf } from './resources/custom-operations';
import { resumeWebhooks } from './resources/park';
import { requestDefaults, requestOptionsField } from './resources/request-options';
import { propertiesOf } from './resources/resource';
import { takeResult } from './resources/stkPush/callback';

export class KopoKopo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kopo Kopo',
		name: 'kopoKopo',
		icon: { light: 'file:kopokopo.svg', dark: 'file:kopokopo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Take and send M-PESA payments with Kopo Kopo',
		defaults: { name: 'Kopo Kopo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: credentialName, required: true }],
		requestDefaults,
		webhooks: resumeWebhooks,
		waitingNodeTooltip: 'The workflow goes on when the customer has paid or declined',
		properties: [...propertiesOf(resources, 'stkPush'), requestOptionsField],
	};

	customOperations = customOperationsOf(resources);

	/** Wakes an execution that waits for a payment. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await takeResult(this);
	}
}
