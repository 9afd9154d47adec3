import { createCases } from '../support/engine/operations.mts';
import { runAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	exchangesOf,
	paymentsOf,
	requestPayment,
	useSimulator,
} from '../support/engine/setup.mts';

const kopoKopo = useSimulator();

type Rule = Parameters<typeof kopoKopo.simulator.answer>[0];

const json = (body: unknown) => ({
	headers: { 'Content-Type': 'application/json' },
	body: JSON.stringify(body),
});

const run = async (rule: Partial<Rule>, parameters = {}) => {
	const { simulator } = kopoKopo;
	simulator.answer({ path: /incoming_payments/, ...rule });
	return await runAction({
		credentials: credentialsFor(simulator),
		parameters: { ...requestPayment, ...parameters },
	});
};

it.each([
	[
		'words',
		{ status: 400, ...json({ error_code: 400, error_message: "Till number can't be blank" }) },
		/^Kopo Kopo rejected the request \(400\): Till number can't be blank\.$/,
	],
	[
		'a list',
		{ status: 400, ...json({ error_message: ['One', 'Two'] }) },
		/^Kopo Kopo rejected the request \(400\): One; Two\.$/,
	],
	[
		'HTML',
		{ status: 403, headers: { 'Content-Type': 'text/html' }, body: '<html>Forbidden</html>' },
		/^Kopo Kopo rejected the request \(403\)\.$/,
	],
	['nothing', { status: 404, body: '' }, /^Kopo Kopo rejected the request \(404\)\.$/],
	[
		'too many requests',
		{ status: 429, body: '' },
		/^Kopo Kopo rejected the request because there were too many at once \(429\)\.$/,
	],
])('reads an error response with %s', async (_name, rule, message) => {
	const { error } = await run(rule);
	expect(error?.message).toMatch(message);
	expect(error?.description).toMatch(/^[A-Z].*\.$/);
	expect(error?.context).toMatchObject({ itemIndex: 0, outcome: 'rejected' });
});

it.each([
	[
		'a 5xx',
		{ status: 500, ...json({ error_message: 'Oops' }) },
		/^Kopo Kopo could not handle the request \(500\): Oops\. /,
	],
	[
		'a gateway page',
		{ status: 502, headers: { 'Content-Type': 'text/html' }, body: '<html>' },
		/^Kopo Kopo could not handle the request \(502\)\. /,
	],
	[
		'a dropped connection',
		{ dropConnection: 'after' as const },
		/^Kopo Kopo closed the connection before it responded\. /,
	],
	[
		'an answer without Location',
		{ status: 201, body: '' },
		/^Kopo Kopo responded without a Location \(201\)\. /,
	],
])('says after %s that the payment may have been accepted', async (_name, rule, message) => {
	const { error } = await run(rule);
	expect(error?.message).toMatch(message);
	expect(error?.message).toMatch(/ Kopo Kopo may have accepted it anyway\.$/);
	expect(error?.description).toBe(
		'Ask the customer, or look for the payment in the Kopo Kopo dashboard, before you send it again: the customer may be asked twice.',
	);
	expect(`${error?.message} ${error?.description}`).not.toMatch(/retry/i);
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

it('keeps Kopo Kopo’s words if they contain an error code of Node.js', async () => {
	const body = { message: 'connect ECONNREFUSED 10.0.0.1:443' };
	const { error } = await run({ status: 502, ...json(body) });
	expect(error?.message).toBe(
		'Kopo Kopo could not handle the request (502): connect ECONNREFUSED 10.0.0.1:443. Kopo Kopo may have accepted it anyway.',
	);
});

it('shortens an error with 50,000 reasons', async () => {
	const errors = Array.from({ length: 50_000 }, (_, index) => ({ detail: `Reason ${index}` }));
	const { error, run: execution } = await run({ status: 422, ...json({ errors }) });
	expect(error?.message).toMatch(
		/^Kopo Kopo rejected the request \(422\): Reason 0; Reason 1; .*…\.$/,
	);
	expect(error!.message.length).toBeLessThan(700);
	expect(JSON.stringify(execution.data.resultData).length).toBeLessThan(20_000);
});

it('says after a timeout that the payment may have been accepted', async () => {
	const { error } = await run({ delay: 2000 }, { requestOptions: { timeout: 200 } });
	expect(error?.message).toMatch(
		/^Kopo Kopo did not respond in time\. Kopo Kopo may have accepted it anyway\.$/,
	);
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

it('says to try again after a status check that failed', async () => {
	const { error } = await run({ status: 503 }, { operation: 'getStatus', location: 'some-id' });
	expect(error?.message).toBe('Kopo Kopo could not handle the request (503).');
	expect(error?.description).toBe('Try again later.');
});

it('reports a status response that is not a resource', async () => {
	const rule = {
		status: 200,
		headers: { 'Content-Type': 'text/html' },
		body: '<html>Welcome</html>',
	};
	const { error } = await run(rule, { operation: 'getStatus', location: 'some-id' });
	expect(error?.message).toMatch(
		/^Kopo Kopo responded without a readable incoming payment \(200\)\.$/,
	);
});

it('says that nothing was sent if the server cannot be reached', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	await runAction({ credentials, parameters: requestPayment });
	credentials.data.baseUrl = 'http://127.0.0.1:1';
	const { error } = await runAction({ credentials, parameters: requestPayment });
	expect(error?.message).toBe(
		'n8n could not reach Kopo Kopo (127.0.0.1:1): the connection was refused. Nothing was sent.',
	);
	expect(error?.description).toBe(
		'Check the network and the environment in the credential, then try again.',
	);
	expect(error?.context).toMatchObject({ outcome: 'notSent' });
});

it('says why a request that moves no money was redirected', async () => {
	const { error } = await run({ status: 302 }, { operation: 'getStatus', location: 'some-id' });
	expect(error?.message).toBe(
		'Kopo Kopo redirected the request, and this node never follows redirects (302).',
	);
	expect(error?.description).toBe('Check the environment and the base URL in the credential.');
});

it('says once that nothing was sent if Kopo Kopo cannot be reached', async () => {
	const { error } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator, {
			baseUrl: 'http://127.0.0.1:1',
			accessToken: 'example',
		}),
		parameters: requestPayment,
		items: [{}, {}],
	});
	expect(error?.message.match(/Nothing was sent/g)).toHaveLength(1);
});

