import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowDraft, WorkflowNode } from '../support/host/rest-client.mts';
import { onKopoKopo } from '../support/workflows/trigger.mts';

/** The node that the action's time is taken of, in every workflow. */
export const measuredNode = 'Measured';

/** The node at the end of what verifies signatures with n8n's own nodes. */
export const verdictNode = 'Signature holds';

/** The node at the end of what verifies them with this package's action node. */
export const verifyNode = 'Verify';

export const callbackUrl = 'https://example.com/callback';
export const tillNumber = 'K000000';
const firstName = 'Jane';
const lastName = 'Wanjiru';

/** One payment to ask for; what else it takes is the same in all. */
export interface PaymentItem {
	phoneNumber: string;
	amount: number;
	/** Its idempotency key, for a node that sends one. */
	key?: string;
}

type Workflow = WorkflowDraft & {
	/** Where its webhook is, below n8n's address. */
	path: string;
};

const reference = ({ id, name, type }: Credential) => ({ [type]: { id, name } });

function chain(name: string, path: string, nodes: WorkflowNode[]): Workflow {
	const connections = nodes
		.slice(1)
		.map(({ name: next }, index) => [
			nodes[index]!.name,
			{ main: [[{ node: next, type: 'main', index: 0 }]] },
		]);
	return { name, path: `webhook/${path}`, nodes, connections: Object.fromEntries(connections) };
}

/** n8n's own trigger for requests. */
function webhook(path: string, parameters: WorkflowNode['parameters'] = {}): WorkflowNode {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		parameters: { httpMethod: 'POST', path, ...parameters },
	};
}

/** A webhook that takes `{ items: PaymentItem[] }`, gives them to a node, and answers when that is through. */
function withItems(name: string, path: string, node: Omit<WorkflowNode, 'name'>): Workflow {
	return chain(name, path, [
		webhook(path, { responseMode: 'lastNode', responseData: 'noData' }),
		{
			name: 'Each item',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'body.items' },
		},
		{ name: measuredNode, ...node },
	]);
}

const payment = {
	tillNumber,
	phoneNumber: '={{ $json.phoneNumber }}',
	amount: '={{ $json.amount }}',
	currency: 'KES',
	firstName,
	lastName,
	waitForResult: false,
	options: { callbackUrl },
};

/**
 * Asks for payments with this package's node.
 *
 * @param hasKeys whether each item is sent with its idempotency key
 */
export function askWithKopoKopo(credential: Credential, { hasKeys = false } = {}): Workflow {
	const name = hasKeys ? 'Kopo Kopo, with keys' : 'Kopo Kopo';
	return withItems(name, hasKeys ? 'kopo-kopo-keys' : 'kopo-kopo', {
		type: 'n8n-nodes-kopokopo.kopoKopo',
		typeVersion: 1,
		credentials: reference(credential),
		parameters: {
			resource: 'stkPush',
			operation: 'requestPayment',
			...payment,
			...(hasKeys && { idempotencyKey: '={{ $json.key }}' }),
		},
	});
}

/** Asks for the same payments with the floor, {@link file://./fixture/PlainPayments.node.js}. */
export function askWithPlainNode(credential: Credential, url: string): Workflow {
	return withItems('Plain node', 'plain', {
		type: 'n8n-nodes-benchmark.plainPayments',
		typeVersion: 1,
		credentials: reference(credential),
		parameters: { url, ...payment, requestOptions: {} },
	});
}

const httpBody = `={{ JSON.stringify({
	payment_channel: 'M-PESA STK Push',
	till_number: '${tillNumber}',
	subscriber: {
		first_name: '${firstName}',
		last_name: '${lastName}',
		phone_number: $json.phoneNumber,
	},
	amount: { currency: 'KES', value: $json.amount },
	_links: { callback_url: '${callbackUrl}' },
}) }}`;

/** Asks for the same payments with n8n's HTTP Request node. */
export function askWithHttpRequest(credential: Credential, url: string): Workflow {
	return withItems('HTTP Request', 'http-request', {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		credentials: reference(credential),
		parameters: {
			method: 'POST',
			url,
			authentication: 'genericCredentialType',
			genericAuthType: 'oAuth2Api',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: httpBody,
		},
	});
}

/** This package's trigger. */
export function onKopoKopoEvent(credential: Credential, event: string): Workflow {
	const draft = onKopoKopo(credential, { events: [event] });
	return { ...draft, path: `webhook/${draft.webhookId}/kopokopo` };
}

/** n8n's own webhook, which takes everything. */
export function onWebhook(): Workflow {
	return chain('Webhook', 'bare', [webhook('bare')]);
}

/** What a user can make of n8n's own nodes to check the signature. */
export function onCheckedWebhook(hmac: Credential): Workflow {
	const check: WorkflowNode[] = [
		webhook('checked', { options: { rawBody: true } }),
		{
			name: 'Crypto',
			type: 'n8n-nodes-base.crypto',
			typeVersion: 2,
			credentials: reference(hmac),
			parameters: {
				action: 'hmac',
				type: 'SHA256',
				encoding: 'hex',
				binaryData: true,
				binaryPropertyName: 'data',
				dataPropertyName: 'expected',
			},
		},
		{
			name: verdictNode,
			type: 'n8n-nodes-base.if',
			typeVersion: 2.3,
			parameters: {
				conditions: {
					combinator: 'and',
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
					conditions: [
						{
							id: randomUUID(),
							leftValue: '={{ $json.headers["x-kopokopo-signature"] }}',
							rightValue: '={{ $json.expected }}',
							operator: { type: 'string', operation: 'equals' },
						},
					],
				},
			},
		},
	];
	return chain('Webhook, Crypto, If', 'checked', check);
}

/** The same with Webhook Event → Verify, which also reads the event. */
export function onVerifiedWebhook(credential: Credential): Workflow {
	const verify: WorkflowNode = {
		name: verifyNode,
		type: 'n8n-nodes-kopokopo.kopoKopo',
		typeVersion: 1,
		credentials: reference(credential),
		parameters: { resource: 'webhookEvent', operation: 'verify' },
	};
	const path = 'verified';
	return chain('Webhook, Verify', path, [webhook(path, { options: { rawBody: true } }), verify]);
}

/** A community trigger that checks nothing and reads nothing. */
export function onEmptyTrigger(): Workflow {
	return alone('emptyTrigger', 'empty');
}

/** Has n8n collect its garbage when it is asked to. */
export function onCollectGarbage(): Workflow {
	return alone('collectGarbageTrigger', 'collect');
}

function alone(type: string, path: string): Workflow {
	const webhookId = randomUUID();
	return chain(type, `${webhookId}/${path}`, [
		{
			name: type,
			type: `n8n-nodes-benchmark.${type}`,
			typeVersion: 1,
			webhookId,
			parameters: {},
		},
	]);
}
