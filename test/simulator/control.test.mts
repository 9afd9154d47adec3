import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { clientOf, exchange, stkPush, subscription } from '../support/simulator/client.mts';
import { type Receiver, startReceiver } from '../support/simulator/receiver.mts';
import { type ManualClock, manualClock } from './clock.mts';
import type { Json } from './json.mts';
import { type Simulator, startSimulator } from './simulator.mts';

let clock: ManualClock;
let simulator: Simulator;
let receiver: Receiver;

beforeEach(async () => {
	clock = manualClock();
	receiver = await startReceiver();
	simulator = await startSimulator({ clock });
});
afterEach(async () => {
	await simulator.close();
	await receiver.close();
});

async function control(path: string, body?: unknown): Promise<{ status: number; body: Json }> {
	const response = await fetch(`${simulator.url}/control/${path}`, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as Json };
}

it('lets a customer pay a till and reports the deliveries', async () => {
	const client = await clientOf(simulator);
	await client.post('/api/v1/webhook_subscriptions', subscription(receiver.url));

	const { body } = await control('pay', {
		tillNumber: 'K123456',
		amount: '250',
		phoneNumber: '+254711111111',
		firstName: 'Ann',
		resource: { sender_middle_name: 'W' },
	});

	expect(body).toMatchObject({
		deliveries: [{ url: receiver.url, attempts: [{ status: 200 }] }],
		summary: 'Webhook delivered.',
	});
	expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
		event: {
			resource: {
				till_number: 'K123456',
				amount: '250.0',
				sender_phone_number: '+254711111111',
				sender_first_name: 'Ann',
				sender_middle_name: 'W',
			},
		},
	});
});

it.each([
	[{ amount: 5 }, 'tillNumber must be text'],
	[{ tillNumber: 'K123456', amount: 'much' }, 'amount must be greater than 0'],
	[{ tillNumber: 'K123456', amount: 5, event: 'unheard_of' }, 'Unknown event: unheard_of'],
])('rejects the payment %j', async (payment, error) => {
	expect(await control('pay', payment)).toEqual({ status: 400, body: { error } });
});

it('advances a manual clock', async () => {
	const client = await clientOf(simulator);
	await client.post('/api/v1/incoming_payments', stkPush(receiver.url));

	await control('clock/advance', { ms: 2000 });

	expect(simulator.resources()).toMatchObject([{ status: 'Success' }]);
	expect(receiver.received).toHaveLength(1);
	expect((await control('clock/advance', { ms: 'soon' })).status).toBe(400);
});

it('does not advance the real clock', async () => {
	const real = await startSimulator();

	const response = await fetch(`${real.url}/control/clock/advance`, { method: 'POST' });

	expect(response.status).toBe(409);
	await real.close();
});

it.each([['revoke'], ['expire']])('invalidates all tokens with %s', async (command) => {
	const client = await clientOf(simulator);

	expect((await control(`tokens/${command}`, {})).status).toBe(200);

	expect((await client.get('/api/v1/incoming_payments/1')).status).toBe(401);
});

it('deletes everything with reset', async () => {
	const client = await clientOf(simulator);
	await client.post('/api/v1/webhook_subscriptions', subscription(receiver.url));
	await simulator.payTill({ tillNumber: 'K123456', amount: 5 });

	await control('reset', {});

	expect((await control('state')).body).toMatchObject({
		pending: [],
		subscriptions: [],
		timeline: [],
		happened: 0,
	});
	expect((await client.get('/api/v1/incoming_payments/1')).status).toBe(401);
});

it('clears the log without touching payments, and shows an entry again when it changes', async () => {
	simulator.byHand = true;
	await simulator.subscribe('v2', subscription(receiver.url));
	const client = await clientOf(simulator);
	await client.post('/api/v2/incoming_payments', stkPush(receiver.url));
	await simulator.payTill({ tillNumber: 'K123456', amount: 5, reference: 'OJJ1MPU40Z' });

	expect(await control('log/clear', {})).toEqual({ status: 200, body: {} });

	expect((await control('state')).body).toMatchObject({
		timeline: [],
		happened: 0,
		pending: [{ kind: 'prompt' }],
		subscriptions: [{ url: receiver.url }],
	});
	await client.post('/api/v2/reversals', {
		transaction_reference: 'OJJ1MPU40Z',
		reason: 'Paid twice',
		_links: { callback_url: receiver.url },
	});
	await simulator.answerPrompt(simulator.pendingPayments()[0]!.id, 'pay');
	expect(simulator.timeline()).toMatchObject([
		{ title: 'incoming_payment' },
		{ title: 'reversal', steps: [{ request: { status: 201 } }, {}] },
	]);
});

it('says that a payment link is still unpaid when the customer declines', async () => {
	const client = await clientOf(simulator);
	const { location } = await client.post('/api/v2/payment_links', {
		till_number: 'K123456',
		currency: 'KES',
		amount: 50,
		_links: { callback_url: receiver.url },
	});
	const path = `links/${String(location).split('/').at(-1)}/pay`;

	expect((await control(path, { phoneNumber: '+254700000002' })).body).toMatchObject({
		paid: false,
		deliveries: [],
	});
	expect((await control(path, {})).body).toMatchObject({
		paid: true,
		summary: 'Callback delivered.',
	});
});

