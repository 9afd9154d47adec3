import type { IDataObject } from 'n8n-workflow';

import type { RecordedRequest } from '../simulator/requests.mts';
import type { Simulator } from '../simulator/simulator.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { createCases, operationOf, receipt, type Version } from '../support/engine/operations.mts';
import { PollingEnvironment } from '../support/engine/poller.mts';
import { runAction, stored } from '../support/engine/run-node.mts';
import { credentialsFor, useSimulator } from '../support/engine/setup.mts';
import { event, newTrigger, payments, useTriggerServer } from '../support/engine/trigger.mts';

const kopoKopo = useSimulator({ retryDelays: [] });
const server = useTriggerServer(kopoKopo);

const tokensIn = (requests: readonly RecordedRequest[]) =>
	requests
		.map(({ headers }) => String(headers.authorization ?? '').replace('Bearer ', ''))
		.filter((token) => token !== '');

/** Where the sent requests contain a secret. */
function placesOf(secret: string, { requests }: Simulator): string[] {
	const places = requests.flatMap(({ method, path, headers, body }) => [
		...(path.includes(secret) ? [`path of ${method} ${path}`] : []),
		...Object.entries(headers)
			.filter(([, value]) => String(value).includes(secret))
			.map(([name]) => `header ${name}`),
		...(body.includes(encodeURIComponent(secret)) || body.includes(secret)
			? [`body of ${method} ${path}`]
			: []),
	]);
	return [...new Set(places)].sort();
}

type Case = [name: string, version: Version, parameters: Parameters];

it.each([
	...Object.entries(createCases).map(([name, { parameters, versions }]): Case => {
		const [resource, operation] = operationOf(name);
		return [name, versions[0]!, { resource, operation, ...parameters }];
	}),
	['token.info', 'v1', { resource: 'token', operation: 'info' }],
	['token.introspect', 'v1', { resource: 'token', operation: 'introspect' }],
	['token.revoke', 'v1', { resource: 'token', operation: 'revoke' }],
] satisfies Case[])(
	'%s: sends each secret only where it belongs, and stores none with the execution',
	async (_name, apiVersion, parameters) => {
		const { simulator } = kopoKopo;
		await simulator.payTill({ tillNumber: '123456', amount: 100, reference: receipt });
		const { clientSecret, apiKey } = simulator.application;
		const credentials = credentialsFor(simulator, { apiVersion });
		const { run, error } = await runAction({ credentials, parameters });
		expect(error).toBeUndefined();

		const aboutTokens = ['introspect', 'revoke'].map((call) => `body of POST /oauth/${call}`);
		expect(placesOf(apiKey, simulator)).toEqual([]);
		const [exchange, ...others] = placesOf(clientSecret, simulator).reverse();
		expect(exchange).toBe('body of POST /oauth/token');
		expect(aboutTokens).toEqual(expect.arrayContaining(others));
		const tokens = tokensIn(simulator.requests);
		expect(tokens.length > 0 || others.length > 0).toBe(true);
		for (const token of tokens) {
			expect(['header authorization', ...aboutTokens]).toEqual(
				expect.arrayContaining(placesOf(token, simulator)),
			);
		}
		const kept = JSON.stringify(stored(run));
		for (const secret of [clientSecret, apiKey, ...tokens]) expect(kept).not.toContain(secret);
	},
);

it('never sends the API key from a trigger, and stores no secret in the data of its node', async () => {
	const { simulator } = kopoKopo;
	const staticData: IDataObject = {};
	const trigger = await newTrigger(simulator, payments, undefined, { staticData });
	await trigger.activate();
	await server.send(event('e1'));
	const { clientSecret, apiKey } = simulator.application;
	expect(placesOf(apiKey, simulator)).toEqual([]);
	expect(placesOf(clientSecret, simulator)).toEqual(['body of POST /oauth/token']);
	const kept = JSON.stringify([staticData, trigger.workflow.staticData, server.started]);
	for (const secret of [clientSecret, apiKey, ...tokensIn(simulator.requests)]) {
		expect(kept).not.toContain(secret);
	}
	expect(server.started).toHaveLength(1);
});

it('never sends the API key from a polling trigger, and stores no secret', async () => {
	const env = new PollingEnvironment();
	await env.open();
	try {
		await env.activate();
		await env.pay('ONE');
		await env.pollAfter();
		const { simulator, database } = env;
		const { clientSecret, apiKey } = simulator.application;
		const tokens = tokensIn(simulator.requests);
		expect([env.emitted, tokens.length > 0]).toEqual([['ONE'], true]);
		expect(placesOf(apiKey, simulator)).toEqual([]);
		expect(placesOf(clientSecret, simulator)).toEqual(['body of POST /oauth/token']);
		const kept = JSON.stringify(database);
		for (const secret of [clientSecret, apiKey, ...tokens]) expect(kept).not.toContain(secret);
	} finally {
		await env.close();
	}
});

