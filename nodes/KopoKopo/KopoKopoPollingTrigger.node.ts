import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { credentialName } from './api/credential';
import { builderHints } from './n8n/builder-hints';
import { propertyOf } from './parameters/field';
import { deduplicate } from './polling-trigger/deduplicate';
import { fields } from './polling-trigger/fields';
import { poll } from './polling-trigger/poll';

export class KopoKopoPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kopo Kopo Polling Trigger',
		name: 'kopoKopoPollingTrigger',
		icon: { light: 'file:kopokopo.svg', dark: 'file:kopokopo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["scope"] === "till" ? "Till " + ($parameter["tillNumber"] || "") : "All Tills" }}',
		description:
			'Starts the workflow on M-PESA payments. For n8n instances that Kopo Kopo cannot reach.',
		defaults: { name: 'Kopo Kopo Polling Trigger' },
		polling: true,
		builderHint: builderHints.kopoKopoPollingTrigger,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: credentialName, required: true }],
		properties: fields.map(propertyOf),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}

	/** n8n calls this first in each execution that a poll has started, and for _Fetch Test Event_. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await deduplicate(this);
	}
}