it('follows no redirect with the request or its token', async () => {
	const { simulator } = kopoKopo;
	const other = { Location: `${simulator.url.replace('127.0.0.1', 'localhost')}/api/v1/stolen` };
	const { error } = await run({ status: 302, headers: other });
	expect(error?.message).toMatch(
		/^Kopo Kopo redirected the request, .* \(302\)\. Kopo Kopo may have accepted it anyway\.$/,
	);
	expect(simulator.requests.filter(({ path }) => path.includes('stolen'))).toEqual([]);
});

describe('a token exchange that fails in the middle of a run', () => {
	it.each<[string, Partial<Rule>, RegExp]>([
		[
			'returns a 500',
			{ status: 500, ...json({ error_description: 'Down' }) },
			/: Kopo Kopo \(127\.0\.0\.1:\d+\) did not issue an access token \(500\): Down\. /,
		],
		[
			'returns a 401',
			{ status: 401, ...json({ error: 'invalid_client' }) },
			/: Kopo Kopo did not accept the client ID or secret \(401\)\. /,
		],
		[
			'gets no response',
			{ dropConnection: 'before' },
			/: n8n could not reach Kopo Kopo \(127\.0\.0\.1:\d+\): the connection was closed\. /,
		],
	])('says what happened to the other items if the exchange %s', async (_name, rule, reason) => {
		const { simulator } = kopoKopo;
		simulator.answer({ path: /oauth/, afterEffect: true });
		simulator.answer({ path: /oauth/, ...rule, times: Infinity });
		simulator.answer({ path: /incoming_payments/, afterEffect: true });
		simulator.answer({ path: /incoming_payments/, status: 401, body: '' });
		const { error } = await runAction({
			credentials: credentialsFor(simulator),
			parameters: {
				...requestPayment,
				requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 0 } } },
			},
			items: [{}, {}, {}],
		});
		expect(error?.message).toMatch(
			/^Item 2 of 3: .* Of 3 items: 1 accepted, 0 rejected, 0 unknown, 2 not sent\.$/,
		);
		expect(error?.message).toMatch(reason);
		expect(error?.description).toMatch(
			/ To send only what did not go through, retry this execution /,
		);
		expect(paymentsOf(simulator).map(({ status }) => status)).toEqual([201, 401]);
	});
});

