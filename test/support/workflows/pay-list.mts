import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowDraft } from '../host/rest-client.mts';

export const payEachNode = 'Pay each';

/** A payment of a list, as it is posted to the workflow's webhook. */
export interface ListedPayment {
	/** Known to Kopo Kopo by its metadata, and the idempotency key where there is one. */
	order: string;
	amount: number;
	destination: string;
}

const to = (node: string) => [{ node, type: 'main', index: 0 }];

/**
 * A webhook that takes `{ payments: ListedPayment[] }`, answers at once and pays each, going on after one that fails.
 *
 * @param hasKeys whether each is sent with an idempotency key
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
