import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { RequestFailure } from '../../../nodes/KopoKopo/api/request-failure.ts';
import { send, type ApiRequest } from '../../../nodes/KopoKopo/api/send.ts';
import { until } from '../../support/simulator/until.mts';

const answer = { statusCode: 200, headers: {}, body: {} };

/** What n8n's helper does with a request: the data is the copy in which it renews the token. */
type Helper = (data: ICredentialDataDecryptedObject) => Promise<unknown>;

/** A fake of n8n, and what its helpers were called with. */
function fakeN8n(helper: Helper = async () => answer) {
	const authenticated: Array<[thisArg: unknown, type: string, IHttpRequestOptions, unknown]> = [];
	const plain: IHttpRequestOptions[] = [];
	const sender = {
		helpers: {
			async httpRequestWithAuthentication(
				this: unknown,
				type: string,
				options: IHttpRequestOptions,
				more: { credentialsDecrypted: { data: ICredentialDataDecryptedObject } },
			) {
				authenticated.push([this, type, options, structuredClone(more)]);
				return await helper(more.credentialsDecrypted.data);
			},
			async httpRequest(options: IHttpRequestOptions) {
				plain.push(options);
				return answer;
			},
		},
	} as unknown as IExecuteFunctions;
	return { sender, authenticated, plain };
}

const stored = () => ({ environment: 'sandbox', clientId: 'id', accessToken: 'old' });

const look: ApiRequest = { method: 'GET', path: '/api/v1/polling/1' };

const ofLook = {
	method: 'GET',
	url: 'https://sandbox.kopokopo.com/api/v1/polling/1',
	headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
	timeout: 30_000,
	returnFullResponse: true,
	disableFollowRedirect: true,
};

it('sends a request with the helper that renews the token, and the credential as it was read', async () => {
	const { sender, authenticated, plain } = fakeN8n();
	expect(await send(sender, stored(), look)).toBe(answer);
	expect(authenticated).toEqual([
		[
			expect.anything(),
			'kopoKopoApi',
			ofLook,
			{ credentialsDecrypted: { id: '', name: '', type: 'kopoKopoApi', data: stored() } },
		],
	]);
	expect(authenticated[0]![0]).toBe(sender);
	expect(plain).toEqual([]);
});

const sentBy = async (request: Partial<ApiRequest>, credentials: object = stored()) => {
	const { sender, authenticated } = fakeN8n();
	await send(sender, credentials as ICredentialDataDecryptedObject, { ...look, ...request });
	return authenticated[0]![2];
};

it('passes JSON as text, from which axios drops no key', async () => {
	const json = { amount: { value: 1 } };
	expect(await sentBy({ method: 'POST', json })).toEqual({
		...ofLook,
		method: 'POST',
		body: JSON.stringify(json),
	});
});

it('sends a form as form-encoded text', async () => {
	expect(await sentBy({ method: 'POST', form: { token: 'a b&c' } })).toMatchObject({
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: 'token=a+b%26c',
	});
});

it('applies the options of the user', async () => {
	const proxy = { protocol: 'http', host: 'proxy', port: 80 };
	const options = { timeout: 5, proxy, skipSslCertificateValidation: true };
	expect(await sentBy({ options })).toEqual({ ...ofLook, ...options });
});

it('sends only to the origin of the credential, and nothing without one', async () => {
	const custom = { environment: 'custom', baseUrl: 'http://localhost:4010/' };
	expect((await sentBy({}, custom)).url).toBe('http://localhost:4010/api/v1/polling/1');

	const { sender, authenticated, plain } = fakeN8n();
	await expect(send(sender, { environment: 'moon' }, look)).rejects.toThrow(/unknown environment/);
	await expect(send(sender, { environment: 'moon' }, { ...look, token: '' })).rejects.toThrow();
	expect([authenticated, plain]).toEqual([[], []]);
});

it.each([
	[
		'the password of a proxy',
		{ options: { proxy: { host: 'p', port: 1, auth: { username: 'u', password: 'a-password' } } } },
	],
	['a token that was entered', { token: 'a-password' }],
	['a token in a form', { form: { token: 'a-password' } }],
])('hides %s that an error echoes', async (_, request) => {
	const failing = async () => {
		throw Object.assign(new Error(), {
			response: { status: 407, data: { message: 'No a-password' } },
		});
	};
	const { sender } = fakeN8n(failing);
	sender.helpers.httpRequest = failing;
	await expect(send(sender, stored(), { ...look, ...request })).rejects.toThrow(
		'Kopo Kopo rejected the request (407): No [hidden].',
	);
});

describe('the credential’s token', () => {
	const renewing =
		(token: string): Helper =>
		async (data) => {
			data.accessToken = token;
			return answer;
		};

	it('updates the credential’s token if n8n renews it', async () => {
		const credentials = stored();
		await send(fakeN8n(renewing('new')).sender, credentials, look);
		expect(credentials).toEqual({ ...stored(), accessToken: 'new' });
	});

	it('updates the credential’s token even if the request fails after the renewal', async () => {
		const credentials = stored();
		const { sender } = fakeN8n(async (data) => {
			data.accessToken = 'new';
			throw new Error('Oops');
		});
		await expect(send(sender, credentials, look)).rejects.toThrow(RequestFailure);
		expect(credentials.accessToken).toBe('new');
	});

	it.each(['old', ''])('keeps the credential’s token if n8n leaves %j', async (token) => {
		const credentials = stored();
		await send(fakeN8n(renewing(token)).sender, credentials, look);
		expect(credentials.accessToken).toBe('old');
	});

	it('does not change the token of a request that is being sent', async () => {
		const seen: unknown[] = [];
		const ends: Array<() => void> = [];
		const { sender } = fakeN8n(async (data) => {
			await new Promise<void>((resolve) => ends.push(resolve));
			seen.push(data.accessToken);
			data.accessToken = 'new';
			return answer;
		});
		const credentials = stored();
		const both = [send(sender, credentials, look), send(sender, credentials, look)];
		ends[0]!();
		await both[0];
		ends[1]!();
		await both[1];
		expect(seen).toEqual(['old', 'old']);
	});

	it('does not replace a newer token with that of an earlier request', async () => {
		let end: (() => void) | undefined;
		const slow = fakeN8n(async () => {
			await new Promise<void>((resolve) => (end = resolve));
			return answer;
		});
		const credentials = stored();
		const underWay = send(slow.sender, credentials, look);
		await until(() => end !== undefined);
		await send(fakeN8n(renewing('new')).sender, credentials, look);
		end!();
		await underWay;
		expect(credentials.accessToken).toBe('new');
	});
});

describe('the request’s token', () => {
	const sentWith = async (token: string) => {
		const { sender, authenticated, plain } = fakeN8n();
		const credentials = stored();
		expect(await send(sender, credentials, { ...look, token })).toBe(answer);
		expect([authenticated, credentials]).toEqual([[], stored()]);
		expect(plain).toEqual([{ ...ofLook, headers: expect.objectContaining(ofLook.headers) }]);
		return plain[0]!.headers;
	};

	it('replaces the credential’s token, and does not renew it', async () => {
		expect(await sentWith('own')).toEqual({
			...ofLook.headers,
			Authorization: 'Bearer own',
			'User-Agent': expect.stringMatching(/^n8n-nodes-kopokopo\/\d/),
		});
	});

	it('does not send an empty token', async () => {
		expect(await sentWith('')).not.toHaveProperty('Authorization');
	});
});
