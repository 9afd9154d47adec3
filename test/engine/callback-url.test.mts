import { useFastTime } from '../support/engine/fast-time.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { createCases, operationOf, receipt } from '../support/engine/operations.mts';
import { prepareAction, runAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	paymentsOf,
	requestPayment,
	requestsTo,
	useSimulator,
} from '../support/engine/setup.mts';

useFastTime();

const kopoKopo = useSimulator();

const unreachable = 'https://callback.invalid/';
/** n8n's resume URL in these tests, with the path that only one Wait node listens at. */
const ownPath =
	/^http:\/\/localhost:5678\/webhook-waiting\/\d+\/kopokopo-result\?signature=[\da-f]{64}$/;

const callbackIn = (body: string) =>
	(JSON.parse(body) as { _links?: { callback_url: string } })._links?.callback_url;

const callbacksOf = () => paymentsOf(kopoKopo.simulator).map(({ body }) => callbackIn(body));

const ask = async (more: Parameters, rest: object = {}) =>
	await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...requestPayment, options: {}, ...more },
		...rest,
	});

const withResult = Object.entries(createCases).filter(([, { body }]) => '_links' in body);

it('tests every operation that has a result', () => {
	expect(new Set(withResult.map(([, { type }]) => type)).size).toBe(8);
});

it.each(withResult)(
	'%s sends the result to the execution if no Callback URL was entered',
	async (name, { parameters, versions }) => {
		const { simulator } = kopoKopo;
		await simulator.payTill({ tillNumber: '123456', amount: 100, reference: receipt });
		const [resource, operation] = operationOf(name);
		const { options } = parameters as { options: object };
		const { error } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion: versions[0] }),
			parameters: { resource, operation, ...parameters, options: { ...options, callbackUrl: '' } },
		});
		expect(error).toBeUndefined();
		const [request] = requestsTo(simulator, 'POST', '/api');
		expect(callbackIn(request!.body)).toMatch(ownPath);
	},
);

it('sends a URL without a signature if n8n has none', async () => {
	const { error } = await ask({}, { hasToken: false, executionId: '77' });
	expect(error).toBeUndefined();
	expect(callbacksOf()).toEqual(['http://localhost:5678/webhook-waiting/77/kopokopo-result']);
});

it('uses an address that receives nothing by default, since it waits for the result', async () => {
	const parameters: Parameters = { ...requestPayment, options: {} };
	delete parameters.waitForResult;
	const { items, error } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...parameters, waitTimeout: 1 },
	});
	expect(error).toBeUndefined();
	expect(items[0]!.json).toMatchObject({ type: 'incoming_payment', timedOut: true });
	expect(callbacksOf()).toEqual([unreachable]);
});

it.each([
	['empty text', '={{ "" }}'],
	['blank text', '={{ " " }}'],
	['null', '={{ null }}'],
	['nothing', '={{ $json.missing }}'],
])('uses the default if the expression returns %s', async (_name, callbackUrl) => {
	const { error } = await ask({ options: { callbackUrl } });
	expect(error).toBeUndefined();
	expect(callbacksOf()).toEqual([expect.stringMatching(ownPath)]);
});

it('evaluates the Callback URL for each item', async () => {
	const urls = ['https://example.com/1', '', `${kopoKopo.simulator.url}/3`];
	const { error } = await ask(
		{ options: { callbackUrl: '={{ $json.url }}' } },
		{ items: urls.map((url) => ({ url })) },
	);
	expect(error).toBeUndefined();
	const expected = [urls[0], expect.stringMatching(ownPath), urls[2]];
	expect(callbacksOf()).toHaveLength(3);
	expect(callbacksOf()).toEqual(expect.arrayContaining(expected));
});

it.each([
	['http://localhost:5678/webhook/1', /^Callback URL cannot be reached by Kopo Kopo: localhost/],
	['http://example.com/', /^Callback URL is not an HTTPS URL/],
])('rejects %s for an API that is not on this machine', async (callbackUrl, message) => {
	const { error } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator, { environment: 'sandbox', accessToken: 'x' }),
		parameters: { ...requestPayment, options: { callbackUrl } },
	});
	expect(error?.message).toMatch(message);
	expect(error?.description).toMatch(/N8N_WEBHOOK_URL/);
});

it('keeps what n8n has before the path, such as the prefix of a proxy', async () => {
	const { execute, additionalData } = await prepareAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...requestPayment, options: {} },
		executionId: '78',
		hasToken: false,
	});
	additionalData.webhookWaitingBaseUrl = 'https://example.com/n8n/webhook-waiting';
	expect((await execute().result).error).toBeUndefined();
	expect(callbacksOf()).toEqual(['https://example.com/n8n/webhook-waiting/78/kopokopo-result']);
});
