import { type ManualClock, manualClock } from './clock.mts';
import type { Json } from './json.mts';
import { type Simulator, startSimulator } from './simulator.mts';
import { clientOf, exchange, stkPush, subscription } from './support/client.mts';
import { type Receiver, startReceiver } from './support/receiver.mts';

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

it('makes a customer pay', async () => {
	const client = await clientOf(simulator);
	await client.post('/api/v1/webhook_subscriptions', subscription(receiver.url));

	const { body } = await control('pay', {
		tillNumber: 'K000123',
		amount: '250',
		phoneNumber: '+254711111111',
		firstName: 'Ann',
		resource: { sender_middle_name: 'W' },
	});

	expect(body).toMatchObject({ deliveries: [{ url: receiver.url, attempts: [{ status: 200 }] }] });
	expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
		event: {
			resource: {
				till_number: 'K000123',
				amount: '250.0',
				sender_phone_number: '+254711111111',
				sender_first_name: 'Ann',
				sender_middle_name: 'W',
			},
		},
	});
});

it.each([
	[{ amount: 5 }, 'tillNumber has to be text'],
	[{ tillNumber: 'K000123', amount: 'much' }, 'amount has to be greater than 0'],
	[{ tillNumber: 'K000123', amount: 5, event: 'unheard_of' }, 'Unknown event: unheard_of'],
])('refuses to pay %j', async (payment, error) => {
	expect(await control('pay', payment)).toEqual({ status: 400, body: { error } });
});

it('moves the clock', async () => {
	const client = await clientOf(simulator);
	await client.post('/api/v1/incoming_payments', stkPush(receiver.url));

	await control('clock/advance', { ms: 2000 });

	expect(simulator.resources()).toMatchObject([{ status: 'Success' }]);
	expect(receiver.received).toHaveLength(1);
	expect((await control('clock/advance', { ms: 'soon' })).status).toBe(400);
});

it('does not move real time', async () => {
	const real = await startSimulator();

	const response = await fetch(`${real.url}/control/clock/advance`, { method: 'POST' });

	expect(response.status).toBe(409);
	await real.close();
});

it.each([['revoke'], ['expire']])('ends all tokens: %s', async (command) => {
	const client = await clientOf(simulator);

	expect((await control(`tokens/${command}`, {})).status).toBe(200);

	expect((await client.get('/api/v1/incoming_payments/1')).status).toBe(401);
});

it('forgets everything', async () => {
	const client = await clientOf(simulator);
	await client.post('/api/v1/webhook_subscriptions', subscription(receiver.url));
	await simulator.payTill({ tillNumber: 'K000123', amount: 5 });

	await control('reset', {});

	expect((await control('state')).body).toMatchObject({
		requests: [],
		resources: [],
		subscriptions: [],
		deliveries: [],
	});
	expect((await client.get('/api/v1/incoming_payments/1')).status).toBe(401);
});

describe('what it shows', () => {
	it('is everything that happened, without secrets and tokens', async () => {
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

	it('comes live', async () => {
		const stop = new AbortController();
		const response = await fetch(`${simulator.url}/control/events`, { signal: stop.signal });
		const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
		const next = async () => {
			const { value } = await reader.read();
			return JSON.parse(String(value).replace(/^data: /, '')) as { requests: Json[] };
		};

		expect((await next()).requests).toEqual([]);
		await exchange(simulator);
		expect((await next()).requests).toMatchObject([{ path: '/oauth/token', status: 200 }]);
		stop.abort();
	});

	it('is a page that loads nothing from elsewhere', async () => {
		const response = await fetch(simulator.url);

		expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'self'");
		expect(await response.text()).toContain('<title>Kopo Kopo simulator</title>');
		expect(simulator.requests).toEqual([]);
	});
});
