import type { IDataObject } from 'n8n-workflow';

import type { RecordedRequest } from '../simulator/requests.mts';
import type { Simulator } from '../simulator/simulator.mts';
import { runAction, stored, type Parameters } from './engine.mts';
import { createCases, operationOf, receipt, type Version } from './operations.mts';
import { Bench } from './poller.mts';
import { credentialsFor, useSimulator } from './setup.mts';
import { event, newTrigger, payments, useTriggerServer } from './trigger.mts';

const kopoKopo = useSimulator({ retryDelays: [] });
const server = useTriggerServer(kopoKopo);

/** The tokens that went along with requests. */
const tokensIn = (requests: readonly RecordedRequest[]) =>
	requests
		.map(({ headers }) => String(headers.authorization ?? '').replace('Bearer ', ''))
		.filter((token) => token !== '');

/** Where a secret is in what was sent. */
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

test.each([
	...Object.entries(createCases).map(([name, { parameters, versions }]): Case => {
		const [resource, operation] = operationOf(name);
		return [name, versions[0]!, { resource, operation, ...parameters }];
	}),
	['token.info', 'v1', { resource: 'token', operation: 'info' }],
	['token.introspect', 'v1', { resource: 'token', operation: 'introspect' }],
	['token.revoke', 'v1', { resource: 'token', operation: 'revoke' }],
] satisfies Case[])(
	'%s sends each secret where it belongs, and n8n stores none with the execution',
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

test('a trigger sends neither key, and keeps no secret in the data of its node', async () => {
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

test('a polling trigger does not either', async () => {
	const bench = new Bench();
	await bench.open();
	try {
		await bench.activate();
		await bench.pay('ONE');
		await bench.pollAfter();
		const { simulator, database } = bench;
		const { clientSecret, apiKey } = simulator.application;
		const tokens = tokensIn(simulator.requests);
		expect([bench.emitted, tokens.length > 0]).toEqual([['ONE'], true]);
		expect(placesOf(apiKey, simulator)).toEqual([]);
		expect(placesOf(clientSecret, simulator)).toEqual(['body of POST /oauth/token']);
		const kept = JSON.stringify(database);
		for (const secret of [clientSecret, apiKey, ...tokens]) expect(kept).not.toContain(secret);
	} finally {
		await bench.close();
	}
});
