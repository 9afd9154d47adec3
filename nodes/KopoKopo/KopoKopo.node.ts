import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { credentialName } from './api/credential';
import { builderHints } from './n8n/builder-hints';
import { operationOf, resources } from './operations';
import { propertiesOf } from './operations/shared/description';
import { hints } from './operations/shared/hints';
import { subtitleFor } from './operations/shared/subtitle';
import { receiveResult, resumeWebhooks } from './run/durable-wait/webhook';
import { runItems } from './run/run-items';

export class KopoKopo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kopo Kopo',
		name: 'kopoKopo',
		icon: { light: 'file:kopokopo.svg', dark: 'file:kopokopo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleFor(resources),
		description: 'Request, send and react to M-PESA payments with Kopo Kopo',
		defaults: { name: 'Kopo Kopo' },
		usableAsTool: true,
		builderHint: builderHints.kopoKopo,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: credentialName, required: true }],
		webhooks: resumeWebhooks,
		waitingNodeTooltip: 'The workflow continues when the customer pays or declines',
		hints,
		properties: propertiesOf(resources, 'stkPush'),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runItems(this, operationOf(this.getNode()))];
	}

	/** Resumes an execution that waits for a payment. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveResult(this, operationOf(this.getNode()).call);
	}
}
