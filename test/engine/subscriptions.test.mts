import {
	triggerWorkflow,
	type CredentialStore,
	type Parameters,
} from '../support/engine/engine.mts';
import { credentialsFor, requestsTo, useSimulator } from '../support/engine/setup.mts';
import { newTrigger as triggerFor, payments, till, twoEvents } from '../support/engine/trigger.mts';

const kopoKopo = useSimulator({ retryDelays: [], otherEvents: ['paybill_transaction_received'] });

const subscribed = () =>
	kopoKopo.simulator
		.subscriptions()
		.map(({ eventType, scope, scopeReference }) => [eventType, scope, scopeReference ?? null]);

const posts = () => requestsTo(kopoKopo.simulator, 'POST', '/api').length;
const gets = () => requestsTo(kopoKopo.simulator, 'GET', '/api').length;

const newTrigger = async (parameters: Parameters, credentials?: CredentialStore, more = {}) =>
	await triggerFor(kopoKopo.simulator, parameters, credentials, more);

it('activation subscribes once per event, with the production URL', async () => {
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

it('events that exist for the company alone keep that scope', async () => {
	const trigger = await newTrigger(till);
	await trigger.activate();
	expect(subscribed()).toEqual([
		['buygoods_transaction_received', 'till', 'K123456'],
		['customer_created', 'company', null],
	]);
});

it.each(['v1', 'v2'])('the path follows the API version %s', async (apiVersion) => {
	const { simulator } = kopoKopo;
	await (await newTrigger(payments, credentialsFor(simulator, { apiVersion }))).activate();
	expect(requestsTo(simulator, 'POST', `/api/${apiVersion}/webhook_subscriptions`)).toHaveLength(1);
});

it('activating and deactivating again and again leaves one', async () => {
	const trigger = await newTrigger(payments);
	for (let count = 0; count < 5; count += 1) {
		await trigger.activate();
		expect(await trigger.lifecycle('delete')).toBe(true);
	}
	expect([posts(), gets()]).toEqual([1, 4]);
});

it('they are remembered in the data of the node', async () => {
	const staticData = {};
	const first = await newTrigger(payments, undefined, { staticData });
	await first.activate();
	const data = first.workflow.staticData as Record<string, { subscriptions: object }>;
	expect(Object.values(data['node:Kopo Kopo Trigger']!.subscriptions)).toEqual([
		kopoKopo.simulator.subscriptions()[0]!.location,
	]);
});

it('they are the same for a client ID with invisible characters around it', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	const trigger = await newTrigger(payments, credentials);
	await trigger.activate();
	credentials.data.clientId = ` ${simulator.application.clientId}\u200b\n`;
	await trigger.activate();
	expect(posts()).toBe(1);
});

it.each([' \n', '\u200b'])('an API key of only %j is none', async (apiKey) => {
	const trigger = await newTrigger(payments, credentialsFor(kopoKopo.simulator, { apiKey }));
	await expect(trigger.activate()).rejects.toThrow(/has no API key/);
	expect(posts()).toBe(0);
});

it('one that Kopo Kopo no longer knows is made again, the others are not', async () => {
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
	'a check that is answered with %s is no reason to subscribe a second time',
	async (_name, rule) => {
		const trigger = await newTrigger(payments);
		await trigger.activate();
		kopoKopo.simulator.answer({ method: 'GET', path: /webhook_subscriptions/, ...rule });
		await trigger.activate();
		expect(posts()).toBe(1);
	},
);

it('a failure half-way keeps what was made, and names the event and the reason', async () => {
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
		/Could not subscribe to customer_created: Kopo Kopo refused the request: Invalid scope reference \(400\)\. Correct/,
	);
	await trigger.activate();
	expect(subscribed()).toHaveLength(2);
});

it('a changed till makes a new subscription for the event of the till alone', async () => {
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

it('the test URL has a subscription of its own', async () => {
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
	['no API key', payments, { apiKey: '' }, /credential has no API key\. Add it/],
	['no event', { events: [] }, {}, /No event is selected/],
	['a till that is none', { ...till, tillNumber: 'x' }, {}, /Till Number is not a till number: X/],
	[
		'a webhook URL that is not https',
		payments,
		{ baseUrl: 'https://k2.example.com' },
		/cannot reach n8n: its webhook URL is http:\/\/localhost:5678.*Polling Trigger.*WEBHOOK_URL/,
	],
] as const)(
	'%s ends the activation before anything is sent',
	async (_name, parameters, more, message) => {
		const { simulator } = kopoKopo;
		const trigger = await newTrigger(parameters as Parameters, credentialsFor(simulator, more));
		await expect(trigger.activate()).rejects.toThrow(message);
		expect(simulator.requests).toEqual([]);
	},
);

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
])('%j ends the activation before anything is sent', async (parameters, message) => {
	const trigger = await newTrigger({ ...payments, ...parameters });
	await expect(trigger.activate()).rejects.toThrow(message);
	expect(kopoKopo.simulator.requests).toEqual([]);
});

it('two who want the same subscription at the same moment share it', async () => {
	const trigger = await newTrigger(payments);
	await Promise.all([trigger.lifecycle('create'), trigger.lifecycle('create')]);
	expect(posts()).toBe(1);
});

it('a later failure leaves nothing to be doubled, in whatever state n8n keeps the node data', async () => {
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
	'under %s, what exists in both versions follows the credential, and what is of v2 alone does not',
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

it('Daraja payloads are asked for where an event has them', async () => {
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

it('Daraja payloads in v1 end the activation before anything is sent', async () => {
	const trigger = await newTrigger({ ...payments, options: { enableDarajaPayload: true } });
	await expect(trigger.activate()).rejects.toThrow(/API v1 has no Daraja payload\. Turn off/);
	expect(kopoKopo.simulator.requests).toEqual([]);
});

it('topics that the list does not know are subscribed like the rest', async () => {
	const trigger = await newTrigger({
		...till,
		options: { otherEvents: ' paybill_transaction_received, ' },
	});
	await trigger.activate();
	expect(subscribed().at(-1)).toEqual(['paybill_transaction_received', 'till', 'K123456']);
});

it('a trigger on results subscribes to nothing, but wants the API key and https as well', async () => {
	const results = { triggerOn: 'requestResults' };
	const { simulator } = kopoKopo;
	await (await newTrigger(results)).activate();
	expect(simulator.requests).toEqual([]);
	const keyless = await newTrigger(results, credentialsFor(simulator, { apiKey: '' }));
	await expect(keyless.activate()).rejects.toThrow(/no API key/);
	const real = await newTrigger(results, credentialsFor(simulator, { environment: 'sandbox' }));
	await expect(real.activate()).rejects.toThrow(/is not a public HTTPS address/);
});
