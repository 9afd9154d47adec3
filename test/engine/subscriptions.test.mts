import type { CredentialStore } from '../support/engine/credential-store.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { credentialsFor, requestsTo, useSimulator } from '../support/engine/setup.mts';
import { newTrigger as triggerFor, payments, till, twoEvents } from '../support/engine/trigger.mts';
import { triggerWorkflow } from '../support/engine/webhook.mts';

const kopoKopo = useSimulator({ retryDelays: [], otherEvents: ['paybill_transaction_received'] });

const subscribed = () =>
	kopoKopo.simulator
		.subscriptions()
		.map(({ eventType, scope, scopeReference }) => [eventType, scope, scopeReference ?? null]);

const posts = () => requestsTo(kopoKopo.simulator, 'POST', '/api').length;
const gets = () => requestsTo(kopoKopo.simulator, 'GET', '/api').length;

const newTrigger = async (parameters: Parameters, credentials?: CredentialStore, more = {}) =>
	await triggerFor(kopoKopo.simulator, parameters, credentials, more);

it('subscribes once per event at activation, with the production URL', async () => {
	const { simulator } = kopoKopo;
	const trigger = await newTrigger(twoEvents);
	await trigger.activate();
	expect(subscribed()).toEqual([
		['buygoods_transaction_received', 'company', null],
		['customer_created', 'company', null],
	]);
	const urls = simulator.subscriptions().map(({ url }) => url);
	expect(urls[0]).toMatch(/^http:\/\/localhost:5678\/webhook\/webhook-of-workflow-\d+\/kopokopo$/);
	expect(new Set(urls).size).toBe(1);
});

it('keeps the company scope of events that have no other', async () => {
	const trigger = await newTrigger(till);
	await trigger.activate();
	expect(subscribed()).toEqual([
		['buygoods_transaction_received', 'till', 'K123456'],
		['customer_created', 'company', null],
	]);
});

it.each(['v1', 'v2'])('uses the path of API version %s', async (apiVersion) => {
	const { simulator } = kopoKopo;
	await (await newTrigger(payments, credentialsFor(simulator, { apiVersion }))).activate();
	expect(requestsTo(simulator, 'POST', `/api/${apiVersion}/webhook_subscriptions`)).toHaveLength(1);
});

it('leaves one subscription after many activations', async () => {
	const trigger = await newTrigger(payments);
	for (let count = 0; count < 5; count += 1) {
		await trigger.activate();
		expect(await trigger.lifecycle('delete')).toBe(true);
	}
	expect([posts(), gets()]).toEqual([1, 4]);
});

it('stores subscriptions in the data of the node', async () => {
	const staticData = {};
	const first = await newTrigger(payments, undefined, { staticData });
	await first.activate();
	const data = first.workflow.staticData as Record<string, { subscriptions: object }>;
	expect(Object.values(data['node:Kopo Kopo Trigger']!.subscriptions)).toEqual([
		kopoKopo.simulator.subscriptions()[0]!.location,
	]);
});

it('reuses subscriptions for a client ID with invisible characters around it', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	const trigger = await newTrigger(payments, credentials);
	await trigger.activate();
	credentials.data.clientId = ` ${simulator.application.clientId}\u200b\n`;
	await trigger.activate();
	expect(posts()).toBe(1);
});

it.each([' \n', '\u200b'])('rejects an API key of only %j', async (apiKey) => {
	const trigger = await newTrigger(payments, credentialsFor(kopoKopo.simulator, { apiKey }));
	await expect(trigger.activate()).rejects.toThrow(/has no API key/);
	expect(posts()).toBe(0);
});

it('creates only the subscription again that Kopo Kopo no longer knows', async () => {
	const { simulator } = kopoKopo;
	const trigger = await newTrigger(twoEvents);
	await trigger.activate();
	simulator.removeSubscription(simulator.subscriptions()[0]!.id);
	await trigger.activate();
	expect(
		subscribed()
			.map(([event]) => event)
			.sort(),
	).toEqual(['buygoods_transaction_received', 'customer_created']);
	expect(posts()).toBe(3);
});

it.each([
	['500', { status: 500 }],
	['401', { status: 401, times: 2 }],
	['429', { status: 429 }],
	['nothing', { dropConnection: 'before' as const }],
])(
	'does not subscribe again after a status check that is answered with %s',
	async (_name, rule) => {
		const trigger = await newTrigger(payments);
		await trigger.activate();
		kopoKopo.simulator.answer({ method: 'GET', path: /webhook_subscriptions/, ...rule });
		await trigger.activate();
		expect(posts()).toBe(1);
	},
);

