import fc from 'fast-check';

import { authorize } from '../../../nodes/KopoKopo/api/authorize.ts';
import { address } from '../../support/unit/address.mts';

const credentials = { environment: 'production', accessToken: 'example-token' };
const origin = 'https://api.kopokopo.com';

it.each([
	['/api/v1/polling', undefined],
	['api/v1/polling', `${origin}/`],
	[`${origin}/api/v1/polling`, undefined],
	[`${origin}/api/v1/polling`, 'https://elsewhere.example'],
])('adds the token to a request to %s with the base URL %s', (url, baseURL) => {
	expect(authorize(credentials, { url, baseURL, headers: { Accept: 'x' } })).toMatchObject({
		url: `${origin}/api/v1/polling`,
		baseURL: undefined,
		disableFollowRedirect: true,
		headers: {
			Accept: 'x',
			Authorization: 'Bearer example-token',
			'User-Agent': expect.stringMatching(/^n8n-nodes-kopokopo\//),
		},
	});
});

it.each([
	['https://elsewhere.example/api', undefined],
	['//elsewhere.example/api', undefined],
	['/api', 'https://elsewhere.example'],
	['http://api.kopokopo.com/api', undefined],
])('rejects a request to %s with the base URL %s', (url, baseURL) => {
	expect(() => authorize(credentials, { url, baseURL })).toThrow(/was not sent to/);
});

it('reads the address of the HTTP Request node from uri, and forbids redirects', () => {
	const legacy = { uri: `${origin}/api/v1/polling` };
	expect(authorize(credentials, legacy)).toMatchObject({
		uri: `${origin}/api/v1/polling`,
		url: `${origin}/api/v1/polling`,
		followRedirect: false,
		followAllRedirects: false,
	});
	const foreign = { uri: 'https://elsewhere.example' };
	expect(() => authorize(credentials, foreign)).toThrow(/was not sent to/);
});

it('never adds the token to a request to another origin', () => {
	fc.assert(
		fc.property(address, fc.option(address, { nil: undefined }), (url, baseURL) => {
			let request;
			try {
				request = authorize(credentials, { url: String(url), baseURL: baseURL as string });
			} catch {
				return;
			}
			expect(new URL(request.url, request.baseURL).origin).toBe(origin);
			expect(request.disableFollowRedirect).toBe(true);
		}),
		{ numRuns: 2000 },
	);
});
