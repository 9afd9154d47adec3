import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { credentialName } from './api/names';
import { resources } from './resources';
import { requestOptionsField } from './resources/request-options';
import { propertiesOf } from './resources/resource';

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
		requestDefaults: {
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		},
		properties: [...propertiesOf(resources, 'stkPush'), requestOptionsField],
	};

	/**
	 * Nothing calls this: the description has no webhooks. n8n replaces the Request Options of a
	 * declarative node without it by its own, which let a node with many items stop everything else
	 * (n8n-core, `DirectoryLoader.applyDeclarativeNodeOptionParameters`).
	 */
	async webhook(): Promise<IWebhookResponseData> {
		return {};
	}
}
