import type { IExecuteFunctions } from 'n8n-workflow';

import { InputError } from '../../api/input-error';
import { hasDedupStore } from '../../n8n/dedup-store';
import { internalsOf } from '../../n8n/internals';

/**
 * Why n8n cannot record that a payment is sent. n8n's own agents run a node in a workflow of their making, which has no
 * ID (n8n, `EphemeralNodeExecutor`). Neither an execution ID nor lifecycle hooks are required: the calls of an MCP Server
 * Trigger have none.
 */
export function missingProtection(context: IExecuteFunctions): InputError | undefined {
	if (!hasDedupStore(context)) {
		return new InputError(
			'Nothing was sent: this n8n cannot record payments, so they could be sent twice.',
			'Update n8n to 1.123 or newer.',
		);
	}
	if (!context.getWorkflow().id) {
		return new InputError(
			'Nothing was sent: n8n runs this node outside of a workflow, so payments could be sent twice.',
			'Use the node in a saved workflow. An agent can call that workflow as its tool.',
		);
	}
	if (internalsOf(context).additionalData?.evalLlmMockHandler) {
		return new InputError(
			'Nothing was sent: n8n only simulates the requests of this execution, so a payment would count as sent.',
			'Run the workflow in the Kopo Kopo sandbox to test it.',
		);
	}
	return undefined;
}
