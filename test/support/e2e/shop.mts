import { randomUUID } from 'node:crypto';
import type { Execution, Json } from '../host/executions.mts';
import { fetchOnNewConnection } from '../host/new-connection.mts';
import type { Credential, StoredWorkflow, WorkflowDraft } from '../host/rest-client.mts';
import { waitFor } from '../host/wait.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import { example } from '../workflows/example.mts';
import { askedFor, type Asked } from '../workflows/waiting.mts';

const key = { 'X-Shop': 'lipa-na-shop-1' };

const login: Omit<Credential, 'id'> = {
	name: 'Shop',
	type: 'httpHeaderAuth',
	data: { name: 'X-Shop', value: key['X-Shop'] },
};

const seconds = 240;

/** An active example that receives the orders of a shop. */
export interface ShopExample {
	/** Posts an order and waits until the customer has the prompt and the execution waits. */
	ask(order: Json & { order: string }): Promise<Asked>;
	/** Waits until the execution of an order waits. */
	waits(asked: Asked): Promise<void>;
	/** Posts an order and returns the HTTP status. */
	place(order: Json, headers?: Record<string, string>): Promise<number>;
	/** The output of the end nodes of an order's execution, once it has ended. */
	outcomes(asked: Asked): Promise<Record<string, Json[]>>;
	/** The same for an order whose execution never waits. */
	outcomesOf(order: Json): Promise<Record<string, Json[]>>;
	/** The error that an order's execution ended with. */
	error(asked: Asked): Promise<string | null>;
}

const endNodes = ['Paid', 'Not paid', 'Not known'];

const outcomesIn = (execution: Execution) =>
	Object.fromEntries(endNodes.map((node) => [node, execution.output(node)]));

/** The outcomes of an order that ends in one of the end nodes. */
export const only = (node: string, fields: Json) => ({
	...Object.fromEntries(endNodes.map((each) => [each, []])),
	[node]: [expect.objectContaining(fields)],
});

/**
 * Opens an example that starts with a shop's order, at its own path.
 *
 * @param changes replacements in the example's JSON, such as shorter waits
 */
export async function openShopExample(
	env: Environment,
	name: string,
	changes: Record<string, string> = {},
): Promise<ShopExample> {
	const shop = await env.rest.createCredential(login);
	const draft = Object.entries(changes).reduce(
		(text, [from, to]) => text.replace(from, to),
		JSON.stringify(await example(name, [env.credential, shop])),
	);
	const { nodes, ...rest } = JSON.parse(draft) as WorkflowDraft;
	const path = randomUUID();
	const atPath = nodes.map((node) =>
		node.name === 'Order' ? { ...node, parameters: { ...node.parameters, path } } : node,
	);
	const workflow: StoredWorkflow = await env.open({ ...rest, nodes: atPath });

	const place: ShopExample['place'] = async (order, headers = key) => {
		const answer = await fetchOnNewConnection(`${env.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify(order),
		});
		return answer.status;
	};
	const waits = (asked: Asked) =>
		waitFor(`execution ${asked.executionId} that waits`, seconds, async () => {
			const executions = await env.rest.executions(workflow);
			const { status } = executions.find(({ id }) => id === asked.executionId) ?? {};
			return status === 'waiting' || undefined;
		});
	return {
		place,
		async ask(order) {
			await place(order);
			const what = `customer asked to pay ${order.order}`;
			const asked = await waitFor(what, seconds, () => askedFor(env.simulator, order.order));
			await waits(asked);
			return asked;
		},
		waits: async (asked) => void (await waits(asked)),
		outcomes: async ({ executionId }) => outcomesIn(await env.execution(workflow, executionId)),
		error: async ({ executionId }) => (await env.execution(workflow, executionId)).error,
		outcomesOf: async (order) =>
			outcomesIn(await env.next(workflow, async () => await place(order))),
	};
}
