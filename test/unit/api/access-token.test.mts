import type { IHttpRequestOptions } from 'n8n-workflow';

import type { AccessTokenError } from '../../../nodes/KopoKopo/api/access-token-error.ts';
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
		prepareToken(credentials, connection);
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

	it('shares one exchange only between requests that connect in the same way', async () => {
		const { helpers, sent } = fakeHelpers(issued);
		const application = newCredential();
		const ask = async (connection: object) => {
			const credentials = { ...application };
			prepareToken(credentials, connection);
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
	const failing = async (answer: () => Promise<object>, connection = {}) => {
		const credentials = newCredential();
		prepareToken(credentials, connection);
		return await obtainAccessToken(fakeHelpers(answer).helpers, credentials, '').catch(
			(error: unknown) => error as AccessTokenError,
		);
	};
	const cutOff = (code: string) => async () => {
		throw Object.assign(new Error(`connect ${code}`), { code });
	};

	it.each([
		['ECONNRESET', 'the connection was closed'],
		['ECONNREFUSED', 'the connection was refused'],
		['ENOTFOUND', 'the host name was not found'],
		['ETIMEDOUT', 'there was no response in time'],
	])('says after %s which host failed, and why', async (code, reason) => {
		expect(await failing(cutOff(code))).toMatchObject({
			problems: [
				{
					message: `n8n could not reach Kopo Kopo (sandbox.kopokopo.com): ${reason}.`,
					advice: 'Check the network and the environment in the credential, then try again.',
				},
			],
		});
	});

	it('says which host failed for an unknown reason', async () => {
		expect(await failing(cutOff('SOMETHING_NEW'))).toMatchObject({
			problems: [{ message: 'n8n could not reach Kopo Kopo (sandbox.kopokopo.com).' }],
		});
	});

	it('puts the advice in the message too, which is all that a credential test shows', async () => {
		expect(await failing(cutOff('ECONNRESET'))).toMatchObject({
			message:
				'n8n could not reach Kopo Kopo (sandbox.kopokopo.com): the connection was closed. Check the network and the environment in the credential, then try again.',
			description: '',
		});
	});

	it('names the proxy if the exchange uses one', async () => {
		expect(await failing(cutOff('ECONNREFUSED'), { proxy })).toMatchObject({
			problems: [
				{
					advice:
						'Check the network, the proxy in Request Options and the environment in the credential, then try again.',
				},
			],
		});
	});

	it.each([
		[302, undefined, '(302).', 'Check the environment and the base URL in the credential.'],
		[
			400,
			{ error_description: 'Unknown grant' },
			'(400): Unknown grant.',
			'Check the client ID, the client secret and the environment in the credential. Each environment has its own keys.',
		],
		[429, { error: { message: 'Slow down' } }, '(429): Slow down.', 'Try again later.'],
		[503, '<html>', '(503).', 'Try again later.'],
		[
			200,
			{ access_token: 'a b' },
			'(200).',
			'Check the environment and the base URL in the credential.',
		],
	])('quotes Kopo Kopo after a %i', async (statusCode, body, quote, advice) => {
		expect(await failing(async () => ({ statusCode, headers: {}, body }))).toMatchObject({
			problems: [
				{
					message: `Kopo Kopo (sandbox.kopokopo.com) did not issue an access token ${quote}`,
					advice,
				},
			],
		});
	});

	it('says in one sentence after a 401 that the keys are wrong', async () => {
		const body = { error: 'invalid_client', error_description: 'Client authentication failed' };
		expect(await failing(async () => ({ statusCode: 401, headers: {}, body }))).toMatchObject({
			problems: [
				{
					message: 'Kopo Kopo did not accept the client ID or secret (401).',
					advice:
						'Copy both again from the same application in the Kopo Kopo dashboard, and check the environment.',
				},
			],
		});
	});
});
