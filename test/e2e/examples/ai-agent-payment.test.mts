import {
	startScriptedModel,
	type Question,
	type ScriptedModel,
} from '../../support/e2e/scripted-model.mts';
import type { Execution, Json } from '../../support/host/executions.mts';
import type { StoredWorkflow } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';

let env: Environment;
let model: ScriptedModel;
let workflow: StoredWorkflow;

beforeAll(async () => {
	env = await openEnvironment({ payerNumbers: '0722***000' });
	model = await startScriptedModel();
	const openAi = await env.rest.createCredential({
		name: 'OpenAI',
		type: 'openAiApi',
		data: { apiKey: 'example-api-key', url: model.url },
	});
	const draft = await example('ai-agent-payment', [env.credential, openAi]);
	const { webhookId } = draft.nodes.find(({ name }) => name === 'Payment results')!;
	const request = draft.nodes.find(({ name }) => name === 'Request a payment')!;
	const callbackUrl = `${env.url}/webhook/${webhookId}/kopokopo`;
	request.parameters.options = { ...(request.parameters.options as object), callbackUrl };
	workflow = await env.open(draft);
});

afterAll(async () => {
	await env.close();
	await model.close();
});

/** The execution of a message. A result may have started a newer one. */
const chat = async (chatInput: string, sessionId = 'session-1'): Promise<Execution> => {
	const known = new Set((await env.rest.executions(workflow)).map(({ id }) => id));
	const message = { sessionId, action: 'sendMessage', chatInput };
	await env.rest.run(workflow, 'Chat message', message);
	return await waitFor('answer to the message', 240, async () =>
		(await env.executions(workflow)).find(
			(execution) => !known.has(execution.id) && execution.output('Chat message').length > 0,
		),
	);
};

const sent = () => env.sent('v1/incoming_payments');

let orders = 0;

/** @param order by default a new one */
const request = (phone: string, amount: number, order = `order-${(orders += 1)}`) => ({
	tool: 'Request_a_payment',
	arguments: { Phone_Number: phone, Amount: amount, Order: order },
});

/** What the model last received from a tool. */
const toolOutputIn = ({ messages }: Question): string =>
	messages.filter(({ role }) => role === 'tool').at(-1)?.content ?? '';

/** The agent's answer. In n8n 1, a tool that fails ends the execution: then its error. */
const answerOf = (execution: Execution) =>
	execution.error ?? execution.output('Payment assistant')[0]?.output;

const locationIn = (text: string) =>
	/https?:\/\/[^"\\]+\/incoming_payments\/[\da-f-]+/.exec(text)![0];

it('offers the model two tools with only the parameters that it needs', async () => {
	model.script('Which number, and how much?');
	const execution = await chat('I want to pay');
	expect(execution.output('Payment assistant')).toEqual([
		{ output: 'Which number, and how much?' },
	]);
	const tools = model.asked[0]!.tools!.map(({ function: { name, parameters } }) => [
		name,
		Object.keys(parameters.properties),
	]);
	expect(Object.fromEntries(tools)).toEqual({
		Request_a_payment: ['Phone_Number', 'Amount', 'Order'],
		Check_a_payment: ['Location'],
	});
	expect(sent()).toEqual([]);
});

it('asks for a payment once, and answers', async () => {
	model.script(request('0700 000 001', 1500), 'Please enter your PIN on the phone.');
	const execution = await chat('1500 from 0700 000 001, confirmed');
	expect(execution.error).toBeNull();
	expect(execution.output('Payment assistant')).toEqual([
		{ output: 'Please enter your PIN on the phone.' },
	]);
	expect(sent()).toEqual([
		{
			payment_channel: 'M-PESA STK Push',
			till_number: 'K000000',
			subscriber: { phone_number: '+254700000001' },
			amount: { currency: 'KES', value: 1500 },
			metadata: { session: 'session-1' },
			_links: { callback_url: expect.stringMatching(/\/kopokopo$/) },
		},
	]);
});

it('receives the result outside the chat', async () => {
	const [result] = (await env.executions(workflow, 3)).filter(
		(execution) => execution.output('Payment results').length > 0,
	);
	expect(result!.output('Paid')).toEqual([
		{
			session: 'session-1',
			receipt: expect.stringMatching(/^[A-Z\d]{10}$/),
			amount: '1500',
			phone: '0700***001',
		},
	]);
});

it('checks a payment for the customer', async () => {
	const { id } = env.simulator.resources().at(-1)!;
	model.script(
		{ tool: 'Check_a_payment', arguments: { Location: id } },
		(question) =>
			`It is ${/"status":"(\w+)"/.exec(toolOutputIn(question).replaceAll('\\', ''))?.[1]}.`,
	);
	const execution = await chat('Did it work?');
	expect(execution.output('Payment assistant')).toEqual([{ output: 'It is Success.' }]);
	expect(sent()).toHaveLength(1);
});

it.each([
	['more than the limit', request('0712345678', 5001), 'is above Maximum Amount, KES 5,000'],
	['a wrong phone number', request('12', 100), 'is not a Kenyan phone number: 12'],
	['less than nothing', request('0712345678', -100), 'is not a valid amount'],
])('rejects %s, with the reason', async (_what, call, words) => {
	const before = sent().length;
	model.script(call, toolOutputIn);
	const execution = await chat('Do it');
	expect(answerOf(execution)).toContain(words);
	expect(sent()).toHaveLength(before);
});

it('returns the location to check to the model', async () => {
	model.script(
		// This customer never answers, so the status stays the same however long the agent takes.
		request('0700000005', 100),
		(question) => ({
			tool: 'Check_a_payment',
			arguments: { Location: locationIn(toolOutputIn(question)) },
		}),
		toolOutputIn,
	);
	const execution = await chat('100 from 0700000005', 'session-2');
	const [{ output }] = execution.output('Payment assistant') as [Json];
	expect(output).toContain('Pending');
});

it.each([
	['that was accepted', '0700000005', 'incoming_payment'],
	['that may have been accepted', '0700000007', 'may have accepted it'],
])('sends a request %s once, though the model repeats it', async (_what, phone, answer) => {
	const before = sent().length;
	const repeated = request(phone, 77);
	model.script(repeated, repeated, toolOutputIn);
	const execution = await chat(`77 from ${phone}, twice`);
	expect(answerOf(execution)).toMatch(new RegExp(answer));
	expect(sent()).toHaveLength(before + 1);
});

it('sends one prompt for an order, even from two chats and in other letters', async () => {
	const before = sent().length;
	for (const [session, order] of [
		['session-3', 'order-in-two-chats'],
		['session-4', ' Order-in-two-chats'],
	] as const) {
		model.script(request('0700000005', 88, order), toolOutputIn);
		const execution = await chat('88 from 0700000005', session);
		const sentBefore = new RegExp(`"alreadySent\\W+${session === 'session-4'}\\b`);
		expect(answerOf(execution)).toMatch(sentBefore);
	}
	expect(sent()).toHaveLength(before + 1);
});
