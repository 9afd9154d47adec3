import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';

const connectInOrder = (nodes: WorkflowNode[]): WorkflowDraft['connections'] =>
	Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [
				nodes[index]!.name,
				{ main: [[{ node: name, type: 'main', index: 0 }]] },
			]),
	);

const workflow = (name: string, nodes: WorkflowNode[]): WorkflowDraft => ({
	name,
	nodes,
	connections: connectInOrder(nodes),
});

const withCredential = ({ id, name, type }: Credential) => ({ [type]: { id, name } });

/** One payment to ask for, as it is sent to {@link askForPayment}'s webhook. */
export interface PaymentRequest {
	tillNumber: string;
	phoneNumber: string;
	amount: number;
	firstName: string;
	lastName: string;
	callbackUrl: string;
}

/** One by its amount, for which the simulator's customer pays. */
export const payment = (amount: number): PaymentRequest => ({
	tillNumber: 'K000000',
	phoneNumber: '+254700000005',
	amount,
	firstName: 'Jane',
	lastName: 'Wanjiru',
	callbackUrl: 'https://example.com/callback',
});

export const requestPaymentNode = 'Request payment';
export const receivedNode = 'Payment received';
export const smsNode = 'SMS text';

/** A webhook that takes `{ payments: PaymentRequest[] }`, asks for each, and answers with the acknowledgements. */
export function askForPayment(
	credential: Credential,
	path: string,
	settings: Partial<WorkflowNode> = {},
): WorkflowDraft {
	return workflow('Ask for a payment', [
		{
			name: 'Payments to ask for',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			webhookId: crypto.randomUUID(),
			parameters: {
				httpMethod: 'POST',
				path,
				responseMode: 'lastNode',
				responseData: 'allEntries',
			},
		},
		{
			name: 'Each payment',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'body.payments' },
		},
		{
			name: requestPaymentNode,
			type: 'n8n-nodes-kopokopo.kopoKopo',
			typeVersion: 1,
			credentials: withCredential(credential),
			parameters: {
				resource: 'stkPush',
				operation: 'requestPayment',
				tillNumber: '={{ $json.tillNumber }}',
				phoneNumber: '={{ $json.phoneNumber }}',
				amount: '={{ $json.amount }}',
				currency: 'KES',
				firstName: '={{ $json.firstName }}',
				lastName: '={{ $json.lastName }}',
				waitForResult: false,
				options: { callbackUrl: '={{ $json.callbackUrl }}' },
			},
			...settings,
		},
	]);
}

const smsText =
	'=Dear {{ $json.senderFirstName }}, we received {{ $json.currency }} {{ $json.amount }} ' +
	'(receipt {{ $json.reference }}). Thank you!';

/** Starts when a till receives money, and makes what _Send Transaction SMS_ needs: M-PESA masks the payer's number. */
export function onPaymentReceived(credential: Credential): WorkflowDraft {
	return workflow('On payment received', [
		{
			name: receivedNode,
			type: 'n8n-nodes-kopokopo.kopoKopoTrigger',
			typeVersion: 1,
			webhookId: crypto.randomUUID(),
			credentials: withCredential(credential),
			parameters: { events: ['buygoods_transaction_received'], scope: 'company', simplify: true },
		},
		{
			name: smsNode,
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				assignments: {
					assignments: [
						{ id: 'event', name: 'event', value: '={{ $json.id }}', type: 'string' },
						{ id: 'text', name: 'text', value: smsText, type: 'string' },
					],
				},
			},
		},
	]);
}