it('keeps the created subscriptions after a failure, and names the event and the reason', async () => {
	const { simulator } = kopoKopo;
	const trigger = await newTrigger(twoEvents);
	simulator.answer({ method: 'POST', path: /webhook_subscriptions/, afterEffect: true });
	simulator.answer({
		method: 'POST',
		path: /webhook_subscriptions/,
		status: 400,
		headers: { 'Content-Type': 'application/json' },
		body: '{"error_code":400,"error_message":"Invalid scope reference"}',
	});
	await expect(trigger.activate()).rejects.toThrow(
		/^The subscription to customer_created failed\. Kopo Kopo rejected the request \(400\): Invalid scope reference\. Correct the value /,
	);
	await trigger.activate();
	expect(subscribed()).toHaveLength(2);
});

it('creates a new subscription for a changed till, only for the event of a till', async () => {
	const staticData = {};
	const credentials = credentialsFor(kopoKopo.simulator);
	const id = 'changed';
	await (await triggerWorkflow(credentials, till, { id, staticData })).activate();
	const changed = { ...till, tillNumber: 'K654321' };
	await (await triggerWorkflow(credentials, changed, { id, staticData })).activate();
	expect(subscribed()).toEqual([
		['buygoods_transaction_received', 'till', 'K123456'],
		['customer_created', 'company', null],
		['buygoods_transaction_received', 'till', 'K654321'],
	]);
});

it('creates a separate subscription for the test URL', async () => {
	const trigger = await newTrigger(payments);
	await trigger.activate();
	if (!(await trigger.lifecycle('checkExists', { isTest: true, mode: 'manual' }))) {
		await trigger.lifecycle('create', { isTest: true, mode: 'manual' });
	}
	expect(
		kopoKopo.simulator.subscriptions().map(({ url }) => new URL(url).pathname.split('/')[1]),
	).toEqual(['webhook', 'webhook-test']);
});

it.each([
	['no API key', payments, { apiKey: '' }, /credential has no API key\. Copy it /],
	['no event', { events: [] }, {}, /No event is selected/],
	['an invalid till', { ...till, tillNumber: 'x' }, {}, /Till Number is not a till number: X/],
	[
		'a webhook URL that is not https',
		payments,
		{ baseUrl: 'https://k2.example.com' },
		/public HTTPS addresses, but the webhook URL of n8n is http:\/\/localhost:5678\. .*WEBHOOK_URL.*Polling Trigger/,
	],
] as const)('rejects %s before anything is sent', async (_name, parameters, more, message) => {
	const { simulator } = kopoKopo;
	const trigger = await newTrigger(parameters as Parameters, credentialsFor(simulator, more));
	await expect(trigger.activate()).rejects.toThrow(message);
	expect(simulator.requests).toEqual([]);
});

it.each<[Parameters, RegExp]>([
	[{ triggerOn: 'events' }, /Trigger On is unknown: events\. Choose one of webhookEvents/],
	[{ events: '={{ "customer_created" }}' }, /Events is not a list: the text "customer_created"/],
	[{ events: ['customer_made'] }, /Events is unknown: customer_made/],
	[{ events: '={{ undefined }}' }, /Events is not a list: empty/],
	[{ triggerOn: 'requestResults', resultTypes: ['x'] }, /Result Types is unknown: x/],
	[{ scope: 'tills' }, /Scope is unknown: tills\. Choose one of company, till/],
	[{ simplify: '={{ "false" }}' }, /Simplify is neither true nor false: the text "false"/],
	[{ outputMode: 'perevent' }, /Output Mode is unknown: perevent/],
	[{ options: { minimumAmount: 'ten' } }, /Minimum Amount is not a number of 0 or more/],
	[{ options: { minimumAmount: -1 } }, /Minimum Amount is not a number of 0 or more/],
	[{ options: { tillNumbers: '123456, till 2' } }, /Till Numbers is not a till number: TILL 2/],
	[{ options: { tillNumbers: '={{ undefined }}' } }, /Till Numbers has no value/],
	[{ options: { tillNumbers: '={{ null }}' } }, /Till Numbers has no value/],
	[{ options: { tillNumbers: '={{ "" }}' } }, /Till Numbers has no value/],
	[{ options: { tillNumbers: '={{ "," }}' } }, /Till Numbers has no value/],
	[{ options: { minimumAmount: '={{ null }}' } }, /Minimum Amount has no value/],
	[{ scope: '={{ null }}' }, /Scope is unknown: empty/],
	[{ triggerOn: '={{ null }}' }, /Trigger On is unknown: empty/],
	[{ triggerOn: 'requestResults', resultTypes: '={{ [] }}' }, /Result Types has no value/],
	[{ options: { skipDuplicates: '={{ "no" }}' } }, /Skip Duplicates is neither true nor false/],
	[{ options: { enableDarajaPayload: 1 } }, /Enable Daraja Payload is neither true nor false/],
	[{ options: { otherEvents: { a: 1 } } }, /Other Events is not text: an object/],
])('rejects %j before anything is sent', async (parameters, message) => {
	const trigger = await newTrigger({ ...payments, ...parameters });
	await expect(trigger.activate()).rejects.toThrow(message);
	expect(kopoKopo.simulator.requests).toEqual([]);
});

