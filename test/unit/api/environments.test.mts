import { apiOrigin, chosenVersion } from '../../../nodes/KopoKopo/api/environments.ts';

it.each([
	[{ environment: 'sandbox' }, 'https://sandbox.kopokopo.com'],
	[{}, 'https://sandbox.kopokopo.com'],
	[{ environment: 'production', baseUrl: 'https://elsewhere.example' }, 'https://api.kopokopo.com'],
	[{ environment: 'custom', baseUrl: 'https://k2.example.com' }, 'https://k2.example.com'],
	[
		{ environment: 'custom', baseUrl: ' https://k2.example.com:8443/ ' },
		'https://k2.example.com:8443',
	],
	[{ environment: 'custom', baseUrl: 'http://localhost:4010' }, 'http://localhost:4010'],
	[{ environment: 'custom', baseUrl: 'http://127.0.0.1:4010' }, 'http://127.0.0.1:4010'],
	[{ environment: 'custom', baseUrl: 'http://[::1]:4010' }, 'http://[::1]:4010'],
])('maps %j to %s', (credentials, origin) => {
	expect(apiOrigin(credentials)).toBe(origin);
});

it.each([
	['', /not a URL/],
	['k2.example.com', /not a URL/],
	['ftp://k2.example.com', /not a URL/],
	['http://k2.example.com', /not HTTPS/],
	['http://127.0.0.1.example.com', /not HTTPS/],
	['http://10.0.0.1', /not HTTPS/],
	['https://k2.example.com/api', /more than a scheme/],
	['https://user:pass@k2.example.com', /more than a scheme/],
	['https://k2.example.com/?a=b', /more than a scheme/],
])('rejects the custom base URL %j', (baseUrl, message) => {
	expect(() => apiOrigin({ environment: 'custom', baseUrl })).toThrow(message);
});

it('rejects an unknown environment', () => {
	expect(() => apiOrigin({ environment: 'constructor' })).toThrow(/unknown environment/);
});

it('uses v1 if no version is chosen', () => {
	expect(chosenVersion({})).toBe('v1');
	expect(chosenVersion({ apiVersion: 'v2' })).toBe('v2');
});