it('says how each waiting customer reacts', async () => {
	const client = await clientOf(simulator);
	const ask = (phone: string) =>
		client.post(
			'/api/v2/incoming_payments',
			stkPush(receiver.url, { subscriber: { phone_number: phone } }),
		);
	await ask('+254712345678');
	await ask('+254700000005');
	simulator.byHand = true;
	await ask('+254712345678');
	await ask('+254700000005');

	expect(simulator.pendingPayments().map(({ reaction }) => reaction)).toEqual([
		'automatic',
		'none',
		'by-hand',
		'none',
	]);
});

it('switches between answers by hand and automatic answers', async () => {
	const client = await clientOf(simulator);
	const push = () => client.post('/api/v1/incoming_payments', stkPush(receiver.url));

	expect(await control('settings', { byHand: true })).toEqual({
		status: 200,
		body: { byHand: true },
	});
	await push();
	expect((await control('state')).body).toMatchObject({ byHand: true });
	await control('settings', { byHand: false });
	await push();
	await clock.advance(2000);

	expect(simulator.resources()).toMatchObject([{ status: 'Pending' }, { status: 'Success' }]);
	expect(await control('settings', { byHand: 'yes' })).toEqual({
		status: 400,
		body: { error: 'byHand must be true or false' },
	});
});

it('changes how phone numbers and locations are written', async () => {
	const client = await clientOf(simulator);
	const settings = { payerNumbers: '0722XXXXXX', links: 'trailing-slash' };

	expect(await control('settings', settings)).toEqual({ status: 200, body: settings });
	expect((await control('state')).body).toMatchObject({ byHand: false, ...settings });
	const { location } = await client.post('/api/v1/incoming_payments', stkPush(receiver.url));
	await clock.advance(2000);

	expect(location).toMatch(/\/$/);
	expect(simulator.resources()).toMatchObject([
		{ attributes: { event: { resource: { sender_phone_number: '0999XXXXXX' } } } },
	]);
});

it.each([
	[{ payerNumbers: 'none' }, 'payerNumbers must be full or 0722XXXXXX or 0722***000'],
	[{ links: 'toString' }, 'links must be usual or http or trailing-slash'],
	[{ toString: 1 }, 'Unknown setting: toString'],
	[{ byHand: true, links: 1 }, 'links must be usual or http or trailing-slash'],
])('rejects the settings %j and changes nothing', async (settings, error) => {
	expect(await control('settings', settings)).toEqual({ status: 400, body: { error } });
	expect((await control('state')).body).toMatchObject({
		byHand: false,
		payerNumbers: 'full',
		links: 'usual',
	});
});

it('answers the STK push on a phone', async () => {
	simulator.byHand = true;
	const client = await clientOf(simulator);
	await client.post('/api/v1/incoming_payments', stkPush(receiver.url));
	const [pending] = (await control('state')).body['pending'] as { id: string }[];
	expect(pending).toMatchObject({
		kind: 'prompt',
		phoneNumber: '+254999999999',
		name: 'Joe Buyer',
		amount: '100',
		tillNumber: 'K123456',
	});

	expect(await control(`prompts/${pending!.id}/pay`, {})).toMatchObject({
		status: 200,
		body: { deliveries: [{ url: receiver.url, attempts: [{ status: 200 }] }] },
	});

	expect((await control('state')).body).toMatchObject({ pending: [] });
	expect(await control(`prompts/${pending!.id}/cancel`, {})).toEqual({
		status: 400,
		body: { error: 'The STK push already has a result' },
	});
	expect(await control(`prompts/${pending!.id}/toString`, {})).toEqual({
		status: 400,
		body: {
			error:
				'Unknown answer "toString". Use one of: pay, cancel, wrong-pin, insufficient-balance, time-out.',
		},
	});
	expect(await control('prompts/1/pay', {})).toEqual({
		status: 400,
		body: { error: 'Unknown STK push: 1' },
	});
});

it('subscribes a webhook by the rules of the API and removes it again', async () => {
	const { body } = await control(
		'subscriptions',
		subscription(receiver.url, {
			scope: 'till',
			scope_reference: 'K123456',
			enable_daraja_payload: true,
		}),
	);
	await simulator.payTill({ tillNumber: 'K123456', amount: 5 });
	await simulator.payTill({ tillNumber: 'K654321', amount: 5 });

	const { id } = body['subscription'] as { id: string };
	expect(simulator.subscriptions()).toMatchObject([{ id, version: 'v2', daraja: true }]);
	expect(receiver.received).toHaveLength(1);
	expect(await control(`subscriptions/${id}/remove`, {})).toEqual({ status: 200, body: {} });
	expect(simulator.subscriptions()).toEqual([]);
	expect((await control(`subscriptions/${id}/remove`, {})).status).toBe(400);
});

