import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowDraft } from '../host/rest-client.mts';

export const payEachNode = 'Pay each';

/** A payment in a list that is posted to the workflow's webhook. */
export interface ListedPayment {
	/** Sent to Kopo Kopo as metadata, and used as the idempotency key if there are keys. */
	order: string;
	amount: number;
	destination: string;
}

const to = (node: string) => [{ node, type: 'main', index: 0 }];

/**
 * A workflow whose webhook receives `{ payments: ListedPayment[] }`, responds at once and pays each of them. It continues
 * if one fails.
 *
 * @param hasKeys whether each payment has an idempotency key
 */
export function payList(
	{ id, name, type }: Credential,
	path: string,
	{ hasKeys }: { hasKeys: boolean },
): WorkflowDraft {
	return {
		name: 'Pay a list',
		nodes: [
			{
				name: 'List',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: randomUUID(),
				parameters: { httpMethod: 'POST', path },
			},
			{
				name: 'Each payment',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				parameters: { fieldToSplitOut: 'body.payments' },
			},
			{
				name: payEachNode,
				type: 'n8n-nodes-kopokopo.kopoKopo',
				typeVersion: 1,
				credentials: { [type]: { id, name } },
				onError: 'continueRegularOutput',
				parameters: {
					resource: 'pay',
					operation: 'sendPayment',
					destinationType: 'mobile_wallet',
					destinationReference: '={{ $json.destination }}',
					amount: '={{ $json.amount }}',
					description: 'Supplies',
					waitForResult: false,
					...(hasKeys && { idempotencyKey: '={{ $json.order }}' }),
					options: {
						callbackUrl: 'https://example.com/callback',
						metadata: { pair: [{ key: 'order', value: '={{ $json.order }}' }] },
					},
					requestOptions: { batching: { batch: { batchSize: 10, batchInterval: 150 } } },
				},
			},
		],
		connections: {
			List: { main: [to('Each payment')] },
			'Each payment': { main: [to(payEachNode)] },
		},
	};
}
