import fc from 'fast-check';

import { reasonOf } from '../../../nodes/KopoKopo/api/error-text.ts';

it.each([
	[{ error_code: 400, error_message: 'Till number is invalid' }, 'Till number is invalid'],
	[{ error_message: ['first', 'second'] }, 'first; second'],
	[
		{ error: 'invalid_client', error_description: 'Client authentication failed' },
		'Client authentication failed',
	],
	[{ error: 'invalid_request' }, 'invalid_request'],
	['Service unavailable', 'Service unavailable'],
	['<html><body>Bad gateway</body></html>', undefined],
	['', undefined],
	[null, undefined],
	[undefined, undefined],
	[{}, undefined],
	[{ error_message: [] }, undefined],
	['x'.repeat(1000), `${'x'.repeat(399)}…`],
	[{ errors: { phone_number: ['is invalid'] } }, 'phone_number is invalid'],
	[
		{ errors: { phone_number: ['is invalid', 'is too short'], base: ['Try later'] } },
		'phone_number is invalid; phone_number is too short; Try later',
	],
	[{ phone_number: ['is invalid'] }, 'phone_number is invalid'],
	[
		{ errors: { subscriber: { phone_number: 'is invalid' } } },
		'subscriber.phone_number is invalid',
	],
	[{ errors: [{ status: '422', title: 'Invalid', detail: 'Till is closed' }] }, 'Till is closed'],
	[{ errors: [{ field: 'amount', message: 'is too low' }] }, 'amount is too low'],
	[{ error: { code: 'E1', message: 'Not allowed' } }, 'Not allowed'],
	[{ requestId: '1', errorCode: '400.002', errorMessage: 'Bad Request' }, 'Bad Request'],
	[{ fault: { faultstring: 'Quota exceeded' } }, 'fault.faultstring Quota exceeded'],
	[{ data: { attributes: { errors: ['No such till'] } } }, 'data.attributes No such till'],
	[[{ detail: 'One' }, 'Two', ['Three']], 'One; Two; Three'],
	['{"error_message":"From text"}', 'From text'],
	[{ error_message: ['Same', 'Same'] }, 'Same'],
	[{ error_message: ' \u200bSeveral\n\t lines\u00a0 ' }, 'Several lines'],
	[{ error_message: '<html>Gone</html>' }, undefined],
	[{ error_code: 400, status: 'error', timestamp: '2026-11-27T10:00:00Z' }, undefined],
	[
		{ access_token: 'a.b.c', client_secret: 'x', headers: { Authorization: 'Bearer x' } },
		undefined,
	],
	[{ errors: { token: ['has expired'] } }, 'token has expired'],
	[{ errors: { 0: 'First', 1: ['Second'] } }, 'First; Second'],
])('reads the reason in %j as %j', (body, words) => {
	expect(reasonOf(body)).toBe(words);
});

it('shortens 50,000 reasons to 400 characters', () => {
	const reasons = Array.from({ length: 50_000 }, (_, index) => ({ detail: `Reason ${index}` }));
	const words = reasonOf({ errors: reasons })!;
	expect(words).toMatch(/^Reason 0; Reason 1; .*…$/);
	expect(words).toHaveLength(400);
});

it.each([
	['white space', `a${' '.repeat(1_000_000)}b`],
	['levels', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
])('reads a body with many %s within a second', (_, text) => {
	const begun = Date.now();
	expect((reasonOf({ error_message: text }) ?? '').length).toBeLessThanOrEqual(400);
	reasonOf(text);
	expect(Date.now() - begun).toBeLessThan(1000);
});

it('finds a reason anywhere in the JSON, and shows at most 400 characters', () => {
	const reason = 'Till is closed';
	const { shape } = fc.letrec<{ shape: unknown }>((tie) => ({
		shape: fc.oneof(
			{ maxDepth: 6 },
			fc.constant(reason),
			fc.tuple(tie('shape')),
			fc.tuple(fc.stringMatching(/^[a-z]{3,8}$/), tie('shape')).map(([key, inner]) => ({
				status: 400,
				[`${key}_of_it`]: inner,
			})),
			fc
				.tuple(fc.constantFrom('error', 'errors', 'error_message', 'detail'), tie('shape'))
				.map(([key, inner]) => ({ [key]: inner })),
		),
	}));
	fc.assert(
		fc.property(shape, (body) => {
			const words = reasonOf(body);
			expect(words).toContain(reason);
			expect(words!.length).toBeLessThanOrEqual(400);
		}),
	);
});

it('reads text or nothing from any value', () => {
	fc.assert(
		fc.property(fc.anything(), (body) => {
			expect(typeof (reasonOf(body) ?? '')).toBe('string');
		}),
	);
});
