import fc from 'fast-check';

import { endpoints } from '../../../nodes/KopoKopo/api/endpoints.ts';
import { createdBy, idOfLocation, resourcePathOf } from '../../../nodes/KopoKopo/api/location.ts';
import { address } from '../../support/unit/address.mts';
import { outcome } from '../../support/unit/outcome.mts';

const origin = 'https://api.kopokopo.com';
const id = '247b1bd8-f5a0-4b71-a898-f62f67b8ae1c';
const path = (location: unknown, version: 'v1' | 'v2' = 'v1') =>
	resourcePathOf(location, endpoints.stkPush, origin, version);

it.each([
	['a bare id', id, 'v1', `/api/v1/incoming_payments/${id}`],
	['a bare id under v2', id, 'v2', `/api/v2/incoming_payments/${id}`],
	[
		'a v1 location under v2',
		`${origin}/api/v1/incoming_payments/${id}`,
		'v2',
		`/api/v1/incoming_payments/${id}`,
	],
	[
		'spaces around it',
		` ${origin}/api/v2/incoming_payments/${id}\n`,
		'v1',
		`/api/v2/incoming_payments/${id}`,
	],
	[
		'the default port',
		`https://api.kopokopo.com:443/api/v1/incoming_payments/${id}`,
		'v1',
		`/api/v1/incoming_payments/${id}`,
	],
	[
		'http in place of https',
		`http://api.kopokopo.com/api/v1/incoming_payments/${id}`,
		'v1',
		`/api/v1/incoming_payments/${id}`,
	],
	[
		'a trailing slash',
		`http://api.kopokopo.com/api/v1/incoming_payments/${id}/`,
		'v1',
		`/api/v1/incoming_payments/${id}`,
	],
	['a trailing slash after an id', `${id}/`, 'v1', `/api/v1/incoming_payments/${id}`],
	[
		'invisible characters around it',
		`\u200b${id}\u202c\u00a0`,
		'v1',
		`/api/v1/incoming_payments/${id}`,
	],
] as const)('accepts %s', (_name, location, version, expected) => {
	expect(path(location, version)).toBe(expected);
});

it.each([
	['nothing', '', /is empty/],
	['an object that makes no text', { toString: 0 }, /neither/],
	[
		'another host',
		`https://evil.example.com/api/v1/incoming_payments/${id}`,
		/points to https:\/\/evil/,
	],
	[
		'a host that begins alike',
		`https://api.kopokopo.com.evil.example/api/v1/incoming_payments/${id}`,
		/points to/,
	],
	['another port', `https://api.kopokopo.com:8443/api/v1/incoming_payments/${id}`, /points to/],
	['another host by http', `http://app.kopokopo.com/api/v1/incoming_payments/${id}`, /points to/],
	['two slashes at the end', `${origin}/api/v1/incoming_payments/${id}//`, /not the URL/],
	[
		'a host behind an at sign',
		`https://api.kopokopo.com@evil.example/api/v1/incoming_payments/${id}`,
		/points to/,
	],
	[
		'a name and password',
		`https://a:b@api.kopokopo.com/api/v1/incoming_payments/${id}`,
		/not the URL/,
	],
	['a path outside the API', `${origin}/oauth/token/info`, /not the URL/],
	['a path that climbs out', `${origin}/api/v1/incoming_payments/../../oauth/token`, /not the URL/],
	['an encoded slash', `${origin}/api/v1/incoming_payments/a%2Fb`, /not the URL/],
	['a third level', `${origin}/api/v1/incoming_payments/${id}/cancel`, /not the URL/],
	['a query', `${origin}/api/v1/incoming_payments/${id}?a=b`, /not the URL/],
	[
		'another collection',
		`${origin}/api/v1/payments/${id}`,
		/belongs to payments, not to incoming_payments/,
	],
	['an id with a slash', `${id}/x`, /neither/],
	['an id with dots', '..', /neither/],
	['a protocol-relative address', `//evil.example/api/v1/incoming_payments/${id}`, /neither/],
	['another protocol', 'javascript:alert(1)', /neither/],
	['an object', { a: 1 }, /neither/],
])('rejects %s', (_name, location, message) => {
	expect(() => path(location)).toThrow(message);
});

it('returns a path in the collection, or rejects the location', () => {
	fc.assert(
		fc.property(address, fc.constantFrom('v1' as const, 'v2' as const), (location, version) => {
			const taken = outcome(() => path(location, version));
			if (taken === undefined) return;
			expect(taken).toMatch(/^\/api\/v[12]\/incoming_payments\/[A-Za-z0-9][A-Za-z0-9_-]*$/);
			expect(new URL(taken, origin).href).toBe(`${origin}${taken}`);
		}),
		{ numRuns: 2000 },
	);
});

it.each([
	[`${origin}/api/v1/incoming_payments/${id}`, id],
	[`${origin}/api/v1/incoming_payments/${id}/?x=1`, id],
	['', undefined],
])('reads the ID of %s', (location, expected) => {
	expect(idOfLocation(location)).toBe(expected);
});

it.each([
	[`${origin}/api/v1/payments/${id}`, `${origin}/api/v1/payments/${id}`],
	[`http://api.kopokopo.com/api/v1/payments/${id}`, `${origin}/api/v1/payments/${id}`],
	[`/api/v1/payments/${id}`, `${origin}/api/v1/payments/${id}`],
	[`http://other.example/${id}`, `http://other.example/${id}`],
])('reads the Location %s of a create call as %s', (location, expected) => {
	const response = { statusCode: 201, headers: { location }, body: '' };
	expect(createdBy(response as never, { environment: 'production' })).toEqual({
		id,
		location: expected,
	});
});

it('keeps http if the credential has it', () => {
	const local = 'http://localhost:4010';
	const location = `${local}/api/v1/incoming_payments/${id}`;
	expect(resourcePathOf(location, endpoints.stkPush, local, 'v1')).toBe(new URL(location).pathname);
});
