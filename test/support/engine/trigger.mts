import type { IDataObject } from 'n8n-workflow';
import type { Server } from 'node:http';

import { closed, originOf } from '../../simulator/server.mts';
import type { Simulator } from '../../simulator/simulator.mts';
import type { CredentialStore } from './credential-store.mts';
import type { Parameters } from './node-types.mts';
import { credentialsFor } from './setup.mts';
import { serveWebhooks } from './webhook-server.mts';
import { triggerWorkflow } from './webhook.mts';

export type Trigger = Awaited<ReturnType<typeof triggerWorkflow>>;

export const payments: Parameters = { events: ['buygoods_transaction_received'] };
export const twoEvents: Parameters = {
	events: ['buygoods_transaction_received', 'customer_created'],
};
export const till: Parameters = { ...twoEvents, scope: 'till', tillNumber: 'k123456' };

let workflows = 0;

/** A trigger in a new workflow, so that tests share no memory. */
export async function newTrigger(
	simulator: Simulator,
	parameters: Parameters,
	credentials: CredentialStore = credentialsFor(simulator),
	more: { staticData?: IDataObject } = {},
): Promise<Trigger> {
	const id = `workflow-${(workflows += 1)}`;
	return await triggerWorkflow(credentials, parameters, { id, ...more });
}

/** An event as Kopo Kopo sends it, with a unique reference unless the resource has one. */
export const event = (
	id: string,
	{ topic = 'buygoods_transaction_received', resource = {} as object } = {},
): string =>
	JSON.stringify({
		topic,
		id,
		created_at: '2026-10-22T10:43:20+03:00',
		event: {
			type: 'Buygoods Transaction',
			resource: {
				id: 'r1',
				amount: '100.0',
				currency: 'KES',
				reference: `OJM-${id}`,
				till_number: 'K123456',
				...resource,
			},
		},
		_links: {},
	});

export interface TriggerServer {
	url: string;
	trigger: Trigger;
	/** The JSON that the executions started with; `outputs` has a list for each output of the trigger. */
	started: Array<Record<string, unknown>>;
	outputs: unknown[][];
	/** The status of the response when the trigger emits an event: n8n answers 500 if it can't store it. */
	storing: () => number | Promise<number>;
	/** Sends a body signed as Kopo Kopo does, unless told otherwise. */
	send(body: string | Buffer, options?: object): Promise<{ status: number; body: string }>;
}

/**
 * A server that does what n8n does around `webhook()`: it keeps the raw bytes, and responds after the execution
 * is stored.
 */
export function useTriggerServer(holder: { readonly simulator: Simulator }): TriggerServer {
	const state = {} as TriggerServer;
	let server: Server;

	beforeEach(async () => {
		server = await serveWebhooks(async (request, response) => {
			const { workflowData, noWebhookResponse } = await state.trigger.receive(request, response);
			if (noWebhookResponse) return;
			await new Promise((resolve) => setImmediate(resolve));
			const status = await state.storing();
			if (status === 200) {
				state.outputs = workflowData!.map((items) => items.map(({ json }) => json));
				state.started.push(...workflowData!.flat().map(({ json }) => json));
			}
			response.status(status).end();
		});
		Object.assign(state, {
			url: `${originOf(server)}/`,
			trigger: await newTrigger(holder.simulator, payments),
			started: [],
			outputs: [],
			storing: () => 200,
			send: async (body: string | Buffer, options: object = {}) =>
				await holder.simulator.deliver({ url: state.url, body, ...options }),
		} satisfies TriggerServer);
	});

	afterEach(async () => await closed(server));
	return state;
}
