import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

import { runAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	exchangesOf,
	paymentsOf,
	requestPayment,
	useSimulator,
} from '../support/engine/setup.mts';
import { until } from '../support/simulator/until.mts';

const kopoKopo = useSimulator();

const fifty = Array.from({ length: 50 }, () => ({}));
const hundred = [...fifty, ...fifty];

it('exchanges the client credentials in a form-encoded request', async () => {
	const { simulator } = kopoKopo;
	await runAction({ credentials: credentialsFor(simulator), parameters: requestPayment });
	const [exchange] = exchangesOf(simulator);
	expect(exchange!.headers).toMatchObject({
		'content-type': 'application/x-www-form-urlencoded',
		'user-agent': expect.stringMatching(/^n8n-nodes-kopokopo\//),
	});
	expect(Object.fromEntries(new URLSearchParams(exchange!.body))).toEqual({
		client_id: simulator.application.clientId,
		client_secret: simulator.application.clientSecret,
		grant_type: 'client_credentials',
	});
});

it('shares one exchange between items and executions that start together', async () => {
	const { simulator } = kopoKopo;
	const runs = [1, 2, 3].map(
		async () =>
			await runAction({
				credentials: credentialsFor(simulator),
				parameters: requestPayment,
				items: fifty,
			}),
	);
	for (const { error } of await Promise.all(runs)) expect(error).toBeUndefined();
	expect(paymentsOf(simulator).filter(({ status }) => status === 201)).toHaveLength(150);
	expect(exchangesOf(simulator)).toHaveLength(1);
});

it.each(['revokeTokens', 'expireTokens'] as const)(
	'shares one exchange between all items after %s',
	async (end) => {
		const { simulator } = kopoKopo;
		const credentials = credentialsFor(simulator);
		await runAction({ credentials, parameters: requestPayment });
		simulator[end]();
		const { error } = await runAction({ credentials, parameters: requestPayment, items: fifty });
		expect(error).toBeUndefined();
		expect(exchangesOf(simulator)).toHaveLength(2);
		expect(paymentsOf(simulator).filter(({ status }) => status === 201)).toHaveLength(51);
	},
);

it('uses a newer token that another execution has fetched', async () => {
	const { simulator } = kopoKopo;
	const stale = credentialsFor(simulator);
	await runAction({ credentials: stale, parameters: requestPayment });
	simulator.revokeTokens();
	await runAction({
		credentials: credentialsFor(simulator, stale.data),
		parameters: requestPayment,
	});
	expect(exchangesOf(simulator)).toHaveLength(2);

	const { error } = await runAction({ credentials: stale, parameters: requestPayment });
	expect(error).toBeUndefined();
	expect(exchangesOf(simulator)).toHaveLength(2);
});

describe('after all tokens are revoked', () => {
	const accepted = () => paymentsOf(kopoKopo.simulator).filter(({ status }) => status === 201);

	/** Makes this process remember a token that is newer than the one in the credential. */
	const withNewerToken = async () => {
		const { simulator } = kopoKopo;
		const credentials = credentialsFor(simulator);
		await runAction({ credentials, parameters: requestPayment });
		const older = { ...credentials.data };
		const tokenOfWorker = await fetchToken(older);
		simulator.revokeTokens();
		await runAction({ credentials, parameters: requestPayment });
		return { credentials, older, tokenOfWorker };
	};

	const fetchToken = async ({ clientId, clientSecret }: Record<string, unknown>) => {
		const response = await fetch(`${kopoKopo.simulator.url}/oauth/token`, {
			method: 'POST',
			body: new URLSearchParams({
				client_id: String(clientId),
				client_secret: String(clientSecret),
				grant_type: 'client_credentials',
			}),
		});
		return ((await response.json()) as { access_token: string }).access_token;
	};

	it('does not replace the token of another worker with a remembered one', async () => {
		const { simulator } = kopoKopo;
		await runAction({ credentials: credentialsFor(simulator), parameters: requestPayment });
		const credentials = credentialsFor(simulator);
		credentials.data.accessToken = await fetchToken(credentials.data);
		simulator.revokeTokens();
		const before = exchangesOf(simulator).length;
		const { error } = await runAction({ credentials, parameters: requestPayment, items: fifty });
		expect(error).toBeUndefined();
		expect(accepted()).toHaveLength(51);
		expect(exchangesOf(simulator).length - before).toBe(1);
	});

	it('does not send a token again that was rejected in this process', async () => {
		const { simulator } = kopoKopo;
		const { older } = await withNewerToken();
		const before = paymentsOf(simulator).length;
		await runAction({
			credentials: credentialsFor(simulator, older),
			parameters: requestPayment,
			items: fifty,
		});
		expect(paymentsOf(simulator).slice(before)).toHaveLength(50);
	});

	it('sends the request again with a new token if the renewed one is rejected', async () => {
		const { simulator } = kopoKopo;
		simulator.answer({ path: /incoming_payments/, status: 401, times: 2 });
		const { error } = await runAction({
			credentials: credentialsFor(simulator),
			parameters: requestPayment,
		});
		expect(error).toBeUndefined();
		expect(paymentsOf(simulator).map(({ status }) => status)).toEqual([401, 401, 201]);
	});

	it.each([
		['one credential', false],
		['two credentials of one application', true],
	])('fails no item of a run in which they are revoked twice, with %s', async (_name, isTwo) => {
		const { simulator } = kopoKopo;
		const { credentials, older, tokenOfWorker } = await withNewerToken();
		const other = isTwo
			? credentialsFor(simulator, { ...older, accessToken: tokenOfWorker })
			: credentials;
		const run = async (store: typeof credentials) =>
			await runAction({ credentials: store, parameters: requestPayment, items: hundred });
		const paid = accepted().length;
		const before = exchangesOf(simulator).length;
		const runs = Promise.all([run(credentials), run(other)]);
		for (const count of [40, 120]) {
			await until(() => accepted().length >= paid + count);
			simulator.revokeTokens();
		}
		for (const { error } of await runs) expect(error).toBeUndefined();
		expect(accepted().length - paid).toBe(200);
		expect(exchangesOf(simulator).length - before).toBeLessThanOrEqual(3);
	});
});

it('uses a token again that Kopo Kopo issues again', async () => {
	const { simulator } = kopoKopo;
	simulator.answer({
		path: /oauth\/token$/,
		status: 200,
		headers: { 'Content-Type': 'application/json' },
		body: '{"access_token":"always-the-same","token_type":"Bearer","expires_in":3600}',
		times: 2,
	});
	simulator.answer({ path: /incoming_payments/, status: 401, times: 1 });
	simulator.answer({
		path: /incoming_payments/,
		status: 201,
		headers: { Location: '/api/v1/incoming_payments/1' },
		times: 50,
	});
	const credentials = credentialsFor(simulator, { clientId: 'example-of-one-token' });
	const { error } = await runAction({
		credentials,
		parameters: {
			...requestPayment,
			requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 0 } } },
		},
		items: fifty,
	});
	expect(error).toBeUndefined();
	expect(exchangesOf(simulator)).toHaveLength(2);
});

