import type { INode } from 'n8n-workflow';

import { useFastTime } from '../support/engine/fast-time.mts';
import type { AgentCall } from '../support/engine/helper-nodes.mts';
import { runAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	paymentsOf,
	requestPayment,
	useSimulator,
} from '../support/engine/setup.mts';

useFastTime();

const kopoKopo = useSimulator();

const retry: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/** Amounts that make the simulator respond like this for any phone number. */
const serverError = 99906;
const serverErrorAfterAccepting = 99907;
const droppedConnection = 99909;

const run = async (amounts: number[], more = {}, settings = retry) =>
	await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...requestPayment, amount: '={{ $json.amount }}', ...more },
		items: amounts.map((amount) => ({ amount })),
		settings,
	});

const amountsOf = (requests: Array<{ body: string }>) =>
	requests
		.map(({ body }) => (JSON.parse(body) as { amount: { value: number } }).amount.value)
		.sort((one, other) => one - other);

const sentAmounts = () => amountsOf(paymentsOf(kopoKopo.simulator));
const acceptedAmounts = () =>
	amountsOf(paymentsOf(kopoKopo.simulator).filter(({ status }) => status === 201));

it.each([
	['a 5xx', serverError],
	['a 5xx after it was accepted', serverErrorAfterAccepting],
	['a dropped connection', droppedConnection],
])('sends nothing twice by Retry On Fail after %s', async (_name, second) => {
	const { error } = await run([11, second, 33]);
	expect(error?.message).toMatch(/^Item 2 of 3: .* Kopo Kopo may have accepted it anyway\. /);
	expect(sentAmounts()).toEqual([11, 33, second]);
});

it('sends nothing twice by Retry On Fail after a response without a Location', async () => {
	kopoKopo.simulator.answer({ path: /incoming_payments/, status: 201, body: '' });
	const { error } = await run([11, 22, 33]);
	expect(error?.message).toMatch(
		/without a Location \(201\)\. Kopo Kopo may have accepted it anyway\./,
	);
	expect(sentAmounts()).toEqual([11, 22, 33]);
});

it('sends only the rejected item again by Retry On Fail', async () => {
	const body = '{"error_message":"No"}';
	kopoKopo.simulator.answer({ path: /incoming_payments/, status: 400, body });
	const { error, items } = await run([11, 22, 33]);
	expect(error).toBeUndefined();
	expect(sentAmounts()).toHaveLength(4);
	expect(acceptedAmounts()).toEqual([11, 22, 33]);
	const ids = kopoKopo.simulator.resources().map(({ id }) => id);
	expect(items.map(({ json }) => json.id).sort()).toEqual(ids.sort());
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
});

/** One item at a time, so that each rule of the simulator answers the intended item. */
const inTurn = { requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 0 } } } };

const accept = { path: /incoming_payments/, afterEffect: true };
const tooMany = { path: /incoming_payments/, status: 429 };

describe('two equal payments of one execution', () => {
	const idsOf = ({ run: { data } }: Awaited<ReturnType<typeof run>>) =>
		data.resultData.runData['Kopo Kopo']!.flatMap(({ data: output }) =>
			output!.main![0]!.map(({ json }) => json.id),
		);

	it.each<[string, number[][]]>([
		['in one list', [[11, 11]]],
		['in two iterations of a loop', [[11], [11]]],
		['in a list and a later iteration', [[22, 11], [11]]],
	])('accepts both %s if Retry On Fail sends the second again', async (_name, lists) => {
		const { simulator } = kopoKopo;
		simulator.answer({ ...accept, times: lists.flat().length - 1 });
		simulator.answer(tooMany);
		const result = await runAction({
			credentials: credentialsFor(simulator),
			parameters: { ...requestPayment, ...inTurn, amount: '={{ $json.amount }}' },
			runs: lists.map((amounts) => amounts.map((amount) => ({ amount }))),
			settings: retry,
		});
		expect(result.error).toBeUndefined();
		expect(acceptedAmounts()).toEqual(lists.flat().sort((one, other) => one - other));
		expect(sentAmounts()).toHaveLength(lists.flat().length + 1);
		expect(idsOf(result)).toEqual(simulator.resources().map(({ id }) => id));
	});
});

describe('a payment that may have been processed before the answer', () => {
	it.each([300, 301, 302, 303, 304, 307, 308, 409])(
		'is not sent again by Retry On Fail after a %i, since its outcome is unknown',
		async (status) => {
			const { simulator } = kopoKopo;
			const Location = `${simulator.url}/api/v1/incoming_payments/elsewhere`;
			simulator.answer({
				path: /incoming_payments/,
				status,
				body: '',
				headers: status < 400 ? { Location } : {},
				times: 3,
			});
			const { error } = await run([11]);
			expect(error?.message).toMatch(
				new RegExp(`^Kopo Kopo .* \\(${status}\\)\\. Kopo Kopo may have accepted it anyway\\.$`),
			);
			expect(error?.description).toMatch(
				/before you send it again: the customer may be asked twice/,
			);
			expect(error?.context).toMatchObject({ outcome: 'unknown' });
			expect(sentAmounts()).toEqual([11]);
			expect(simulator.requests.filter(({ path }) => path.includes('elsewhere'))).toEqual([]);
		},
	);
});

