import { clientOf, exchange, stkPush } from '../support/simulator/client.mts';
import { manualClock } from './clock.mts';
import type { Json } from './json.mts';
import { type Simulator, startSimulator } from './simulator.mts';

const clock = manualClock();
let simulator: Simulator;
let keys: { client_id: string; client_secret: string };

beforeAll(async () => {
	simulator = await startSimulator({ clock, tokenLifetime: 60 });
	const { clientId, clientSecret } = simulator.application;
	keys = { client_id: clientId, client_secret: clientSecret };
});
afterAll(() => simulator.close());

async function call(path: string, init: RequestInit): Promise<{ status: number; body: Json }> {
	const response = await fetch(`${simulator.url}/oauth/${path}`, init);
	return { status: response.status, body: (await response.json()) as Json };
}

const form = (path: string, fields: Record<string, string>) =>
	call(path, { method: 'POST', body: new URLSearchParams(fields) });

const json = (path: string, fields: Json) =>
	call(path, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(fields),
	});

const info = (token: string) =>
	call('token/info', { headers: { Authorization: `Bearer ${token}` } });

describe('exchange', () => {
	it.each([
		['form-encoded', form],
		['JSON', json],
	])('accepts a %s body', async (_name, post) => {
		const { status, body } = await post('token', { ...keys, grant_type: 'client_credentials' });

		expect(status).toBe(200);
		expect(body).toEqual({
			token_type: 'Bearer',
			expires_in: 60,
			access_token: expect.stringMatching(/^[\w-]{40,}$/),
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00$/),
		});
	});

	it('issues independent tokens', async () => {
		const [one, other] = [await exchange(simulator), await exchange(simulator)];

		expect(one).not.toBe(other);
		await form('revoke', { ...keys, token: one });
		expect((await info(other)).status).toBe(200);
	});

	it.each([
		['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
		['an unknown client', { client_id: 'unknown' }, 401, 'invalid_client'],
		['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
		['no grant', { grant_type: '' }, 400, 'invalid_request'],
	])('rejects %s', async (_name, changes, status, error) => {
		const grant = { ...keys, grant_type: 'client_credentials', ...changes };

		expect(await form('token', grant)).toEqual({
			status,
			body: { error, error_description: expect.any(String) },
		});
	});
});

describe('introspection', () => {
	it('describes an active token', async () => {
		const token = await exchange(simulator);

		const { body } = await json('introspect', { ...keys, token });

		expect(body).toMatchObject({ active: true, client_id: keys.client_id, token_type: 'Bearer' });
		expect(Date.parse(String(body['exp'])) - Date.parse(String(body['iat']))).toBe(60_000);
	});

	it('describes an unknown token as inactive', async () => {
		expect((await json('introspect', { ...keys, token: 'unknown' })).body).toEqual({
			active: false,
		});
	});

	it('rejects wrong client keys', async () => {
		const token = await exchange(simulator);

		expect((await json('introspect', { ...keys, client_secret: 'wrong', token })).status).toBe(401);
	});
});

describe('info', () => {
	it('returns the seconds until the token expires', async () => {
		const token = await exchange(simulator);
		await clock.advance(20_000);

		expect(await info(token)).toEqual({
			status: 200,
			body: {
				resource_owner_id: null,
				scope: [],
				expires_in: 40,
				application: { uid: keys.client_id },
				created_at: clock.now() / 1000 - 20,
			},
		});
	});

	it('rejects an unknown token', async () => {
		expect(await info('unknown')).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
	});
});

describe('an access token', () => {
	const anyLocation = '/api/v1/incoming_payments/unknown';
	const refused = (message: string) => ({
		status: 401,
		body: { error_code: 401, error_message: message },
	});

	it('accepts a token until it expires', async () => {
		const client = await clientOf(simulator);
		expect((await client.get(anyLocation)).status).toBe(404);

		await clock.advance(60_000);

		expect(await client.get(anyLocation)).toMatchObject(refused('ExpiredAccessToken'));
	});

	it('rejects a token after it was revoked', async () => {
		const token = await exchange(simulator);
		const client = await clientOf(simulator, token);

		expect(await form('revoke', { ...keys, token })).toEqual({ status: 200, body: {} });

		expect(await client.get(anyLocation)).toMatchObject(refused('InvalidAccessToken'));
	});

	it('does not revoke a token with wrong client keys', async () => {
		const token = await exchange(simulator);

		expect((await form('revoke', { ...keys, client_secret: 'wrong', token })).status).toBe(403);
		expect((await info(token)).status).toBe(200);
	});

	it.each([
		['revokeTokens', 'InvalidAccessToken'],
		['expireTokens', 'ExpiredAccessToken'],
	] as const)('ends tokens with %s', async (end, message) => {
		const client = await clientOf(simulator);

		simulator[end]();

		expect(await client.get(anyLocation)).toMatchObject(refused(message));
		expect((await (await clientOf(simulator)).get(anyLocation)).status).toBe(404);
	});

	it('checks the token before the request', async () => {
		const response = await fetch(`${simulator.url}/api/v1/incoming_payments`, {
			method: 'POST',
			body: JSON.stringify(stkPush('https://merchant.example/result')),
		});

		expect(response.status).toBe(401);
		expect(simulator.resources()).toEqual([]);
	});
});