it('forgets a token a minute before it expires', async () => {
	const { simulator } = kopoKopo;
	const short = { status: 200, headers: { 'Content-Type': 'application/json' } };
	const application = { clientId: 'example-of-a-short-life' };
	const body = (token: string, expires_in: number) =>
		JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in });
	simulator.answer({ path: /oauth\/token$/, ...short, body: body('first', 60) });
	simulator.answer({ path: /oauth\/token$/, ...short, body: body('second', 61) });
	simulator.answer({
		path: /incoming_payments/,
		status: 201,
		headers: { Location: '/api/v1/incoming_payments/1' },
		times: 3,
	});
	for (let count = 0; count < 3; count += 1) {
		const credentials = credentialsFor(simulator, application);
		const { error } = await runAction({ credentials, parameters: requestPayment });
		expect(error).toBeUndefined();
	}
	expect(paymentsOf(simulator).map(({ headers }) => headers.authorization)).toEqual([
		'Bearer first',
		'Bearer second',
		'Bearer second',
	]);
});

it('says that the keys are wrong, and sends nothing else, after a 401 of the exchange', async () => {
	const { simulator } = kopoKopo;
	const { error } = await runAction({
		credentials: credentialsFor(simulator, { clientSecret: 'wrong' }),
		parameters: requestPayment,
	});
	expect(error?.message).toBe(
		'Kopo Kopo did not accept the client ID or secret (401). Nothing was sent.',
	);
	expect(error?.description).toBe(
		'Copy both again from the same application in the Kopo Kopo dashboard, and check the environment.',
	);
	expect(simulator.requests.map(({ path }) => path)).toEqual(['/oauth/token']);
});

