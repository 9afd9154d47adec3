import { randomUUID } from 'node:crypto';
import { agentForEach } from '../support/e2e/agent.mts';
import {
	startScriptedModel,
	type Question,
	type ScriptedModel,
} from '../support/e2e/scripted-model.mts';
import { askingTool } from '../support/e2e/tool-server.mts';
import type { WorkflowDraft } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';

/** An agent that runs for several items, some of which ask for the same. */
let env: Environment;
let model: ScriptedModel;

beforeAll(async () => {
	env = await openEnvironment();
	model = await startScriptedModel();
});

beforeEach(() => env.simulator.reset());

afterAll(async () => {
	await env.close();
	await model.close();
});

/** An agent that asks for a payment for each order. */
const askForEach = (path: string, typeVersion: number): Promise<WorkflowDraft> =>
	agentForEach(env, model, path, [askingTool(env.credential, 'requestPayment')], { typeVersion });

const call = (order: string) => ({
	tool: 'Ask_for_a_payment',
	arguments: { Phone_Number: '0700 000 005', Amount: 50, Order: order },
});

/** Asks for a payment so often for each order, and then says that it is done. */
const times =
	(most: number) =>
	({ messages }: Question) =>
		messages.filter(({ role }) => role === 'tool').length < most
			? call(String(messages.findLast(({ role }) => role === 'user')?.content))
			: 'Done.';

async function run(draft: WorkflowDraft, path: string, most: number, orders: string[]) {
	const workflow = await env.open(draft);
	model.script(...Array.from({ length: 20 }, () => times(most)));
	await env.post(path, { orders: orders.map((order) => ({ order })) });
	const [execution] = await env.executions(workflow);
	return execution!;
}

const payments = () => env.simulator.resources().filter(({ type }) => type === 'incoming_payment');

const equal = ['Take 50', 'Take 50', 'Take 50'];

it.each([
	['once', 1],
	['twice', 2],
])('pays each of three equal orders, though the model calls %s for each', async (_name, most) => {
	const path = randomUUID();
	const execution = await run(await askForEach(path, 3), path, most, equal);
	expect(execution.error).toBeNull();
	expect(execution.output('Cashier')).toEqual(Array(3).fill({ output: 'Done.' }));
	expect(payments()).toHaveLength(3);
});

describe('an older agent, which does not tell for which item it asks', () => {
	it('does not report an equal order as paid, and pays none twice', async () => {
		const path = randomUUID();
		const before = model.asked.length;
		await run(await askForEach(path, 2.2), path, 1, equal);
		const told = model.asked.slice(before).flatMap(({ messages }) => messages);
		const acknowledged = told.filter(({ content }) => content?.includes('"location"'));
		expect(acknowledged).toHaveLength(1);
		expect(payments()).toHaveLength(1);
	});

	it('pays each order that has a key of its own, once', async () => {
		const path = randomUUID();
		const draft = await askForEach(path, 2.2);
		draft.nodes.at(-1)!.parameters.idempotencyKey =
			"={{ $fromAI('Order', 'The order', 'string') }}";
		const execution = await run(draft, path, 2, ['first', 'second', 'third']);
		expect(execution.error).toBeNull();
		expect(payments()).toHaveLength(3);
	});
});
