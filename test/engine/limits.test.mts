import type { INode } from 'n8n-workflow';

import type { AgentCall } from '../support/engine/helper-nodes.mts';
import { runAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	paymentsOf,
	requestPayment,
	requestsTo,
	useSimulator,
} from '../support/engine/setup.mts';

/** Maximum Amount and Maximum Total: nothing is sent that is above them. */
const kopoKopo = useSimulator();

const amountsOf = (requests: Array<{ body: string }>) =>
	requests.map(({ body }) => (JSON.parse(body) as { amount: { value: number } }).amount.value);
const sentAmounts = () => amountsOf(paymentsOf(kopoKopo.simulator));

const run = async (
	amounts: Array<number | string>,
	limits: object,
	settings: Partial<INode> = {},
) =>
	await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: {
			...requestPayment,
			amount: '={{ $json.amount }}',
			options: { ...(requestPayment.options as object), ...limits },
		},
		items: amounts.map((amount) => ({ amount })),
		settings,
	});

it('sends nothing if an item is above Maximum Amount, and names it', async () => {
	const { error } = await run([100, 50_000, 100], { maximumAmount: 5000 });
	expect(error).toMatchObject({
		message:
			'Item 2 of 3: The amount, KES 50,000, is above Maximum Amount, KES 5,000. Nothing was sent.',
		description: "Check the amount. If it is right, raise 'Maximum Amount' in the options.",
	});
	expect(sentAmounts()).toEqual([]);
});

it('sends the others if the workflow continues on errors', async () => {
	const { items } = await run(
		[100, 50_000, 200],
		{ maximumAmount: 5000, maximumTotal: 300 },
		{ onError: 'continueRegularOutput' },
	);
	expect(sentAmounts()).toEqual([100, 200]);
	expect(items[1]!.json.error).toMatch(/^Item 2 of 3: The amount, KES 50,000, is above/);
});

it.each<[string, Partial<INode>]>([
	['stops', {}],
	['continues', { onError: 'continueRegularOutput' }],
])('sends nothing above Maximum Total if the workflow %s on errors', async (_name, settings) => {
	const { error, items } = await run([100, 100, 101], { maximumTotal: 300 }, settings);
	const message = error?.message ?? items[0]!.json.error;
	expect(message).toContain(
		'The sum of 3 items, KES 301 (the largest is item 3 with KES 101), is above Maximum Total, KES 300.',
	);
	expect(sentAmounts()).toEqual([]);
});

it('sends a list that equals Maximum Total', async () => {
	const { error } = await run([100, 100, 100], { maximumAmount: 100, maximumTotal: 300 });
	expect(error).toBeUndefined();
	expect(sentAmounts()).toEqual([100, 100, 100]);
});

it.each(['={{ $json.missing }}', '={{ null }}', '={{ "" }}', '={{ "a lot" }}', -1])(
	'sends nothing if a limit is %j',
	async (limit) => {
		for (const name of ['maximumAmount', 'maximumTotal']) {
			const { error } = await run([100], { [name]: limit });
			expect(error?.message).toMatch(/^Maximum (Amount|Total) /);
		}
		expect(sentAmounts()).toEqual([]);
	},
);

it.each([
	['sweep', { resource: 'sendMoney', operation: 'send', sweep: true }],
	['blind settlement', { resource: 'transfer', operation: 'settleFunds', amount: 0 }],
])('sends no %s with a limit', async (_name, parameters) => {
	const { error } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...parameters, waitForResult: false, options: { maximumAmount: 100 } },
	});
	expect(error?.message).toMatch(/^Maximum Amount cannot be checked/);
	expect(requestsTo(kopoKopo.simulator, 'POST', '/api/')).toEqual([]);
});

it('limits the sum of the destinations of Send Money', async () => {
	const one = { type: 'till', tillNumber: '123456', amount: 600, description: 'Rent' };
	const { error } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: {
			resource: 'sendMoney',
			operation: 'send',
			destinations: { destination: [one, one] },
			waitForResult: false,
			options: { maximumAmount: 1000 },
		},
	});
	expect(error?.message).toMatch(/^The amount, KES 1,200, is above Maximum Amount, KES 1,000\./);
	expect(requestsTo(kopoKopo.simulator, 'POST', '/api/')).toEqual([]);
});

it('returns what was accepted before if a Retry On Fail is within the limits', async () => {
	kopoKopo.simulator.answer({ path: /incoming_payments/, status: 429 });
	const { error, items } = await run(
		[100, 100, 100],
		{ maximumTotal: 300 },
		{ retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(3);
	expect(kopoKopo.simulator.resources()).toHaveLength(3);
});

describe('an AI agent', () => {
	const sendFor = async (rounds: AgentCall[][], maximumTotal = 1000) =>
		await runAction({
			credentials: credentialsFor(kopoKopo.simulator),
			parameters: {
				...requestPayment,
				amount: '={{ $json.amount }}',
				options: { ...(requestPayment.options as object), maximumTotal },
			},
			items: [{}, {}],
			settings: { onError: 'continueRegularOutput' },
			agentRounds: rounds,
		});

	const call = (id: string, amount: number, itemIndex = 0) => ({
		id,
		itemIndex,
		input: { amount },
	});

	it('cannot exceed Maximum Total with several calls in one execution', async () => {
		await sendFor([[call('a', 600), call('b', 500)], [call('c', 300, 1)], [call('d', 200)]]);
		expect(sentAmounts()).toEqual([600, 300]);
	});

	it('can repeat a call, which counts once', async () => {
		await sendFor([[call('a', 600)], [call('b', 600)], [call('c', 400)]]);
		expect(sentAmounts()).toEqual([600, 400]);
	});

	it('cannot exceed Maximum Total with an equal call that overlaps one that is rejected', async () => {
		kopoKopo.simulator.answer({ path: /incoming_payments/, status: 429 });
		await sendFor([[call('a', 600), call('b', 600)], [call('c', 999)]]);
		expect(kopoKopo.simulator.resources()).toHaveLength(1);
	});

	it('can use the amount of a call that was rejected', async () => {
		kopoKopo.simulator.answer({ path: /incoming_payments/, status: 400 });
		await sendFor([[call('a', 1000)], [call('b', 999)]]);
		expect(sentAmounts()).toEqual([1000, 999]);
	});
});
