import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Json } from '../host/executions.mts';
import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';

const page = readFileSync('docs/masked-numbers.md', 'utf8');

/** The expressions that a section of docs/masked-numbers.md shows, as n8n stores them. */
export function expressionsOf(section: string): string[] {
	const [, text = ''] = new RegExp(`^## ${section}$([^]*?)(?=^## |$(?![^]))`, 'm').exec(page) ?? [];
	const found = [...text.matchAll(/```\s*(\{\{ .+ \}\})\s*```/g)].map(([, shown]) => `=${shown}`);
	if (found.length === 0) throw new Error(`No expression in docs/masked-numbers.md: ${section}`);
	return found;
}

/** The node that the expressions name. */
export const triggerNode = 'Payment arrives';
export const matchedNode = 'The order that was paid';
export const smsNode = 'Thank the payer';

const whether = (...expressions: string[]) => ({
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: expressions.map((leftValue, index) => ({
			id: String(index),
			leftValue,
			rightValue: '',
			operator: { type: 'boolean', operation: 'true', singleValue: true },
		})),
		combinator: 'and',
	},
});

const inOrder = (nodes: WorkflowNode[]): WorkflowDraft['connections'] =>
	Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name: node }, index) => [
				nodes[index]!.name,
				{ main: [[{ node, type: 'main', index: 0 }]] },
			]),
	);

const usedBy = ({ id, name, type }: Credential) => ({ [type]: { id, name } });

const kopoKopo = (
	credential: Credential,
	name: string,
	parameters: WorkflowNode['parameters'],
): WorkflowNode => ({
	name,
	type: 'n8n-nodes-kopokopo.kopoKopo',
	typeVersion: 1,
	credentials: usedBy(credential),
	parameters,
});

/** The workflow of the page: the trigger, the open orders, and a Filter with a section's expression. */
export function matchOrders(
	credential: Credential,
	section: string,
	orders: Json[],
	trigger: WorkflowNode['parameters'] = {},
): WorkflowDraft & { webhookId: string } {
	const webhookId = randomUUID();
	const [isPaid, isEnough] = expressionsOf('The workflow') as [string, string];
	const [isSame] = expressionsOf(section) as [string];
	const [eventId] = expressionsOf('Send an SMS') as [string];
	const nodes: WorkflowNode[] = [
		{
			name: triggerNode,
			type: 'n8n-nodes-kopokopo.kopoKopoTrigger',
			typeVersion: 1.1,
			webhookId,
			credentials: usedBy(credential),
			parameters: trigger,
		},
		{
			name: 'Was it paid?',
			type: 'n8n-nodes-base.if',
			typeVersion: 2.2,
			parameters: whether(isPaid),
		},
		{
			name: 'Open orders',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ orders }) },
		},
		{
			name: 'Each order',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'orders' },
		},
		{
			name: matchedNode,
			type: 'n8n-nodes-base.filter',
			typeVersion: 2.2,
			parameters: whether(isSame, isEnough),
		},
		kopoKopo(credential, smsNode, {
			resource: 'sms',
			operation: 'sendTransactionSms',
			webhookEventReference: eventId,
			message: `=Receipt {{ $('${triggerNode}').item.json.reference }}: thank you!`,
			waitForResult: false,
		}),
	];
	// Results of requests are no events, which an SMS needs.
	const used = trigger.triggerOn === 'requestResults' ? nodes.slice(0, -1) : nodes;
	return { name: `Match ${section}`, webhookId, nodes: used, connections: inOrder(used) };
}

/** A workflow that sends one request with the Kopo Kopo node. */
export function request(
	credential: Credential,
	parameters: WorkflowNode['parameters'],
): WorkflowDraft {
	const nodes = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		kopoKopo(credential, 'Request', parameters),
	];
	return { name: 'Request', nodes, connections: inOrder(nodes) };
}
