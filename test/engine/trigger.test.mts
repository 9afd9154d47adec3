import express from 'express';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { triggerWorkflow, type CredentialStore, type Parameters } from './engine.mts';
import { credentialsFor, requestsTo, useSimulator } from './setup.mts';

const kopoKopo = useSimulator({ retryDelays: [] });

type Trigger = Awaited<ReturnType<typeof triggerWorkflow>>;
type Started = Array<Record<string, unknown>>;

const payments: Parameters = { events: ['buygoods_transaction_received'] };
const twoEvents: Parameters = { events: ['buygoods_transaction_received', 'customer_created'] };
const till: Parameters = { ...twoEvents, scope: 'till', tillNumber: 'k123456' };

const subscribed = () =>
	kopoKopo.simulator
		.subscriptions()
		.map(({ eventType, scope, scopeReference }) => [eventType, scope, scopeReference ?? null]);

const posts = () => requestsTo(kopoKopo.simulator, 'POST', '/api').length;
const gets = () => requestsTo(kopoKopo.simulator, 'GET', '/api').length;

let workflows = 0;

/** A trigger in a workflow of its own, so that no test knows what another remembered. */
const newTrigger = async (parameters: Parameters, credentials?: CredentialStore, more = {}) => {
	const id = `workflow-${(workflows += 1)}`;
	return await triggerWorkflow(credentials ?? credentialsFor(kopoKopo.simulator), parameters, {
		id,
		...more,
	});
};

