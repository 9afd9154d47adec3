import { type Client, clientOf, stkPush } from '../support/simulator/client.mts';
import { manualClock } from './clock.mts';
import { type Simulator, startSimulator } from './simulator.mts';

const callbackUrl = 'https://merchant.example/result';
let simulator: Simulator;
let client: Client;

beforeAll(async () => {
	simulator = await startSimulator({ clock: manualClock() });
	client = await clientOf(simulator);
});
afterAll(() => simulator.close());

it('answers a create request with 201, an absolute location and no body', async () => {
	const { status, location, body } = await client.post(
		'/api/v2/incoming_payments',
		stkPush(callbackUrl),
	);

	expect(status).toBe(201);
	expect(body).toBe('');
	expect(location).toMatch(
		new RegExp(
			`^${simulator.url}/api/v2/incoming_payments/[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}$`,
		),
	);
});

it('returns a location at the origin that the client called', async () => {
	const addressed = simulator.url.replace('127.0.0.1', 'localhost');
	const viaName = await clientOf({ ...simulator, url: addressed });

	const { location } = await viaName.post('/api/v1/incoming_payments', stkPush(callbackUrl));

	expect(new URL(String(location)).origin).toBe(addressed);
	expect((await viaName.get(String(location))).status).toBe(200);
});

it.each([
	['an unknown id', '/api/v1/incoming_payments/247b1bd8-f5a0-4b71-a898-f62f67b8ae1c'],
	['an unknown collection', '/api/v1/unheard_of'],
	['an unknown version', '/api/v9/incoming_payments'],
	['a path outside the API', '/webhook_events/1'],
])('answers %s with 404 and a JSON error', async (_name, path) => {
	expect(await client.get(path)).toMatchObject({
		status: 404,
		body: { error_code: 404, error_message: 'Not Found' },
	});
});

it('does not find a v1 resource under v2', async () => {
	const { location } = await client.post('/api/v1/incoming_payments', stkPush(callbackUrl));

	expect((await client.get(String(location).replace('v1', 'v2'))).status).toBe(404);
});

it.each([['{"till_number":'], ['[]'], ['"text"'], ['null']])(
	'rejects the body %s',
	async (body) => {
		expect(await client.post('/api/v1/incoming_payments', body)).toMatchObject({
			status: 400,
			body: { error_code: 400, error_message: 'Request body is not valid JSON' },
		});
	},
);

it('rejects a body that is too large', async () => {
	const body = stkPush(callbackUrl, { metadata: { notes: 'x'.repeat(2_000_000) } });

	expect(await client.post('/api/v1/incoming_payments', body)).toMatchObject({
		status: 413,
		body: { error_code: 413 },
	});
});

it('records each request with its status', async () => {
	simulator.reset();
	client = await clientOf(simulator);
	await client.get('/api/v1/incoming_payments/unknown?page=1');

	expect(simulator.requests).toMatchObject([
		{
			method: 'POST',
			path: '/oauth/token',
			status: 200,
			body: expect.stringContaining('grant_type=client_credentials'),
		},
		{
			method: 'GET',
			path: '/api/v1/incoming_payments/unknown?page=1',
			status: 404,
			body: '',
			headers: { authorization: expect.stringMatching(/^Bearer [\w-]+$/) },
		},
	]);
});

it('listens only on loopback addresses', async () => {
	await expect(startSimulator({ host: '0.0.0.0' })).rejects.toThrow('must be a loopback address');
});
