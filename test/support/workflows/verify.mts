import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';
import { afterNode, askThenWait, payNode } from './waiting.mts';

export const verifyNode = 'Verify';
export const newEventNode = 'Not seen before';
export const paidNode = 'Paid';
export const notVerifiedNode = 'Not verified';

const to = (node: string) => [{ node, type: 'main', index: 0 }];

const reference = ({ id, name, type }: Credential) => ({ [type]: { id, name } });

const kopoKopo = (
	name: string,
	credential: Credential,
	parameters: WorkflowNode['parameters'],
	settings: Partial<WorkflowNode> = {},
): WorkflowNode => ({
	name,
	type: 'n8n-nodes-kopokopo.kopoKopo',
	typeVersion: 1,
	credentials: reference(credential),
	parameters,
	...settings,
});

const verify = (
	credential: Credential,
	parameters: object = {},
	settings: Partial<WorkflowNode> = { onError: 'continueErrorOutput' },
) =>
	kopoKopo(
		verifyNode,
		credential,
		{ resource: 'webhookEvent', operation: 'verify', ...parameters },
		settings,
	);

const webhook = (path: string, parameters: WorkflowNode['parameters']): WorkflowNode => ({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: randomUUID(),
	parameters: { httpMethod: 'POST', path, ...parameters },
});

const passOn = (name: string): WorkflowNode => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { includeOtherFields: true, assignments: { assignments: [] } },
});

const respond = (name: string, responseCode: number): WorkflowNode => ({
	name,
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.1,
	parameters: { respondWith: 'noData', options: { responseCode } },
});

/** Webhook → Verify, which stops at what it cannot verify. */
export function verifyReceived(
	credential: Credential,
	path: string,
	{ options = { rawBody: true } as object, parameters = {} } = {},
): WorkflowDraft {
	const nodes = [webhook(path, { options }), verify(credential, parameters, {})];
	return { name: 'Verify', nodes, connections: { Webhook: { main: [to(verifyNode)] } } };
}

/** Answers 200 to an event and 401 to anything else, and drops events that were seen before. */
export function verifyAndRespond(credential: Credential, path: string): WorkflowDraft {
	const newEvent: WorkflowNode = {
		name: newEventNode,
		type: 'n8n-nodes-base.removeDuplicates',
		typeVersion: 2,
		parameters: {
			operation: 'removeItemsSeenInPreviousExecutions',
			logic: 'removeItemsWithAlreadySeenKeyValues',
			dedupeValue: '={{ $json.id }}',
			options: {},
		},
	};
	return {
		name: 'Verify, respond and drop duplicates',
		nodes: [
			webhook(path, { responseMode: 'responseNode', options: { rawBody: true } }),
			verify(credential),
			respond('200', 200),
			respond('401', 401),
			newEvent,
		],
		connections: {
			Webhook: { main: [to(verifyNode)] },
			[verifyNode]: { main: [to('200'), to('401')] },
			'200': { main: [to(newEventNode)] },
		},
	};
}

/** Subscribes a URL that is posted to it. */
export function subscribe(credential: Credential, path: string): WorkflowDraft {
	const create = kopoKopo('Subscribe', credential, {
		resource: 'webhookSubscription',
		operation: 'create',
		eventType: 'buygoods_transaction_received',
		url: '={{ $json.body.url }}',
	});
	return {
		name: 'Subscribe',
		nodes: [webhook(path, { responseMode: 'lastNode' }), create],
		connections: { Webhook: { main: [to(create.name)] } },
	};
}

/** A queue's message, `{ text, signature }`, whose text n8n writes to a file. */
export function verifyFile(credential: Credential, path: string): WorkflowDraft {
	const file: WorkflowNode = {
		name: 'File',
		type: 'n8n-nodes-base.convertToFile',
		typeVersion: 1.1,
		parameters: { operation: 'toText', sourceProperty: 'body.text', options: {} },
	};
	const signature = "={{ $('Webhook').item.json.body.signature }}";
	return {
		name: 'Verify a file',
		nodes: [webhook(path, { options: {} }), file, verify(credential, { signature }, {})],
		connections: { Webhook: { main: [to('File')] }, File: { main: [to(verifyNode)] } },
	};
}

/** Asks for a payment, waits for its result with a Wait node, and accepts only its own genuine result. */
export function askWaitAndVerify(credential: Credential, path: string): WorkflowDraft {
	const { nodes, connections } = askThenWait(credential, path);
	const wait = nodes.find(({ name }) => name === afterNode)!;
	Object.assign(wait.parameters.options as object, { rawBody: true });
	const own: WorkflowNode = {
		name: 'Is it paid?',
		type: 'n8n-nodes-base.if',
		typeVersion: 2.2,
		parameters: {
			conditions: {
				combinator: 'and',
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
				conditions: [
					{
						id: randomUUID(),
						leftValue: `={{ $json.paid === true && $json.id === $('${payNode}').first().json.id }}`,
						rightValue: '',
						operator: { type: 'boolean', operation: 'true', singleValue: true },
					},
				],
			},
		},
	};
	return {
		name: 'Ask, wait and verify',
		nodes: [...nodes, verify(credential), own, passOn(paidNode), passOn(notVerifiedNode)],
		connections: {
			...connections,
			[afterNode]: { main: [to(verifyNode)] },
			[verifyNode]: { main: [to(own.name), to(notVerifiedNode)] },
			[own.name]: { main: [to(paidNode)] },
		},
	};
}
