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
		/refused the request: Till number can't be blank \(400\)\. Correct the value.*$/,
	],
	[
		'a list',
		{ status: 400, ...json({ error_message: ['One', 'Two'] }) },
		/refused the request: One; Two \(400\)/,
	],
	[
		'HTML',
		{ status: 403, headers: { 'Content-Type': 'text/html' }, body: '<html>Forbidden</html>' },
		/refused the request: no reason given \(403\)/,
	],
	['nothing', { status: 404, body: '' }, /refused the request: no reason given \(404\)/],
	['too many requests', { status: 429, body: '' }, /refused the request: no reason given \(429\)/],
])('an error answer with %s is quoted', async (_name, rule, message) => {
	const { error } = await run(rule);
	expect(error?.message).toMatch(message);
	expect(error?.message).toMatch(/^Kopo Kopo /);
	expect(error?.description).toBeTruthy();
	expect(error?.context).toMatchObject({ itemIndex: 0, outcome: 'rejected' });
});

it.each([
	[
		'a 5xx',
		{ status: 500, ...json({ error_message: 'Oops' }) },
		/could not handle the request: Oops \(500\), but may have accepted it/,
	],
	[
		'a gateway page',
		{ status: 502, headers: { 'Content-Type': 'text/html' }, body: '<html>' },
		/no reason given \(502\), but may have accepted/,
	],
	[
		'a dropped connection',
		{ dropConnection: 'after' as const },
		/closed the connection before it answered, but may have accepted/,
	],
	[
		'an answer without Location',
		{ status: 201, body: '' },
		/answered without a Location \(201\), but may have accepted/,
	],
])('after %s the error says that the payment may be under way', async (_name, rule, message) => {
	const { error } = await run(rule);
	expect(error?.message).toMatch(message);
	expect(error?.message).toMatch(
		/Look for it in the Kopo Kopo dashboard before you send it again\.$/,
	);
	expect(error?.description).toMatch(/move the money twice/);
	expect(`${error?.message} ${error?.description}`).not.toMatch(/retry/i);
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

it('a code of Node.js in Kopo Kopo’s words hides nothing of that', async () => {
	const body = { message: 'connect ECONNREFUSED 10.0.0.1:443' };
	const { error } = await run({ status: 502, ...json(body) });
	expect(error?.message).toMatch(
		/could not handle the request: connect ECONNREFUSED .* \(502\), but may have accepted it/,
	);
});

it('50,000 reasons make a short error', async () => {
	const errors = Array.from({ length: 50_000 }, (_, index) => ({ detail: `Reason ${index}` }));
	const { error, run: execution } = await run({ status: 422, ...json({ errors }) });
	expect(error?.message).toMatch(/refused the request: Reason 0; Reason 1; .*… \(422\)/);
	expect(error!.message.length).toBeLessThan(700);
	expect(JSON.stringify(execution.data.resultData).length).toBeLessThan(20_000);
});

it('a time-out is one of them', async () => {
	const { error } = await run({ delay: 2000 }, { requestOptions: { timeout: 200 } });
	expect(error?.message).toMatch(/did not answer in time, but may have accepted it/);
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

it('a status call that fails says to run it again', async () => {
	const { error } = await run({ status: 503 }, { operation: 'getStatus', location: 'some-id' });
	expect(error?.message).toMatch(
		/could not handle the request: no reason given \(503\)\. .*Try again later\.$/,
	);
	expect(error?.description).toMatch(/Try again later/);
});

it('a status that is no resource is told as such', async () => {
	const rule = {
		status: 200,
		headers: { 'Content-Type': 'text/html' },
		body: '<html>Welcome</html>',
	};
	const { error } = await run(rule, { operation: 'getStatus', location: 'some-id' });
	expect(error?.message).toMatch(/answered without a readable incoming payment \(200\)/);
});

it('a server that cannot be reached was sent nothing', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	await runAction({ credentials, parameters: requestPayment });
	credentials.data.baseUrl = 'http://127.0.0.1:1';
	const { error } = await runAction({ credentials, parameters: requestPayment });
	expect(error?.message).toMatch(/could not be reached\. Nothing was sent\..*$/);
	expect(error?.description).toMatch(/Nothing was sent.*\(ECONNREFUSED\)/);
	expect(error?.context).toMatchObject({ outcome: 'notSent' });
});

it('says why a request that moves no money was redirected', async () => {
	const { error } = await run({ status: 302 }, { operation: 'getStatus', location: 'some-id' });
	expect(error?.message).toMatch(
		/no reason given \(302\)\. The response was a redirect, which this node never follows\. Check /,
	);
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

it('a redirect is not followed, neither the request nor its token', async () => {
	const { simulator } = kopoKopo;
	const other = { Location: `${simulator.url.replace('127.0.0.1', 'localhost')}/api/v1/stolen` };
	const { error } = await run({ status: 302, headers: other });
	expect(error?.message).toMatch(/no reason given \(302\), but may have accepted it/);
	expect(error?.description).toMatch(/redirect/);
	expect(simulator.requests.filter(({ path }) => path.includes('stolen'))).toEqual([]);
});

describe('a token exchange that fails in the middle of a run', () => {
	it.each<[string, Partial<Rule>]>([
		['is answered 500', { status: 500, ...json({ error_description: 'Down' }) }],
		['is answered 401', { status: 401, ...json({ error: 'invalid_client' }) }],
		['is not answered', { dropConnection: 'before' }],
	])('and %s says what happened to the other items', async (_name, rule) => {
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
			/^Item 2 of 3: .* Of 3 items: 1 accepted, 0 rejected, 0 unknown, 2 not sent\. To send only what did not go through, retry this execution /,
		);
		if (rule.status) expect(error?.message).toMatch(/ access token: /);
		expect(paymentsOf(simulator).map(({ status }) => status)).toEqual([201, 401]);
	});
});

it('no secret and no token is in an error, whatever fails', async () => {
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
