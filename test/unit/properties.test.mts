import fc from 'fast-check';

import { authorize } from '../../nodes/KopoKopo/api/authorize.ts';
import { endpoints } from '../../nodes/KopoKopo/api/endpoints.ts';
import { readFailure } from '../../nodes/KopoKopo/api/failure.ts';
import { resourcePathOf } from '../../nodes/KopoKopo/api/location.ts';
import { kopoKopoWords } from '../../nodes/KopoKopo/api/words.ts';
import { amount, metadata, phoneNumber } from '../../nodes/KopoKopo/parameters/checks.ts';
import { events } from '../../nodes/KopoKopo/payloads/events.ts';
import { reversalMoved, transferMoved } from '../../nodes/KopoKopo/payloads/money-moved.ts';
import { readShape, type Shape } from '../../nodes/KopoKopo/payloads/reader.ts';
import { resourceShapes } from '../../nodes/KopoKopo/payloads/resources.ts';
import { tokenShapes } from '../../nodes/KopoKopo/payloads/tokens.ts';

const origin = 'https://api.kopokopo.com';

/** What a function gives, or undefined where it throws the error that users see. */
function outcome<Result>(attempt: () => Result): Result | undefined {
	try {
		return attempt();
	} catch (error) {
		expect(error).toHaveProperty('description');
		return undefined;
	}
}

describe('phone numbers', () => {
	const subscriber = fc.stringMatching(/^[17][0-9]{8}$/);
	const prefix = fc.constantFrom('0', '', '254', '+254');
	const separators = fc.array(fc.constantFrom(' ', '-', '(', ')', '\u00a0', '\u2011'), {
		maxLength: 5,
	});

	test('are E.164 or refused', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.integer(), fc.anything()), (written) => {
				expect(outcome(() => phoneNumber(written)) ?? '+254700000000').toMatch(/^\+254[1-9]\d{8}$/);
			}),
		);
	});

	test('mean the same however they are written', () => {
		fc.assert(
			fc.property(prefix, subscriber, separators, fc.nat(20), (start, digits, marks, place) => {
				const written = [...`${start}${digits}`];
				marks.forEach((mark, index) =>
					written.splice((place + index * 3) % written.length, 0, mark),
				);
				expect(phoneNumber(written.join(''))).toBe(`+254${digits}`);
			}),
		);
	});
});

test('amounts are positive numbers of at most two decimals, or refused', () => {
	const anything = fc.oneof(
		fc.double(),
		fc.string(),
		fc.anything(),
		fc.nat().map((cents) => cents / 100),
	);
	fc.assert(
		fc.property(anything, (written) => {
			const checked = outcome(() => amount(written)) ?? 1;
			expect(checked).toBeGreaterThan(0);
			expect(String(checked)).toMatch(/^\d+(\.\d{1,2})?$/);
		}),
	);
});

test('metadata holds at most five texts, or is refused', () => {
	const pair = fc.record({ key: fc.anything(), value: fc.anything() }, { requiredKeys: [] });
	fc.assert(
		fc.property(fc.oneof(fc.anything(), fc.record({ pair: fc.array(pair) })), (written) => {
			const checked = (outcome(() => metadata(written)) ?? {}) as object;
			expect(Object.keys(checked).length).toBeLessThanOrEqual(5);
			expect(Object.values(checked).every((value) => typeof value === 'string')).toBe(true);
		}),
	);
});

/** Addresses that look like ones of Kopo Kopo in one way or another. */
const address = fc.oneof(
	fc.string(),
	fc.anything(),
	fc.webUrl({ withFragments: true, withQueryParameters: true }),
	fc
		.tuple(
			fc.constantFrom(
				'https://',
				'http://',
				'HTTPS://',
				'//',
				'https:/',
				'https:\\\\',
				'ftp://',
				'',
			),
			fc.constantFrom('', 'user@', 'user:pass@', 'api.kopokopo.com@', 'api.kopokopo.com:443@'),
			fc.constantFrom(
				'api.kopokopo.com',
				'API.kopokopo.com',
				'api.kopokopo.com.evil.example',
				'evil.example',
				'127.0.0.1',
				'[::1]',
				'api.kopokopo.com\\.evil.example',
			),
			fc.constantFrom('', ':443', ':80', ':8443'),
			fc.constantFrom(
				'/api/v1/incoming_payments/',
				'/api/v2/incoming_payments/',
				'/api/v1/incoming_payments/../payments/',
				'/oauth/token',
				'/api/v1/incoming_payments/%2e%2e/',
				'/',
				'',
			),
			fc.oneof(fc.string(), fc.uuid()),
		)
		.map((parts) => parts.join('')),
);

test('a location is a path of its own collection, or refused', () => {
	fc.assert(
		fc.property(address, fc.constantFrom('v1' as const, 'v2' as const), (location, version) => {
			const path = outcome(() => resourcePathOf(location, endpoints.stkPush, origin, version));
			if (path === undefined) return;
			expect(path).toMatch(/^\/api\/v[12]\/incoming_payments\/[A-Za-z0-9][A-Za-z0-9_-]*$/);
			expect(new URL(path, origin).href).toBe(`${origin}${path}`);
		}),
		{ numRuns: 2000 },
	);
});

test('no address but one of its own origin is given the token', () => {
	const credentials = { environment: 'production', accessToken: 'example-token' };
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

const shapes: Array<[string, Shape]> = [
	...Object.entries(resourceShapes),
	...Object.entries(tokenShapes),
	...Object.entries(events).map(([topic, { shape }]): [string, Shape] => [topic, shape]),
];

/** Payloads that begin as Kopo Kopo's do and hold anything from there. */
const payload = fc.oneof(
	fc.anything(),
	fc.jsonValue(),
	fc.record({
		data: fc.oneof(fc.jsonValue(), fc.record({ id: fc.anything(), attributes: fc.anything() })),
	}),
	fc.record({
		data: fc.record({
			attributes: fc.record({
				event: fc.anything(),
				errors: fc.anything(),
				payment_link: fc.anything(),
				recipient_type: fc.anything(),
				transfer_batches: fc.array(fc.anything()),
				reversal_bulk_payment: fc.anything(),
				_links: fc.anything(),
			}),
		}),
	}),
	fc.record({
		topic: fc.anything(),
		event: fc.record({ type: fc.anything(), resource: fc.anything() }),
	}),
);

test.each(shapes)('%s is read from any payload without an error', (_name, shape) => {
	fc.assert(
		fc.property(payload, (any) => {
			for (const value of Object.values(readShape(any, shape))) expect(value).not.toBeUndefined();
		}),
	);
});

test('whether money moved is read from anything', () => {
	fc.assert(
		fc.property(payload, (any) => {
			expect([true, false, null]).toContain(transferMoved(any));
			expect([true, false, null]).toContain(reversalMoved(any));
		}),
	);
});

test('errors are read from anything', () => {
	fc.assert(
		fc.property(fc.anything(), fc.integer(), (body, status) => {
			expect(typeof (kopoKopoWords(body) ?? '')).toBe('string');
			const { fate, what } = readFailure({ cause: { response: { status, data: body } } });
			expect(['notSent', 'refused', 'accepted', 'unknown']).toContain(fate);
			expect(what).toBeTruthy();
			expect(readFailure(body).fate).toBeTruthy();
		}),
	);
});
