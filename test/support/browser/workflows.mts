import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';

export const askingNode = 'Ask for the payment';
export const arrivingNode = 'Payment arrives';

const chosen = ({ id, name, type }: Credential) => ({ [type]: { id, name } });

/** A workflow to be run by hand, that asks for a payment and waits for its result. */
export function askByHand(
	credential: Credential,
	changes: WorkflowNode['parameters'] = {},
): WorkflowDraft {
	const start = 'Start';
	return {
		name: 'Ask for a payment',
		nodes: [
			{ name: start, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
			{
				name: askingNode,
				type: 'n8n-nodes-kopokopo.kopoKopo',
				typeVersion: 1,
				credentials: chosen(credential),
				parameters: {
					resource: 'stkPush',
					operation: 'requestPayment',
					tillNumber: 'K123456',
					phoneNumber: '0712 345 678',
					amount: 250,
					firstName: 'Jane',
					lastName: 'Wanjiku',
					waitForResult: true,
					waitInterval: 1,
					options: { callbackUrl: 'https://example.com/callback' },
					...changes,
				},
			},
		],
		connections: { [start]: { main: [[{ node: askingNode, type: 'main', index: 0 }]] } },
	};
}

/** The same workflow, with items for the node. */
export function withItems(draft: WorkflowDraft, items: object[]): WorkflowDraft {
	const [start, asking] = draft.nodes;
	const list = {
		name: 'List',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }) },
	};
	const split = {
		name: 'Items',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'items' },
	};
	const to = ({ name }: WorkflowNode) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	return {
		...draft,
		nodes: [start!, list, split, asking!],
		connections: {
			[start!.name]: to(list),
			[list.name]: to(split),
			[split.name]: to(asking!),
		},
	};
}

/** A workflow that is one trigger. */
export function onPayment(
	credential: Credential,
	trigger: Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters'>,
): WorkflowDraft {
	const nodes = [{ ...trigger, name: arrivingNode, credentials: chosen(credential) }];
	return { name: 'On payment', nodes, connections: {} };
}

/** The trigger as a new node has it, for payments to a till. */
export const webhookTrigger = {
	type: 'n8n-nodes-kopokopo.kopoKopoTrigger',
	typeVersion: 1.1,
	parameters: { events: ['buygoods_transaction_received'] },
};

export const pollingTrigger = {
	type: 'n8n-nodes-kopokopo.kopoKopoPollingTrigger',
	typeVersion: 1,
	parameters: {},
};

/** What a customer pays to the till. */
export const payment = {
	tillNumber: 'K123456',
	amount: 250,
	firstName: 'Jane',
	lastName: 'Wanjiku',
	reference: 'OJM6Q1W84K',
};