it.each([
	['an error page', { status: 502, body: '<html>' }],
	['no token', { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{}' }],
	[
		'a token with a line break',
		{
			status: 200,
			headers: { 'Content-Type': 'application/json' },
			body: '{"access_token":"a\\nX: y"}',
		},
	],
	['a redirect', { status: 302, headers: { Location: 'http://127.0.0.1:1/' }, body: '' }],
])('sends nothing after an exchange that returns %s', async (_name, rule) => {
	const { simulator } = kopoKopo;
	simulator.answer({ path: /oauth\/token$/, ...rule });
	const { error } = await runAction({
		credentials: credentialsFor(simulator, { clientId: 'example-of-a-failure' }),
		parameters: requestPayment,
	});
	expect(error?.message).toMatch(/^Kopo Kopo \(\S+\) did not issue an access token/);
	expect(simulator.requests.map(({ path }) => path)).toEqual(['/oauth/token']);
});

it('tries the exchange again after a failure', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	simulator.revokeTokens();
	simulator.answer({ path: /oauth\/token$/, status: 500 });
	const first = await runAction({ credentials, parameters: requestPayment });
	const second = await runAction({ credentials, parameters: requestPayment });
	expect([first.error === undefined, second.error === undefined]).toEqual([false, true]);
});

it('reports the host and the advice if a token cannot be renewed', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	await runAction({ credentials, parameters: requestPayment });
	simulator.revokeTokens();
	simulator.answer({ path: /oauth\/token$/, dropConnection: 'before', times: 9 });
	const before = paymentsOf(simulator).length;
	const { error, run } = await runAction({ credentials, parameters: requestPayment });
	expect(error?.message).toBe(
		`n8n could not reach Kopo Kopo (${new URL(simulator.url).host}): the connection was closed. Nothing was sent.`,
	);
	expect(error?.context).toMatchObject({ outcome: 'notSent' });
	expect(JSON.stringify(run)).not.toMatch(/retry the request immediately|ECONNRESET/);
	expect(
		paymentsOf(simulator)
			.slice(before)
			.map(({ status }) => status),
	).toEqual([401]);
});

describe('Request Options', () => {
	const useProxy = async (run: (address: string, paths: string[]) => Promise<void>) => {
		const paths: string[] = [];
		const proxy = createServer((incoming, outgoing) => {
			const { method, headers, url } = incoming;
			paths.push(new URL(String(url)).pathname);
			const forwarded = request(String(url), { method, headers }, (answer) => {
				outgoing.writeHead(answer.statusCode!, answer.headers);
				answer.pipe(outgoing);
			});
			incoming.pipe(forwarded);
		});
		await once(proxy.listen(0, '127.0.0.1'), 'listening');
		const { port } = proxy.address() as AddressInfo;
		await run(`http://127.0.0.1:${port}`, paths).finally(() => proxy.close());
	};

	it('sends the exchange through the proxy', async () => {
		await useProxy(async (address, paths) => {
			const { simulator } = kopoKopo;
			const { error } = await runAction({
				credentials: credentialsFor(simulator),
				parameters: { ...requestPayment, requestOptions: { proxy: address } },
			});
			expect(error).toBeUndefined();
			expect(paths).toEqual(['/oauth/token', '/api/v1/incoming_payments']);
		});
	});

	it.each(['introspect', 'revoke'])(
		'sends the exchange that %s needs through the proxy',
		async (operation) => {
			await useProxy(async (address, paths) => {
				const { simulator } = kopoKopo;
				const { error } = await runAction({
					credentials: credentialsFor(simulator),
					parameters: { resource: 'token', operation, requestOptions: { proxy: address } },
				});
				expect(error).toBeUndefined();
				expect(paths).toEqual(['/oauth/token', `/oauth/${operation}`]);
			});
		},
	);

	it('applies the timeout to the exchange', async () => {
		const { simulator } = kopoKopo;
		// Longer than the test may take.
		simulator.answer({ path: /oauth\/token$/, delay: 600_000 });
		const { error } = await runAction({
			credentials: credentialsFor(simulator),
			parameters: { ...requestPayment, requestOptions: { timeout: 200 } },
		});
		expect(error?.message).toMatch(
			/could not reach Kopo Kopo .*: there was no response in time\. Nothing/,
		);
	});
});

it('ignores invisible characters around the fields of the credential', async () => {
	const { simulator } = kopoKopo;
	const { clientId, clientSecret } = simulator.application;
	const credentials = credentialsFor(simulator, {
		baseUrl: `\u200b ${simulator.url}/\n`,
		clientId: `${clientId}\u00a0`,
		clientSecret: `\u202a${clientSecret}\u202c\r\n`,
	});
	for (const parameters of [requestPayment, { resource: 'token', operation: 'introspect' }]) {
		const { error } = await runAction({ credentials, parameters });
		expect(error).toBeUndefined();
	}
});

it('never sends the API key', async () => {
	const { simulator } = kopoKopo;
	await runAction({ credentials: credentialsFor(simulator), parameters: requestPayment });
	expect(JSON.stringify(simulator.requests)).not.toContain(simulator.application.apiKey);
});

it.each([
	['http://k2.example.com', /Base URL in the Kopo Kopo credential cannot be used: it is not HTTPS/],
	['nonsense', /cannot be used: it is not a URL/],
])('rejects the base URL %s before it sends anything', async (baseUrl, message) => {
	const { simulator } = kopoKopo;
	const { error } = await runAction({
		credentials: credentialsFor(simulator, { baseUrl }),
		parameters: requestPayment,
	});
	expect(error?.message).toMatch(message);
	expect(simulator.requests).toEqual([]);
});