it.each([
	[{ event_type: 'unheard_of' }, 'Event type is not included in the list'],
	[{ url: 'http://example.com' }, expect.stringContaining('Url')],
	[{ scope: 'till' }, 'Invalid scope reference'],
	[{ version: 'v3' }, 'version must be v1 or v2'],
	[{ version: 'v1', event_type: 'card_transaction_received' }, expect.any(String)],
])('does not subscribe %j', async (changes, error) => {
	expect(await control('subscriptions', subscription(receiver.url, changes))).toEqual({
		status: 400,
		body: { error },
	});
	expect(simulator.subscriptions()).toEqual([]);
});

it('resends a delivery', async () => {
	receiver.statuses.push(503);
	await control('subscriptions', subscription(receiver.url));
	const [delivery] = await simulator.payTill({ tillNumber: 'K123456', amount: 5 });

	expect(await control(`deliveries/${delivery!.id}/resend`, {})).toMatchObject({
		status: 200,
		body: { delivery: { attempts: [{ status: 503 }, { status: 200, answer: 'OK' }] } },
	});
	expect(await control('deliveries/1/resend', {})).toEqual({
		status: 400,
		body: { error: 'Unknown delivery: 1' },
	});
});

it('returns the keys and the till for the credential', async () => {
	expect((await control('credentials')).body).toEqual({
		baseUrl: simulator.url,
		...simulator.application,
		tillNumber: 'K123456',
	});
});

it('answers 404 to an unknown command and does not record it as an API request', async () => {
	expect(await control('explode', {})).toEqual({
		status: 404,
		body: { error: 'Unknown command: POST /control/explode' },
	});
	expect(simulator.requests).toEqual([]);
});

describe('a page of another origin', () => {
	const statusWith = async (headers: Record<string, string>, path = '/control/reset') => {
		const sent = request(`${simulator.url}${path}`, {
			method: path.endsWith('reset') ? 'POST' : 'GET',
			headers,
		}).end();
		const [response] = (await once(sent, 'response')) as [IncomingMessage];
		response.resume();
		return response.statusCode;
	};

	it.each([
		['another site', { Origin: 'https://example.com' }],
		['another port of this machine', { Origin: 'http://127.0.0.1:1' }],
		['a file', { Origin: 'null' }],
		['another site that uses a link or an image', { 'Sec-Fetch-Site': 'cross-site' }],
		['another port that uses a link or an image', { 'Sec-Fetch-Site': 'same-site' }],
		['a foreign name that resolves to this machine', { Host: 'example.com' }],
		['a foreign name that sends itself as origin', { Host: 'a.test', Origin: 'http://a.test' }],
		['a foreign name that begins with a loopback address', { Host: '127.0.0.1.example.com' }],
		['an invalid host', { Host: '[' }],
	])('rejects a request of %s', async (_whose, headers) => {
		await exchange(simulator);

		expect(await statusWith(headers)).toBe(403);
		expect(await statusWith(headers, '/control/credentials')).toBe(403);
		expect(await statusWith(headers, '/control/events')).toBe(403);
		expect(simulator.requests).toHaveLength(1);
	});

	it("accepts the simulator's page under any loopback name", async () => {
		const { host, port } = new URL(simulator.url);

		expect(await statusWith({ Origin: simulator.url, 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
		expect(await statusWith({ Host: host, Origin: `http://${host}` })).toBe(200);
		for (const name of ['localhost', '[::1]', 'kopokopo.localhost']) {
			const own = `${name}:${port}`;
			expect(await statusWith({ Host: own, Origin: `http://${own}` })).toBe(200);
		}
	});
});

describe('the page', () => {
	it('shows everything that happened without secrets and tokens', async () => {
		const token = await exchange(simulator);
		const client = await clientOf(simulator, token);
		const { clientId, clientSecret } = simulator.application;
		const keys = { client_id: clientId, client_secret: clientSecret, token };
		await client.post('/oauth/introspect', keys);
		await client.get(`/api/v1/incoming_payments?access_token=${token}`);

		const shown = JSON.stringify((await control('state')).body);

		expect(shown).toContain('/oauth/introspect');
		expect(shown).toContain(clientId);
		expect(shown).not.toContain(clientSecret);
		expect(shown).not.toContain(token);
	});

	it('sends each change to the page', async () => {
		const stop = new AbortController();
		const response = await fetch(`${simulator.url}/control/events`, { signal: stop.signal });
		const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
		const next = async () => {
			const { value } = await reader.read();
			return JSON.parse(String(value).replace(/^data: /, '')) as { timeline: Json[] };
		};

		expect((await next()).timeline).toEqual([]);
		await exchange(simulator);
		expect((await next()).timeline).toMatchObject([
			{ steps: [{ request: { path: '/oauth/token', status: 200 } }] },
		]);
		await simulator.payTill({ tillNumber: 'K123456', amount: 5 });
		expect((await next()).timeline).toMatchObject([{}, { title: 'buygoods_transaction_received' }]);
		stop.abort();
	});

	it('loads nothing from other hosts', async () => {
		const response = await fetch(simulator.url);

		expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'self'");
		expect(response.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
		expect(await response.text()).toContain('<title>Kopo Kopo simulator</title>');
		expect(simulator.requests).toEqual([]);
	});
});
