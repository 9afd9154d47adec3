import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';

export const triggerNode = 'Kopo Kopo Trigger';

const passOn = (name: string): WorkflowNode => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { includeOtherFields: true, assignments: { assignments: [] } },
});

/** A trigger, with a node that passes on what comes out of each of its outputs, in their order. */
export function onKopoKopo(
	{ id, name, type }: Credential,
	parameters: WorkflowNode['parameters'] = {},
	outputs: string[] = [],
): WorkflowDraft & { webhookId: string } {
	const webhookId = randomUUID();
	return {
		name: 'On Kopo Kopo',
		webhookId,
		nodes: [
			{
				name: triggerNode,
				type: 'n8n-nodes-kopokopo.kopoKopoTrigger',
				typeVersion: 1,
				webhookId,
				credentials: { [type]: { id, name } },
				parameters,
			},
			...outputs.map(passOn),
		],
		connections: {
			[triggerNode]: { main: outputs.map((node) => [{ node, type: 'main', index: 0 }]) },
		},
	};
}