describe('an answer that echoes what it was sent', () => {
	const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');

	/** All secrets of an application, in each form in which a server may echo them. */
	const echo = (secrets: readonly string[], clientId: string) => {
		const forms = secrets.flatMap((secret) => [
			`Bearer ${secret}`,
			encodeURIComponent(secret),
			base64(secret),
			Buffer.from(`${clientId}:${secret}`).toString('base64'),
		]);
		return JSON.stringify({
			errors: { [secrets[0]!]: forms },
			data: { attributes: { errors: forms } },
		});
	};
	const odd = { clientId: 'example client', clientSecret: 'example/secret+of=all &more' };
	const withOddSecret = useSimulator({ retryDelays: [], application: odd });

	/** Answers some requests with an echo of all secrets, and returns the texts that must not appear. */
	const echoTo = (path: RegExp, status: number, token?: string) => {
		const { simulator } = withOddSecret;
		const { clientSecret, apiKey, clientId } = simulator.application;
		const secrets = [clientSecret, apiKey, ...(token ? [token] : [])];
		const headers = { 'Content-Type': 'application/json' };
		const body = echo(secrets, clientId);
		simulator.answer({ path, status, headers, body, times: 9 });
		return [
			...secrets,
			...secrets.map(encodeURIComponent),
			...secrets.map(base64),
			...secrets.map((secret) => base64(`${clientId}:${secret}`)).map((text) => text.slice(24)),
		];
	};
	/** All texts of an error and its causes. */
	const all = (error: unknown) => {
		const chain: unknown[] = [];
		for (let link = error; link instanceof Error; link = link.cause) {
			chain.push({ ...link, message: link.message, stack: link.stack });
		}
		return JSON.stringify(chain);
	};
	const payment: Parameters = {
		resource: 'stkPush',
		operation: 'requestPayment',
		tillNumber: 'K123456',
		phoneNumber: '0712345678',
		amount: 100,
		waitForResult: false,
	};
	const tokenOf = async (parameters: Parameters) => {
		const { simulator } = withOddSecret;
		const credentials = credentialsFor(simulator);
		await runAction({ credentials, parameters });
		return { credentials, token: String(credentials.data.accessToken) };
	};

	it.each([400, 401, 403, 422, 500, 503])(
		'shows no secret that a %i echoes in the error or in the execution',
		async (status) => {
			for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
				withOddSecret.simulator.answerAsUsual();
				const { credentials, token } = await tokenOf(payment);
				const secrets = echoTo(/incoming_payments/, status, token);
				const { run, error, items } = await runAction({
					credentials,
					parameters: payment,
					settings: { onError },
				});
				const seen = all(error) + JSON.stringify([stored(run), items]);
				expect(seen).toContain('[hidden]');
				for (const secret of secrets) expect(seen).not.toContain(secret);
			}
		},
	);

	it('shows no secret that a 200 echoes', async () => {
		const { credentials, token } = await tokenOf(payment);
		const secrets = echoTo(/incoming_payments/, 200, token);
		const parameters = { ...payment, operation: 'getStatus', location: 'some-id', simplify: false };
		const { run, error } = await runAction({ credentials, parameters });
		expect(error).toBeUndefined();
		expect(JSON.stringify(stored(run))).toContain('[hidden]');
		for (const secret of secrets) expect(JSON.stringify(stored(run))).not.toContain(secret);
	});

	it.each([
		[400, '[hidden]'],
		[401, 'did not accept the client ID or secret'],
		[500, '[hidden]'],
	])('shows no secret that the exchange echoes with %i', async (status, shown) => {
		const { simulator } = withOddSecret;
		const secrets = echoTo(/oauth/, status);
		const credentials = credentialsFor(simulator);
		const { run, error } = await runAction({ credentials, parameters: payment });
		const seen = all(error) + JSON.stringify(stored(run));
		expect(seen).toContain(shown);
		for (const secret of secrets) expect(seen).not.toContain(secret);
	});

	it.each([/oauth/, /webhook_subscriptions/])(
		'shows no echoed secret if a trigger cannot subscribe (%s)',
		async (path) => {
			const { simulator } = withOddSecret;
			const secrets = echoTo(path, 403);
			const trigger = await newTrigger(simulator, payments);
			const error: unknown = await trigger.activate().catch((thrown: unknown) => thrown);
			expect(all(error)).toContain('[hidden]');
			for (const secret of secrets) expect(all(error)).not.toContain(secret);
		},
	);

	it.each([
		[/polling/, 'POST', 400],
		[/polling/, 'GET', 403],
		[/oauth/, 'POST', 500],
	])('shows no echoed secret if a poll fails (%s, %s, %i)', async (path, method, status) => {
		const env = new PollingEnvironment();
		await env.open();
		try {
			const { clientSecret, apiKey } = env.simulator.application;
			const forms = [clientSecret, apiKey, base64(clientSecret)];
			await env.start();
			env.simulator.answer({
				path,
				method,
				status,
				body: JSON.stringify({ error: { message: forms } }),
				times: 9,
			});
			const error: unknown = await env.activate().catch((thrown: unknown) => thrown);
			expect(all(error)).toContain('[hidden]');
			for (const secret of forms) expect(all(error)).not.toContain(secret);
		} finally {
			await env.close();
		}
	});
});