describe('subscriptions', () => {
	test('activation subscribes once per event, with the production URL', async () => {
		const { simulator } = kopoKopo;
		const trigger = await newTrigger(twoEvents);
		await trigger.activate();
		expect(subscribed()).toEqual([
			['buygoods_transaction_received', 'company', null],
			['customer_created', 'company', null],
		]);
		const urls = simulator.subscriptions().map(({ url }) => url);
		expect(urls[0]).toMatch(
			/^http:\/\/localhost:5678\/webhook\/webhook-of-workflow-\d+\/kopokopo$/,
		);
		expect(new Set(urls).size).toBe(1);
	});

	test('events that exist for the company alone keep that scope', async () => {
		const trigger = await newTrigger(till);
		await trigger.activate();
		expect(subscribed()).toEqual([
			['buygoods_transaction_received', 'till', 'K123456'],
			['customer_created', 'company', null],
		]);
	});

	test.each(['v1', 'v2'])('the path follows the API version %s', async (apiVersion) => {
		const { simulator } = kopoKopo;
		await (await newTrigger(payments, credentialsFor(simulator, { apiVersion }))).activate();
		expect(requestsTo(simulator, 'POST', `/api/${apiVersion}/webhook_subscriptions`)).toHaveLength(
			1,
		);
	});

	test('activating and deactivating again and again leaves one', async () => {
		const trigger = await newTrigger(payments);
		for (let count = 0; count < 5; count += 1) {
			await trigger.activate();
			expect(await trigger.lifecycle('delete')).toBe(true);
		}
		expect([posts(), gets()]).toEqual([1, 4]);
	});

	test('they are remembered in the data of the node', async () => {
		const staticData = {};
		const first = await newTrigger(payments, undefined, { staticData });
		await first.activate();
		const data = first.workflow.staticData as Record<string, { subscriptions: object }>;
		expect(Object.values(data['node:Kopo Kopo Trigger']!.subscriptions)).toEqual([
			kopoKopo.simulator.subscriptions()[0]!.location,
		]);
	});

	test('one that Kopo Kopo no longer knows is made again, the others are not', async () => {
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

	test.each([
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

	test('a failure half-way keeps what was made, and names the event and the reason', async () => {
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
			/There is no subscription to customer_created yet: Kopo Kopo refused the request: Invalid scope reference \(400\)\. Correct/,
		);
		await trigger.activate();
		expect(subscribed()).toHaveLength(2);
	});

	test('a changed till makes a new subscription for the event of the till alone', async () => {
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

	test('the test URL has a subscription of its own', async () => {
		const trigger = await newTrigger(payments);
		await trigger.activate();
		if (!(await trigger.lifecycle('checkExists', { isTest: true, mode: 'manual' }))) {
			await trigger.lifecycle('create', { isTest: true, mode: 'manual' });
		}
		expect(
			kopoKopo.simulator.subscriptions().map(({ url }) => new URL(url).pathname.split('/')[1]),
		).toEqual(['webhook', 'webhook-test']);
	});

	test.each([
		['no API key', payments, { apiKey: '' }, /credential has no API key\. Enter it/],
		['no event', { events: [] }, {}, /No event is selected/],
		[
			'a till that is none',
			{ ...till, tillNumber: 'x' },
			{},
			/Till Number is not a till number: X/,
		],
		[
			'a webhook URL that is not https',
			payments,
			{ baseUrl: 'https://k2.example.com' },
			/webhook URL of n8n is not https: http:\/\/localhost:5678.*WEBHOOK_URL/,
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
});

describe('deliveries', () => {
	let server: Server;
	let trigger: Trigger;
	let started: Started;
	let url: string;
	/** What the server answers when the trigger hands out an event; n8n answers 500 when it cannot store it. */
	let storing: () => number;

	beforeEach(async () => {
		started = [];
		storing = () => 200;
		// As n8n does: the raw bytes are kept, and the answer goes out once the execution is stored.
		const app = express().post(
			'/',
			express.raw({ type: () => true, limit: '16mb' }),
			async (request, response) => {
				const body = request.body as unknown;
				Object.assign(request, { rawBody: Buffer.isBuffer(body) ? body : Buffer.alloc(0) });
				const { workflowData, noWebhookResponse } = await trigger.receive(request, response);
				if (noWebhookResponse) return;
				await new Promise((resolve) => setImmediate(resolve));
				const status = storing();
				if (status === 200) started.push(...workflowData!.flat().map(({ json }) => json));
				response.status(status).end();
			},
		);
		server = createServer(app).listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
		trigger = await newTrigger(payments);
	});

	afterEach(async () => await new Promise((resolve) => server.close(resolve)));

	const event = (id: string, more: { topic?: string; till?: string } = {}) =>
		JSON.stringify({
			topic: more.topic ?? 'buygoods_transaction_received',
			id,
			created_at: '2026-10-22T10:43:20+03:00',
			event: {
				type: 'Buygoods Transaction',
				resource: {
					id: 'r1',
					amount: '100.0',
					currency: 'KES',
					reference: 'OJM6Q1W84K',
					till_number: more.till ?? 'K123456',
				},
			},
			_links: {},
		});

	const send = async (body: string | Buffer, options: object = {}) =>
		await kopoKopo.simulator.deliver({ url, body, ...options });

	test('a signed event starts the workflow with the flat fields', async () => {
		expect((await send(event('e1'))).status).toBe(200);
		expect(started).toEqual([
			expect.objectContaining({
				id: 'e1',
				topic: 'buygoods_transaction_received',
				amount: 100,
				tillNumber: 'K123456',
			}),
		]);
	});

	test('without Simplify it gives the JSON as received', async () => {
		trigger = await newTrigger({ ...payments, simplify: false });
		await send(event('e1'));
		expect(started).toEqual([JSON.parse(event('e1'))]);
	});

	test('bytes count, not their meaning: white space, number forms and a BOM are kept for the signature', async () => {
		const odd = '\uFEFF' + event('e1').replace('"100.0"', '100.0').replace(/":/g, '" :\n\t');
		expect((await send(odd, { headers: { 'Content-Type': 'text/plain' } })).status).toBe(200);
		expect(started).toEqual([expect.objectContaining({ id: 'e1', amount: 100 })]);
	});

	const forgeries: Array<[string, object]> = [
		['no signature', { sign: false }],
		['a wrong one', { sign: '0'.repeat(64) }],
		['a short one', { sign: 'abc' }],
		['a long one', { sign: '0'.repeat(65) }],
		['one that is not hex', { sign: 'z'.repeat(64) }],
		['an empty one', { sign: '' }],
	];

	test.each(forgeries)('%s is answered 401 and starts nothing', async (_name, options) => {
		const answer = await send(event('e1'), options);
		expect([answer.status, JSON.parse(answer.body)]).toEqual([
			401,
			{ message: 'The signature is not valid' },
		]);
		expect(started).toEqual([]);
	});

	test('an upper-case signature and a doubled header are answered 401', async () => {
		const { simulator } = kopoKopo;
		const signature = simulator.sign(event('e1'));
		expect((await send(event('e1'), { sign: signature.toUpperCase() })).status).toBe(401);
		const doubled = await new Promise<number>((resolve, reject) => {
			const headers = { 'X-KopoKopo-Signature': [signature, signature] };
			httpRequest(url, { method: 'POST', headers }, (response) =>
				resolve(response.resume().statusCode!),
			)
				.on('error', reject)
				.end(event('e1'));
		});
		expect(doubled).toBe(401);
		expect(started).toEqual([]);
	});

	test('a body that was changed by one byte is answered 401', async () => {
		const sign = kopoKopo.simulator.sign(event('e1'));
		expect((await send(event('e2'), { sign })).status).toBe(401);
		expect(started).toEqual([]);
	});

	test('without an API key nothing is let through, not even what is signed with an empty key', async () => {
		trigger = await newTrigger(payments, credentialsFor(kopoKopo.simulator, { apiKey: '' }));
		expect((await send(event('e1'))).status).toBe(401);
		expect(started).toEqual([]);
	});

	test('a credential that cannot be read is answered 503', async () => {
		const credentials = credentialsFor(kopoKopo.simulator);
		credentials.helper = () =>
			({
				isCredentialUsableByNode: () => true,
				getDecrypted: async () => await Promise.reject(new Error('gone')),
			}) as never;
		trigger = await newTrigger(payments, credentials);
		expect((await send(event('e1'))).status).toBe(503);
	});

	test.each(['', '[]', '"text"', '7', 'null', '{', '<xml/>'])(
		'the signed body %j is answered 400',
		async (body) => {
			expect((await send(body)).status).toBe(400);
			expect(started).toEqual([]);
		},
	);

	test.each([
		['an event that is not selected', payments, event('e1', { topic: 'customer_created' })],
		['an event without a topic', payments, '{"id":"e1"}'],
		['an event of another till', till, event('e1', { till: 'K000000' })],
		['a result', payments, '{"data":{"id":"p1","type":"incoming_payment"}}'],
	])('%s is answered 200 and starts nothing', async (_name, parameters, body) => {
		trigger = await newTrigger(parameters);
		const answer = await send(body);
		expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { message: 'Not selected' }]);
		expect(started).toEqual([]);
	});

	test('an event of the selected till starts the workflow, and one for the company too', async () => {
		trigger = await newTrigger(till);
		await send(event('e1'));
		await send(event('e2', { topic: 'customer_created', till: '' }));
		expect(started.map(({ id }) => id)).toEqual(['e1', 'e2']);
	});

	test('twenty copies at the same moment, and one later, start one execution', async () => {
		const answers = await Promise.all(
			Array.from({ length: 20 }, async () => await send(event('e1'))),
		);
		expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
		expect((await send(event('e1'))).status).toBe(200);
		expect(started).toHaveLength(1);
	});

	test('an event that n8n could not store counts again when Kopo Kopo tries again', async () => {
		storing = () => 500;
		expect((await send(event('e1'))).status).toBe(500);
		storing = () => 200;
		expect((await send(event('e1'))).status).toBe(200);
		expect(started).toHaveLength(1);
	});

	test('two workflows each get the same event', async () => {
		await send(event('e1'));
		trigger = await newTrigger(payments);
		await send(event('e1'));
		expect(started).toHaveLength(2);
	});

	test('events without an id are never taken for copies', async () => {
		const nameless = event('e1').replace('"id":"e1",', '');
		await send(nameless);
		await send(nameless);
		expect(started).toHaveLength(2);
	});
});