it('sends an item once even if its body changes with every try', async () => {
	const options = { metadata: { pair: [{ key: 'now', value: '={{ Math.random() }}' }] } };
	await run([11, serverError, 33], { options });
	expect(sentAmounts()).toEqual([11, 33, serverError]);
});

it('sends nothing again after an output that n8n reads as an error, and returns it again', async () => {
	const { simulator } = kopoKopo;
	const body = { data: { id: 'p1', attributes: { status: 'Success' } }, error: 'also an error' };
	const answer = {
		method: 'GET',
		path: /incoming_payments/,
		status: 200,
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	};
	for (let look = 0; look < 3; look += 1) simulator.answer(answer);
	const wait = { waitForResult: true, waitInterval: 1, simplify: false };
	const { items } = await run([11], wait);
	expect(items.map(({ json }) => json)).toEqual([{ ...body, timedOut: false }]);
	expect(sentAmounts()).toEqual([11]);
});

it('sends no item if one of them has an input error', async () => {
	const { error } = await run([11, -1, 33]);
	expect(error?.message).toMatch(/^Item 2 of 3: Amount is not .* Nothing was sent\.$/);
	expect(sentAmounts()).toEqual([]);
});

it('sends one more request after a 401, since the first was not accepted', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	await runAction({ credentials, parameters: requestPayment });
	simulator.revokeTokens();
	const { error } = await runAction({ credentials, parameters: requestPayment });
	expect(error).toBeUndefined();
	expect(paymentsOf(simulator).map(({ status }) => status)).toEqual([201, 401, 201]);
});

it('pays again in a new execution', async () => {
	await run([11]);
	await run([11]);
	expect(acceptedAmounts()).toEqual([11, 11]);
});

it('pays twice for two nodes with the same request', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	await Promise.all([
		runAction({ credentials, parameters: requestPayment, settings: retry }),
		runAction({ credentials, parameters: requestPayment, settings: retry }),
	]);
	expect(paymentsOf(simulator)).toHaveLength(2);
});

it.each([
	['another time', undefined, 2],
	['once with a key', 'order 1', 1],
])(
	'sends an item with an unknown outcome %s if its error output leads back to the node',
	async (_name, idempotencyKey, count) => {
		const { simulator } = kopoKopo;
		simulator.answer({ path: /incoming_payments/, status: 502, afterEffect: true });
		await runAction({
			credentials: credentialsFor(simulator),
			parameters: { ...requestPayment, idempotencyKey },
			settings: { onError: 'continueRegularOutput' },
			runs: [[{}], [{}]],
		});
		expect(paymentsOf(simulator)).toHaveLength(count);
	},
);

describe('an agent of n8n 2, which has the engine run each call of a tool', () => {
	const call = async (amount: unknown, type = 'kopoKopoTool', runs = [{ a: 1 }, { a: 1 }]) =>
		await runAction({
			credentials: credentialsFor(kopoKopo.simulator),
			parameters: { ...requestPayment, amount: amount as number },
			settings: { type, onError: 'continueRegularOutput' },
			runs: runs.map((asked) => [asked]),
		});

	it.each([
		['that was accepted', 11],
		['that may have been accepted', serverErrorAfterAccepting],
	])('sends a request %s once, even if the agent repeats it', async (_name, amount) => {
		const { items } = await call(amount);
		expect(sentAmounts()).toEqual([amount]);
		expect(items).toHaveLength(1);
	});

	it('sends a request that differs', async () => {
		await call('={{ 10 + $json.a }}', 'kopoKopoTool', [{ a: 0 }, { a: 1 }]);
		expect(sentAmounts()).toEqual([10, 11]);
	});

	it('pays twice if a node runs twice in a workflow', async () => {
		await call(11, 'kopoKopo');
		expect(sentAmounts()).toEqual([11, 11]);
	});
});

describe('an agent that runs for several input items', () => {
	/** IDs that its calls return, of payments of 11 each. */
	const idsOf = async (rounds: AgentCall[][]) => {
		const { run: execution } = await runAction({
			credentials: credentialsFor(kopoKopo.simulator),
			parameters: { ...requestPayment, amount: 11 },
			items: [{}, {}],
			agentRounds: rounds,
		});
		const calls = execution.data.resultData.runData['Kopo Kopo']!;
		return calls.map(({ data }) => data!.ai_tool![0]![0]!.json.id);
	};

	it('pays two equal orders of two items, and a repeated order once', async () => {
		const [first, second, ...repeated] = await idsOf([
			[
				{ id: 'a', itemIndex: 0 },
				{ id: 'b', itemIndex: 1 },
			],
			[
				{ id: 'c', itemIndex: 1 },
				{ id: 'd', itemIndex: 0 },
			],
		]);
		expect(sentAmounts()).toEqual([11, 11]);
		expect([first, second]).toEqual(kopoKopo.simulator.resources().map(({ id }) => id));
		expect(repeated).toEqual([second, first]);
	});

	it('pays an order that it places twice at once for one item once', async () => {
		const [first, second] = await idsOf([
			[
				{ id: 'a', itemIndex: 0 },
				{ id: 'b', itemIndex: 0 },
			],
		]);
		expect(sentAmounts()).toEqual([11]);
		expect(second).toBe(first);
	});
});
