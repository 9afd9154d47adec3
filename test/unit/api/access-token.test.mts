import type { IHttpRequestOptions } from 'n8n-workflow';

import { prepareToken, obtainAccessToken } from '../../../nodes/KopoKopo/api/access-token.ts';

let applications = 0;

/** The credential of an application that this process does not know yet. */
const newCredential = () => ({
	environment: 'sandbox',
	clientId: `client-${(applications += 1)}`,
	clientSecret: 'example-client-secret',
	accessToken: '',
});

/** A fake of n8n's helpers, and what it was asked to send. */
function fakeHelpers(answer: () => Promise<object>) {
	const sent: IHttpRequestOptions[] = [];
	const helpers = {
		async httpRequest(options: IHttpRequestOptions) {
			sent.push(options);
			return await answer();
		},
	} as Parameters<typeof obtainAccessToken>[0];
	return { helpers, sent };
}

const issued = async () => ({ statusCode: 200, headers: {}, body: { access_token: 'token' } });

const proxy = { protocol: 'http', host: 'proxy', port: 3128 };

describe('the exchange', () => {
	it('connects like the request that needs the token', async () => {
		const { helpers, sent } = fakeHelpers(issued);
		const credentials = newCredential();
		const connection = { timeout: 5, proxy, skipSslCertificateValidation: true };
		prepareToken(credentials, { connection, forItem: true });
		await obtainAccessToken(helpers, credentials, '');
		expect(sent).toEqual([expect.objectContaining(connection)]);
	});

	it('waits for 30 seconds and validates certificates by default', async () => {
		const { helpers, sent } = fakeHelpers(issued);
		await obtainAccessToken(helpers, newCredential(), '');
		expect(sent[0]).toMatchObject({ timeout: 30_000 });
		expect(Object.keys(sent[0]!)).not.toContain('skipSslCertificateValidation');
		expect(Object.keys(sent[0]!)).not.toContain('proxy');
	});

	it('is shared only by requests that connect in the same way', async () => {
		const { helpers, sent } = fakeHelpers(issued);
		const application = newCredential();
		const ask = async (connection: object) => {
			const credentials = { ...application };
			prepareToken(credentials, { connection, forItem: true });
			return await obtainAccessToken(helpers, credentials, '');
		};
		await Promise.all([ask({ proxy }), ask({ proxy }), ask({}), ask({})]);
		expect(sent.map((options) => options.proxy)).toEqual([proxy, undefined]);
	});

	it('ignores invisible characters around the keys, also to find a remembered token', async () => {
		const { helpers, sent } = fakeHelpers(issued);
		const { clientId, ...application } = newCredential();
		const clientIds = [clientId, ` ${clientId}\n`, `\u200b${clientId}\u00a0`];
		for (const one of clientIds) {
			const clientSecret = `\t${application.clientSecret}\u202c`;
			await obtainAccessToken(helpers, { ...application, clientSecret, clientId: one }, '');
		}
		expect(sent.map(({ body }) => Object.fromEntries(new URLSearchParams(String(body))))).toEqual([
			{
				client_id: clientId,
				client_secret: application.clientSecret,
				grant_type: 'client_credentials',
			},
		]);
	});
});

describe('an exchange that fails', () => {
	const failing = async (answer: () => Promise<object>, forItem = true, connection = {}) => {
		const credentials = newCredential();
		prepareToken(credentials, { connection, forItem });
		return await obtainAccessToken(fakeHelpers(answer).helpers, credentials, '').catch(
			(error: Error) => error.message,
		);
	};
	const cutOff = (code: string) => async () => {
		throw Object.assign(new Error(`connect ${code}`), { code });
	};

	it.each([
		['ECONNRESET', 'the connection was closed'],
		['ECONNREFUSED', 'the connection was refused'],
		['ENOTFOUND', 'the name of the host was not found'],
		['ETIMEDOUT', 'no answer in time'],
		['SOMETHING_NEW', 'no answer'],
	])('by %s says which host, and what to do', async (code, because) => {
		expect(await failing(cutOff(code))).toBe(
			`n8n could not reach Kopo Kopo (sandbox.kopokopo.com) for an access token: ${because}. Nothing was sent for this item: check the network and the environment in the credential, then try again`,
		);
	});

	it('through a proxy names that', async () => {
		expect(await failing(cutOff('ECONNREFUSED'), true, { proxy })).toContain(
			'check the network, the proxy in Request Options and the environment',
		);
	});

	it.each([
		[302, undefined, 'no reason given (302)', 'check the environment and the base URL'],
		[401, { error_description: 'Unknown client' }, 'Unknown client (401)', 'check the client ID'],
		[429, { error: { message: 'Slow down' } }, 'Slow down (429)', 'try again later'],
		[503, '<html>', 'no reason given (503)', 'try again later'],
		[200, { access_token: 'a b' }, 'no reason given (200)', 'check the environment'],
	])('by a %i says what Kopo Kopo said', async (statusCode, body, words, advice) => {
		const message = await failing(async () => ({ statusCode, headers: {}, body }));
		expect(message).toContain(
			`Kopo Kopo (sandbox.kopokopo.com) did not issue an access token: ${words}. Nothing was sent for this item: ${advice}`,
		);
	});

	it('says nothing of items where there are none', async () => {
		const message = await failing(cutOff('ECONNRESET'), false);
		expect(message).toContain('the connection was closed. Check the network and');
	});
});
