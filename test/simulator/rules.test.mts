import { type Client, clientOf, exchange, stkPush } from '../support/simulator/client.mts';
import { manualClock } from './clock.mts';
import { type Simulator, startSimulator } from './simulator.mts';

const path = /incoming_payments/;
let simulator: Simulator;
let client: Client;

beforeAll(async () => {
	simulator = await startSimulator({ clock: manualClock() });
});
beforeEach(async () => {
	simulator.reset();
	client = await clientOf(simulator);
});
afterAll(() => simulator.close());

const push = () =>
	client.post('/api/v1/incoming_payments', stkPush('https://merchant.example/result'));

it('answers the next matching request once, without any effect', async () => {
	simulator.answer({ path, status: 503, headers: { 'Retry-After': '7' }, body: '<p>Sorry</p>' });

	expect(await push()).toMatchObject({ status: 503, body: '<p>Sorry</p>' });
	expect(simulator.resources()).toEqual([]);
	expect((await push()).status).toBe(201);
});

it('answers as many requests as it says', async () => {
	simulator.answer({ path, status: 429, times: 2 });

	expect([await push(), await push(), await push()].map(({ status }) => status)).toEqual([
		429, 429, 201,
	]);
});

it('ignores other methods and paths', async () => {
	simulator.answer({ method: 'get', path, status: 503, times: Infinity });

	expect((await push()).status).toBe(201);
	expect(await exchange(simulator)).toEqual(expect.any(String));
	expect((await client.get('/api/v1/incoming_payments/1')).status).toBe(503);
});

it('also matches the token request', async () => {
	simulator.answer({ path: /^\/oauth\/token$/, status: 401, body: '{"error":"invalid_client"}' });

	const response = await fetch(`${simulator.url}/oauth/token`, { method: 'POST' });

	expect(await response.json()).toEqual({ error: 'invalid_client' });
	expect(response.headers.get('Content-Type')).toContain('application/json');
});

it('sets headers, including the content type', async () => {
	simulator.answer({ path, body: 'late', headers: { 'Content-Type': 'text/plain' } });

	const response = await fetch(`${simulator.url}/api/v1/incoming_payments`);

	expect(response.status).toBe(200);
	expect(response.headers.get('Content-Type')).toContain('text/plain');
});

it('lets the request take effect first', async () => {
	simulator.answer({ path, status: 502, afterEffect: true });

	expect((await push()).status).toBe(502);
	expect(simulator.resources()).toHaveLength(1);
});

it.each([
	['before', 0],
	['after', 1],
] as const)('drops the connection %s the effect', async (dropConnection, created) => {
	simulator.answer({ path, dropConnection });

	await expect(push()).rejects.toThrow('fetch failed');

	expect(simulator.resources()).toHaveLength(created);
	expect(simulator.requests.at(-1)).toMatchObject({ method: 'POST', status: 0 });
});

it('delays the usual answer in real time', async () => {
	simulator.answer({ path, delay: 5 });

	expect((await push()).status).toBe(201);
});

it('allows the client to disconnect before the answer', async () => {
	simulator.answer({ path, delay: 60_000 });

	await expect(
		fetch(`${simulator.url}/api/v1/incoming_payments`, { signal: AbortSignal.timeout(20) }),
	).rejects.toThrow('timeout');
});