describe('what an error says about a retry if something was sent before', () => {
	const rejectLast = (accepted: number) => {
		const { simulator } = kopoKopo;
		simulator.answer({ path: /incoming_payments/, afterEffect: true, times: accepted });
		simulator.answer({ path: /incoming_payments/, status: 400, body: '' });
		return {
			credentials: credentialsFor(simulator),
			parameters: {
				...requestPayment,
				requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 0 } } },
			},
		};
	};

	it.each([
		['of two items', 1, [{}, {}]],
		['of the only item', 0, [{}]],
	])('warns in a sub-workflow about a retry of its caller, %s', async (_name, accepted, items) => {
		const action = rejectLast(accepted);
		const { error } = await runAction({ ...action, items, mode: 'integrated' });
		expect(error?.description).toMatch(
			/ To send only what did not go through, retry the execution of this sub-workflow from the executions list\. A retry of the workflow that called it sends every item again, unless it has an Idempotency Key\.$/,
		);
	});

	it('does not suggest to start again after earlier runs of the node', async () => {
		const { error } = await runAction({ ...rejectLast(2), runs: [[{}], [{}], [{}]] });
		expect(error?.description).toMatch(/ A new execution sends every item again, unless it has /);
	});

	it.each([
		['one item', [{}], / This item was not sent\.$/],
		['two items', [{}, {}], / This run of the node sent nothing\.$/],
	])('does not say that nothing was sent after earlier runs, with %s', async (_name, last, end) => {
		const { simulator } = kopoKopo;
		simulator.answer({ path: /oauth/, afterEffect: true });
		simulator.answer({ path: /oauth/, dropConnection: 'before', times: Infinity });
		simulator.answer({ path: /incoming_payments/, afterEffect: true });
		simulator.answer({ path: /incoming_payments/, status: 401, body: '', times: 2 });
		const { error } = await runAction({
			credentials: credentialsFor(simulator),
			parameters: requestPayment,
			runs: [[{}], last],
		});
		expect(paymentsOf(simulator)[0]?.status).toBe(201);
		expect(error?.message).toMatch(end);
		expect(error?.message).not.toContain('Nothing was sent');
	});
});

it('shows no secret and no token in an error, after any failure', async () => {
	const { simulator } = kopoKopo;
	const failures = [
		await run({ path: /oauth/, status: 500, ...json({ error_description: 'Down' }) }),
		await run({ path: /oauth/, dropConnection: 'before' }),
		await run({ status: 500 }),
		await run({ status: 400 }),
		await run({ dropConnection: 'before' }),
	];
	const tokens = paymentsOf(simulator).map(({ headers }) => String(headers.authorization));
	const { clientSecret, apiKey } = simulator.application;
	for (const { error, run: execution } of failures) {
		expect(error).toBeDefined();
		const chain: unknown[] = [];
		for (let link: unknown = error; link instanceof Error; link = link.cause) {
			chain.push({ ...link, message: link.message, stack: link.stack });
		}
		const seen = JSON.stringify([chain, execution.data.resultData]);
		for (const secret of [
			clientSecret,
			apiKey,
			...tokens.map((token) => token.replace('Bearer ', '')),
		]) {
			expect(seen).not.toContain(secret);
		}
	}
	expect(exchangesOf(simulator).length).toBeGreaterThan(0);
});

describe('an error that an item continues with', () => {
	it.each<[string, Partial<Rule>, object, string]>([
		[
			'a wrong parameter',
			{ status: 201 },
			{ amount: 0 },
			'Amount is not a valid amount: 0. Enter a number greater than 0 ',
		],
		[
			'a rejected request',
			{ status: 422, ...json({ error_message: 'Till is closed' }) },
			{},
			'Kopo Kopo rejected the request (422): Till is closed. Correct the value that Kopo Kopo names, then try again.',
		],
		[
			'an unknown outcome',
			{ status: 500 },
			{},
			'Kopo Kopo could not handle the request (500). Kopo Kopo may have accepted it anyway. Ask the customer, ',
		],
	])('says what is wrong and what to do after %s', async (_name, rule, parameters, begin) => {
		const { simulator } = kopoKopo;
		simulator.answer({ path: /incoming_payments/, ...rule });
		const { items } = await runAction({
			credentials: credentialsFor(simulator),
			parameters: { ...requestPayment, ...parameters },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(items.map(({ json: output }) => output)).toEqual([
			{ error: expect.stringContaining(begin) as string },
		]);
	});
});

it('says that the money could be sent twice if the outcome of an outgoing payment is unknown', async () => {
	const { simulator } = kopoKopo;
	simulator.answer({ path: /payments/, status: 500 });
	const { error } = await runAction({
		credentials: credentialsFor(simulator),
		parameters: {
			resource: 'pay',
			operation: 'sendPayment',
			...createCases['pay.sendPayment']!.parameters,
		},
	});
	expect(error).toMatchObject({
		message: 'Kopo Kopo could not handle the request (500). Kopo Kopo may have accepted it anyway.',
		description:
			'Look for the payment in the Kopo Kopo dashboard before you send it again: the money could be sent twice.',
	});
});
