import { randomUUID } from 'node:crypto';

import { agentForEach, kopoKopoTool } from '../support/e2e/agent.mts';
import { startScriptedModel } from '../support/e2e/scripted-model.mts';
import { kopoKopoToolServer } from '../support/e2e/tool-server.mts';
import { fetchOnNewConnection } from '../support/host/new-connection.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';

let env: Environment;

beforeAll(async () => {
	env = await openEnvironment();
});

afterAll(() => env.close());

/** Opens the MCP server that n8n makes of the node, and calls its methods as an agent does. */
async function agentOn(path: string, operation: string, parameters: Record<string, unknown> = {}) {
	const workflow = await env.open(kopoKopoToolServer(env.credential, path, operation, parameters));
	let session: string | null = null;
	let calls = 0;

	const call = async (method: string, params: object) => {
		const id = method.startsWith('notifications/') ? undefined : (calls += 1);
		const answer = await fetchOnNewConnection(`${env.url}/mcp/${path}`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(session && { 'mcp-session-id': session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', method, params, id }),
		});
		session ??= answer.headers.get('mcp-session-id');
		const text = await answer.text();
		const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
		return data ? (JSON.parse(data) as { result?: Record<string, unknown> }).result : undefined;
	};

	await call('initialize', {
		protocolVersion: '2025-03-26',
		capabilities: {},
		clientInfo: { name: 'test', version: '1' },
	});
	await call('notifications/initialized', {});
	const [tool] = (await call('tools/list', {}))!.tools as Array<{
		name: string;
		description: string;
		inputSchema: { properties: object };
	}>;
	return {
		workflow,
		reads: tool!.description,
		asksFor: Object.keys(tool!.inputSchema.properties),
		use: async (values: object) =>
			JSON.stringify(await call('tools/call', { name: tool!.name, arguments: values })),
	};
}

/** The rows of a workflow in n8n's deduplication store. */
const recordsOf = async ({ id }: StoredWorkflow): Promise<unknown[]> =>
	await env.database.rows(`SELECT context FROM processed_data WHERE workflowId = '${id}'`);

it('asks for a payment as a tool, with the values that the agent gives', async () => {
	const agent = await agentOn('kopokopo-tools', 'requestPayment');
	expect(agent.reads).toBe('Request payment from customer by STK push in Kopo Kopo');
	expect(agent.asksFor).toEqual(['Phone_Number', 'Amount']);

	const answer = await agent.use({ Phone_Number: '0712 345 678', Amount: 250 });
	const [resource] = env.simulator.resources();
	expect(answer).toContain(resource!.id);
	expect(resource).toMatchObject({ type: 'incoming_payment' });
	const payments = env.simulator.requests.filter(({ path }) => path.endsWith('/incoming_payments'));
	expect(payments.map(({ body }) => JSON.parse(body) as object)).toEqual([
		expect.objectContaining({
			subscriber: { phone_number: '+254712345678' },
			amount: { value: 250, currency: 'KES' },
		}),
	]);

	const refusal = await agent.use({ Phone_Number: '12', Amount: 250 });
	expect(refusal).toContain('is not a Kenyan phone number: 12. Write it as 0712 345 678');
	expect(env.simulator.resources()).toHaveLength(1);
});

it('sends what an MCP client orders twice, and stores only its keys', async () => {
	const agent = await agentOn('kopokopo-two-orders', 'requestPayment', {
		idempotencyKey: "={{ $fromAI('Key', 'Order number', 'string') }}",
	});
	const order = { Phone_Number: '0722 000 111', Amount: 250 };
	const before = env.sent('v1/incoming_payments').length;
	for (const Key of ['order 1', 'order 2', 'order 2']) await agent.use({ ...order, Key });

	expect(env.sent('v1/incoming_payments')).toHaveLength(before + 2);
	expect(await recordsOf(agent.workflow)).toHaveLength(2 * 2);
});

it('tells an agent that a payment cannot be waited for by the workflow, and asks for none', async () => {
	const agent = await agentOn('kopokopo-waiting-tools', 'requestPaymentAndWait');
	const before = env.simulator.requests.length;
	const refusal = await agent.use({ Phone_Number: '0712 345 678', Amount: 250 });
	expect(refusal).toContain(
		'cannot be used as a tool of an AI agent. Give the agent Request Payment instead',
	);
	expect(env.simulator.requests).toHaveLength(before);
});

it('tells a model of each operation that moves money which way it goes', async () => {
	const model = await startScriptedModel();
	const recipient = { type: 'till', tillNumber: '123456', amount: 1, description: 'Rent' };
	const reason = 'Paid twice';
	const tools = [
		{
			resource: 'stkPush',
			operation: 'requestPayment',
			tillNumber: 'K1',
			phoneNumber: '0712345678',
		},
		{ resource: 'pay', operation: 'sendPayment', destinationReference: 'a', description: 'Rent' },
		{ resource: 'transfer', operation: 'settleFunds' },
		{ resource: 'sendMoney', operation: 'send', destinations: { destination: [recipient] } },
		{ resource: 'reversal', operation: 'initiate', transactionReference: 'OJM6Q1W84K', reason },
	].map((parameters) => kopoKopoTool(env.credential, parameters.operation, parameters));
	const path = randomUUID();
	await env.open(await agentForEach(env, model, path, tools));
	model.script('No, thanks.');
	await env.post(path, { orders: [{ order: 'What can you do?' }] });
	await model.close();

	const reads = model.asked[0]!.tools!.map(({ function: { name, description } }) => [
		name,
		description,
	]);
	expect(Object.fromEntries(reads)).toEqual({
		requestPayment: 'Request payment from customer by STK push in Kopo Kopo',
		sendPayment: 'Send money to saved recipient in Kopo Kopo',
		settleFunds: 'Settle funds (send money to own account) in Kopo Kopo',
		send: 'Send money to phone, till, paybill or bank in Kopo Kopo',
		initiate: 'Create reversal (refund, send money back) in Kopo Kopo',
	});
});

it('tells an agent whether a payment was found, and what not found means', async () => {
	const agent = await agentOn('kopokopo-find-tools', 'findPayment', {
		resource: 'polling',
		reference: "={{ $fromAI('Receipt', 'M-PESA receipt', 'string') }}",
		phoneNumber: '',
		scope: 'company',
		options: { expectedAmount: 300, waitInterval: 1 },
	});
	expect(agent.reads).toContain('not found means not listed yet');
	await env.simulator.payTill({ tillNumber: 'K123456', amount: 250, reference: 'SJK4H7L2QX' });

	const found = await agent.use({ Receipt: 'sjk4h7l2qx' });
	expect(found).toMatch(/"found.{1,3}:true.*"paidInFull.{1,3}:false.*"difference.{1,3}:-50/);
	expect(await agent.use({ Receipt: 'UNKNOWN001' })).toMatch(/"found.{1,3}:false/);
});
