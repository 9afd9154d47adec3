import { randomUUID } from 'node:crypto';

import { agentForEach, kopoKopoTool, to } from '../support/e2e/agent.mts';
import { startReviewer, type Reviewer } from '../support/e2e/reviewer.mts';
import { describeSince } from '../support/e2e/releases.mts';
import { startScriptedModel, type ScriptedModel } from '../support/e2e/scripted-model.mts';
import type { WorkflowDraft } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';

const tool = 'Send money to phone, till, paybill or bank in Kopo Kopo';

/** An agent that sends money only after a person has approved it. */
async function supervised(
	env: Environment,
	model: ScriptedModel,
	{ node: reviewer }: Reviewer,
	path: string,
): Promise<WorkflowDraft> {
	const destination = {
		type: 'mobile_wallet',
		phoneNumber: "={{ $fromAI('Phone_Number', 'Phone number of the supplier', 'string') }}",
		network: 'Safaricom',
		amount: "={{ $fromAI('Amount', 'Amount in shillings', 'number') }}",
		description: 'Supplies',
	};
	const sending = kopoKopoTool(env.credential, tool, {
		resource: 'sendMoney',
		operation: 'send',
		destinations: { destination: [destination] },
		currency: 'KES',
		sweep: false,
		waitForResult: false,
		idempotencyKey: `=${path}`,
		options: {},
	});
	const draft = await agentForEach(env, model, path, [sending, reviewer], {
		responseMode: 'onReceived',
	});
	draft.connections[tool] = to(reviewer.name, 'ai_tool');
	return draft;
}

describeSince('2.14')('a person who approves what an agent sends', () => {
	let env: Environment;
	let model: ScriptedModel;
	let reviewer: Reviewer;

	beforeAll(async () => {
		env = await openEnvironment();
		model = await startScriptedModel();
		reviewer = await startReviewer(env.rest);
	});

	beforeEach(() => env.simulator.reset());

	afterAll(async () => {
		await env.close();
		await reviewer.close();
		await model.close();
	});

	const payments = () => env.sent('v2/send_money');

	async function order() {
		const path = randomUUID();
		const workflow = await env.open(await supervised(env, model, reviewer, path));
		const values = { Phone_Number: '0712 345 678', Amount: 900 };
		model.script(
			{
				tool: tool.replaceAll(/\W+/g, '_'),
				arguments: { toolParameters: values, hitlParameters: {} },
			},
			'Done.',
		);
		await env.post(path, { orders: [{ order: 'Pay 900 for supplies' }] });
		return { workflow, message: await reviewer.asked() };
	}

	it('reads that money is sent, to whom and how much, before anything is sent', async () => {
		const { workflow, message } = await order();
		expect(message.text).toMatch(/^Send.money.to.phone.*0712 345 678.*900/s);
		expect(payments()).toEqual([]);
		await reviewer.answer(message, true);
		const [execution] = await env.executions(workflow);
		expect(execution!.output('Cashier')).toEqual([{ output: 'Done.' }]);
		expect(payments()).toEqual([
			expect.objectContaining({
				destinations: [expect.objectContaining({ phone_number: '254712345678', amount: 900 })],
			}),
		]);
	});

	it('sends nothing if the person declines', async () => {
		const { workflow, message } = await order();
		await reviewer.answer(message, false);
		const [execution] = await env.executions(workflow);
		expect(execution!.output('Cashier')).toEqual([{ output: 'Done.' }]);
		expect(model.asked.at(-1)!.messages.at(-1)!.content).toContain('rejected the tool call');
		expect(payments()).toEqual([]);
	});
});
