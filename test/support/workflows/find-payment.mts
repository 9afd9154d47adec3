import type { Credential, WorkflowDraft } from '../host/rest-client.mts';

export const findNode = 'Find payment';
export const paidNode = 'Deliver';
export const notPaidNode = 'Do not deliver yet';

/** A webhook that receives `{ claims: [{ receipt, phone, amount }] }`, looks for each, and delivers what is paid in full. */
export const findClaims = ({ id, name, type }: Credential, path: string): WorkflowDraft => ({
	name: 'The customer says they paid',
	nodes: [
		{
			name: 'Claims',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			webhookId: crypto.randomUUID(),
			parameters: { httpMethod: 'POST', path },
		},
		{
			name: 'Each claim',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'body.claims' },
		},
		{
			name: findNode,
			type: 'n8n-nodes-kopokopo.kopoKopo',
			typeVersion: 1,
			credentials: { [type]: { id, name } },
			parameters: {
				resource: 'polling',
				operation: 'findPayment',
				reference: "={{ $json.receipt || '' }}",
				phoneNumber: "={{ $json.phone || '' }}",
				scope: 'company',
				options: { expectedAmount: '={{ $json.amount }}', waitInterval: 1 },
			},
		},
		{
			name: 'Paid in full?',
			type: 'n8n-nodes-base.if',
			typeVersion: 2.2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: 'paid-in-full',
							leftValue: '={{ $json.paidInFull }}',
							rightValue: '',
							operator: { type: 'boolean', operation: 'true', singleValue: true },
						},
					],
				},
			},
		},
		...[paidNode, notPaidNode].map((end) => ({
			name: end,
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			parameters: {},
		})),
	],
	connections: {
		Claims: { main: [[{ node: 'Each claim', type: 'main', index: 0 }]] },
		'Each claim': { main: [[{ node: findNode, type: 'main', index: 0 }]] },
		[findNode]: { main: [[{ node: 'Paid in full?', type: 'main', index: 0 }]] },
		'Paid in full?': {
			main: [
				[{ node: paidNode, type: 'main', index: 0 }],
				[{ node: notPaidNode, type: 'main', index: 0 }],
			],
		},
	},
});