it('shares a subscription that two triggers create at the same time', async () => {
	const trigger = await newTrigger(payments);
	await Promise.all([trigger.lifecycle('create'), trigger.lifecycle('create')]);
	expect(posts()).toBe(1);
});

it('creates no subscription twice after a failure, even if n8n did not store the node data', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	const id = 'reloaded';
	simulator.answer({ method: 'POST', path: /webhook_subscriptions/, afterEffect: true });
	simulator.answer({ method: 'POST', path: /webhook_subscriptions/, status: 500 });
	const first = await triggerWorkflow(credentials, twoEvents, { id });
	await expect(first.activate()).rejects.toThrow(/customer_created/);
	const reloaded = await triggerWorkflow(credentials, twoEvents, { id });
	await reloaded.activate();
	expect(subscribed()).toHaveLength(2);
});

it.each(['v1', 'v2'])(
	'uses %s from the credential for events that exist in both versions, and v2 for the others',
	async (apiVersion) => {
		const { simulator } = kopoKopo;
		const events = ['buygoods_transaction_received', 'card_transaction_received'];
		await (await newTrigger({ events }, credentialsFor(simulator, { apiVersion }))).activate();
		expect(
			requestsTo(simulator, 'POST', '/api').map(({ path, body }) => [
				path,
				(JSON.parse(body) as { event_type: string }).event_type,
			]),
		).toEqual([
			[`/api/${apiVersion}/webhook_subscriptions`, 'buygoods_transaction_received'],
			['/api/v2/webhook_subscriptions', 'card_transaction_received'],
		]);
	},
);

it('enables Daraja payloads for events that have them', async () => {
	const { simulator } = kopoKopo;
	const parameters = {
		events: ['buygoods_transaction_received', 'card_transaction_received'],
		options: { enableDarajaPayload: true },
	};
	await (await newTrigger(parameters, credentialsFor(simulator, { apiVersion: 'v2' }))).activate();
	expect(simulator.subscriptions().map(({ eventType, daraja }) => [eventType, daraja])).toEqual([
		['buygoods_transaction_received', true],
		['card_transaction_received', false],
	]);
});

it('rejects Daraja payloads in v1 before anything is sent', async () => {
	const trigger = await newTrigger({ ...payments, options: { enableDarajaPayload: true } });
	await expect(trigger.activate()).rejects.toThrow(/API v1 has no Daraja payload\. Turn off/);
	expect(kopoKopo.simulator.requests).toEqual([]);
});

it('subscribes to topics that are not in the list', async () => {
	const trigger = await newTrigger({
		...till,
		options: { otherEvents: ' paybill_transaction_received, ' },
	});
	await trigger.activate();
	expect(subscribed().at(-1)).toEqual(['paybill_transaction_received', 'till', 'K123456']);
});

it('subscribes to nothing for results, but requires the API key and HTTPS', async () => {
	const results = { triggerOn: 'requestResults' };
	const { simulator } = kopoKopo;
	await (await newTrigger(results)).activate();
	expect(simulator.requests).toEqual([]);
	const keyless = await newTrigger(results, credentialsFor(simulator, { apiKey: '' }));
	await expect(keyless.activate()).rejects.toThrow(/no API key/);
	const real = await newTrigger(results, credentialsFor(simulator, { environment: 'sandbox' }));
	await expect(real.activate()).rejects.toThrow(
		/public HTTPS addresses, but the webhook URL of n8n is .* restart it\.$/,
	);
});
