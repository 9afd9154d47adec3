import { randomUUID } from 'node:crypto';
import type { Simulator } from '../../simulator/simulator.mts';
import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';

export const payNode = 'Pay and wait';
export const afterNode = 'After the payment';

const tillNumber = 'K123456';

/** One payment to wait for, as it is posted to the workflow's webhook. */
export interface Order {
	/** Known to Kopo Kopo by its metadata. */
	order: string;
	phoneNumber: string;
	amount: number;
}

const orders = (path: string): WorkflowNode[] => [
	{
		name: 'Orders',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: randomUUID(),
		parameters: { httpMethod: 'POST', path },
	},
	{
		name: 'Each order',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'body.orders' },
	},
];

const pay = (
	{ id, name, type }: Credential,
	options: object,
	settings: Partial<WorkflowNode>,
): WorkflowNode => ({
	name: payNode,
	type: 'n8n-nodes-kopokopo.kopoKopo',
	typeVersion: 1,
	credentials: { [type]: { id, name } },
	parameters: {
		resource: 'stkPush',
		operation: 'requestPaymentAndWait',
		tillNumber,
		phoneNumber: '={{ $json.phoneNumber }}',
		amount: '={{ $json.amount }}',
		options: { metadata: { pair: [{ key: 'order', value: '={{ $json.order }}' }] }, ...options },
	},
	...settings,
});

const after: WorkflowNode = {
	name: afterNode,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { includeOtherFields: true, assignments: { assignments: [] } },
};

const to = (node: string) => [{ node, type: 'main', index: 0 }];

/** A webhook that takes `{ orders: Order[] }`, asks for the payment and passes its result on. */
export function askAndWait(
	credential: Credential,
	path: string,
	{ options = {}, settings = {} }: { options?: object; settings?: Partial<WorkflowNode> } = {},
): WorkflowDraft {
	return {
		name: 'Ask and wait',
		nodes: [...orders(path), pay(credential, options, settings), after],
		connections: {
			Orders: { main: [to('Each order')] },
			'Each order': { main: [to(payNode)] },
			[payNode]: { main: [to(afterNode)] },
		},
	};
}

/** The same for several orders, one after the other in one execution. */
export function askInTurn(credential: Credential, path: string): WorkflowDraft {
	const loop: WorkflowNode = {
		name: 'Loop Over Items',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: {},
	};
	return {
		name: 'Ask one after the other',
		nodes: [...orders(path), loop, pay(credential, {}, {}), after],
		connections: {
			Orders: { main: [to('Each order')] },
			'Each order': { main: [to(loop.name)] },
			[loop.name]: { main: [to(afterNode), to(payNode)] },
			[payNode]: { main: [to(loop.name)] },
		},
	};
}

/** The same with n8n's own Wait node, which receives the result by its suffix. */
export function askThenWait(credential: Credential, path: string): WorkflowDraft {
	const ask = pay(credential, {}, {});
	Object.assign(ask.parameters, { operation: 'requestPayment', waitForResult: false });
	const wait: WorkflowNode = {
		name: afterNode,
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		webhookId: randomUUID(),
		parameters: {
			resume: 'webhook',
			httpMethod: 'POST',
			options: { webhookSuffix: 'kopokopo-result' },
		},
	};
	return {
		name: 'Ask, then wait',
		nodes: [...orders(path), ask, wait],
		connections: {
			Orders: { main: [to('Each order')] },
			'Each order': { main: [to(payNode)] },
			[payNode]: { main: [to(afterNode)] },
		},
	};
}

/** A payment that Kopo Kopo was asked for. */
export interface Asked {
	id: string;
	location: string;
	callbackUrl: string;
	executionId: string;
}

interface Result {
	data: { attributes: { _links: { callback_url: string } } };
}

/** The payment of an order, once it was asked for. */
export function askedFor(simulator: Simulator, order: string): Asked | undefined {
	const found = simulator
		.resources()
		.find(({ attributes }) => (attributes.metadata as Order | null)?.order === order);
	if (!found) return undefined;
	const { data } = simulator.document(found.id) as unknown as Result;
	const { callback_url } = data.attributes._links;
	const [, executionId = ''] = /\/webhook-waiting\/(\d+)/.exec(callback_url) ?? [];
	return { id: found.id, location: found.location, callbackUrl: callback_url, executionId };
}

/** A result of a payment as Kopo Kopo posts it. */
export function resultOf(id: string, amount: number, till = tillNumber): string {
	return JSON.stringify({
		data: {
			id,
			type: 'incoming_payment',
			attributes: {
				initiation_time: '2026-01-05T09:00:00+03:00',
				status: 'Success',
				event: {
					type: 'Incoming Payment Request',
					resource: { id, amount: `${amount}.0`, till_number: till, reference: 'OJM6Q1W84K' },
					errors: null,
				},
			},
		},
	});
}
