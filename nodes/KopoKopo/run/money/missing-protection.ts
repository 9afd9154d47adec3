import type { IExecuteFunctions } from 'n8n-workflow';

import { InputError } from '../../api/input-error';
import { lifecycleHooks } from '../../n8n/after-stored';
import { hasDedupStore } from '../../n8n/dedup-store';

const updateN8n = 'Update n8n to 1.123 or newer.';

/**
 * Why n8n cannot keep what makes sure that a payment is sent once. n8n's own agents run a node outside of a workflow, in
 * no execution (n8n, `EphemeralNodeExecutor`).
 */
export function missingProtection(context: IExecuteFunctions): InputError | undefined {
	if (!hasDedupStore(context)) {
		return new InputError(
			'Nothing was sent: this n8n cannot record payments, so they could be sent twice.',
			updateN8n,
		);
	}
	if (!context.getExecutionId()) {
		return new InputError(
			'Nothing was sent: n8n runs this node outside of an execution, so payments could be sent twice.',
			'Use the node in a saved workflow. An agent can call that workflow as its tool.',
		);
	}
	if (!lifecycleHooks(context)) {
		return new InputError(
			'Nothing was sent: this n8n does not say when an execution is stored, so payments could be sent twice.',
			updateN8n,
		);
	}
	return undefined;
}
