import fc from 'fast-check';

import * as checks from '../../../nodes/KopoKopo/parameters/checks.ts';
import type { ValueCheck } from '../../../nodes/KopoKopo/parameters/field.ts';
import { outcome } from '../../support/unit/outcome.mts';

type ValueCheckName = {
	[Name in keyof typeof checks]: (typeof checks)[Name] extends ValueCheck ? Name : never;
}[keyof typeof checks];

const run = (name: ValueCheckName, value: unknown): unknown => (checks[name] as ValueCheck)(value);

const pairs = (...keys: string[]) => ({ pair: keys.map((key) => ({ key, value: `of ${key}` })) });

const accepted: Array<[ValueCheckName, unknown, unknown]> = [
	['phoneNumber', '0712 345 678', '+254712345678'],
	['phoneNumber', '0112-345-678', '+254112345678'],
	['phoneNumber', '(0712) 345678', '+254712345678'],
	['phoneNumber', '254 112 345 678', '+254112345678'],
	['phoneNumber', ' +254 (712) 345\u2011678 ', '+254712345678'],
	['phoneNumber', '+254999999999', '+254999999999'],
	['currency', 'KES', 'KES'],
	['currency', 'kes', 'KES'],
	['callbackUrl', 'https://n8n.example.com/webhook/1?a=b', 'https://n8n.example.com/webhook/1?a=b'],
	[
		'callbackUrl',
		'http://localhost:5678/webhook-waiting/1',
		'http://localhost:5678/webhook-waiting/1',
	],
	['callbackUrl', 'http://127.0.0.1:5678/x', 'http://127.0.0.1:5678/x'],
	['callbackUrl', '', undefined],
	['callbackUrl', null, undefined],
	['callbackUrl', ' ', undefined],
	['email', 'jane@example.com', 'jane@example.com'],
	['email', '', undefined],
	['text', '', undefined],
	['text', ' Jane ', 'Jane'],
	['text', undefined, undefined],
	['requiredText', 'x', 'x'],
	['scope', 'till', 'till'],
	['phoneNumberWithoutPlus', '0712345678', '254712345678'],
	['httpsUrl', 'https://example.com/hook', 'https://example.com/hook'],
	['metadata', {}, undefined],
	['metadata', '', undefined],
	[
		'metadata',
		pairs('a', 'b', 'c', 'd', 'e'),
		{ a: 'of a', b: 'of b', c: 'of c', d: 'of d', e: 'of e' },
	],
	['metadata', { pair: [{ key: ' a ', value: 7 }] }, { a: '7' }],
	['metadata', { pair: [{ key: 'a', value: { b: 1 } }] }, { a: '{"b":1}' }],
	['metadata', { pair: [{ key: 'a', value: null }] }, { a: '' }],
];

const refused: Array<[ValueCheckName, unknown, RegExp]> = [
	['phoneNumber', undefined, /is empty/],
	['phoneNumber', '071234567', /not a Kenyan phone number: 071234567/],
	['phoneNumber', '07123456789', /not a Kenyan/],
	['phoneNumber', '0212345678', /not a Kenyan/],
	['phoneNumber', '+255712345678', /not a Kenyan/],
	['phoneNumber', '++254712345678', /not a Kenyan/],
	['phoneNumber', { a: 1 }, /is not text: an object/],
	['phoneNumber', true, /is not text: true/],
	['phoneNumber', ['0712345678'], /is not text: a list/],
	['tillNumber', 2 ** 63, /too long for a number, so digits were lost/],
	['text', { toString: () => 'x' }, /is not text/],
	['amount', [100], /amount.*: a list/],
	['flag', 'false', /is neither true nor false: the text "false"/],
	['flag', 0, /is neither true nor false: 0/],
	['flag', null, /false: empty/],
	['flag', undefined, /false: empty/],
	['metadata', 'a=b', /cannot be read/],
	['metadata', { pair: { key: 'a', value: 'b' } }, /cannot be read: got an object/],
	['metadata', { pair: ['a'] }, /cannot be read: row 1 is the text "a"/],
	['metadata', { pair: [{ key: ['a'], value: 'b' }] }, /is not text: a list/],
	['email', `${'a'.repeat(250)}@b.ke`, /not an email address/],
	['email', '@'.repeat(200_000), /not an email address: @{80}…$/],
	['currency', 'USD', /is not KES: USD/],
	['currency', '', /is not KES/],
	['callbackUrl', 'n8n.example.com', /not a URL/],
	['callbackUrl', 'ftp://example.com', /not a URL/],
	['callbackUrl', 'http://n8n.example.com/x', /is not an HTTPS URL: http:\/\/n8n\.example\.com/],
	['callbackUrl', 'http://localhost.example.com/x', /is not an HTTPS URL/],
	['email', 'jane', /not an email address/],
	['requiredText', '  ', /is empty/],
	['scope', 'planet', /is unknown: planet/],
	['httpsUrl', 'http://example.com', /is not an HTTPS URL/],
	['metadata', pairs('a', 'b', 'c', 'd', 'e', 'f'), /has 6 pairs/],
	['metadata', pairs('a', ' '), /without a key/],
	['metadata', pairs('a', 'b', ' a'), /"a" twice/],
];

it.each(accepted)('%s accepts %j', (name, entered, sent) => {
	expect(run(name, entered)).toEqual(sent);
});

it.each(refused)('%s rejects %j', (name, entered, message) => {
	let error: (Error & { description?: string }) | undefined;
	try {
		run(name, entered);
	} catch (thrown) {
		error = thrown as Error;
	}
	expect(error?.message).toMatch(message);
	expect(error?.description).toBeTruthy();
});

it('names the setting that makes n8n use HTTPS when it rejects a callback URL', () => {
	expect(() => checks.callbackUrl('http://n8n.example.com')).toThrow(
		expect.objectContaining({ description: expect.stringContaining('WEBHOOK_URL') }),
	);
});

describe('phone numbers', () => {
	const subscriber = fc.stringMatching(/^[17][0-9]{8}$/);
	const prefix = fc.constantFrom('0', '', '254', '+254');
	const separators = fc.array(fc.constantFrom(' ', '-', '(', ')', '\u00a0', '\u2011'), {
		maxLength: 5,
	});

	it('writes every phone number as E.164, or rejects it', () => {
		const digits = fc.stringMatching(/^[+]?(254|0)?[0-9]{7,10}$/);
		fc.assert(
			fc.property(fc.oneof(digits, fc.integer(), fc.string(), fc.anything()), (written) => {
				const checked = outcome(() => checks.phoneNumber(written)) ?? '+254700000000';
				expect(checked).toMatch(/^\+254[1-9]\d{8}$/);
			}),
		);
	});

	it('reads a phone number with any prefix and any separators', () => {
		fc.assert(
			fc.property(prefix, subscriber, separators, fc.nat(20), (start, digits, marks, place) => {
				const written = [...`${start}${digits}`];
				marks.forEach((mark, index) =>
					written.splice((place + index * 3) % written.length, 0, mark),
				);
				expect(checks.phoneNumber(written.join(''))).toBe(`+254${digits}`);
			}),
		);
	});
});

it('accepts only positive amounts with at most two decimals', () => {
	const anything = fc.oneof(
		fc.double(),
		fc.string(),
		fc.anything(),
		fc.nat().map((cents) => cents / 100),
	);
	fc.assert(
		fc.property(anything, (written) => {
			const checked = outcome(() => checks.amount(written)) ?? 1;
			expect(checked).toBeGreaterThan(0);
			expect(String(checked)).toMatch(/^\d+(\.\d{1,2})?$/);
		}),
	);
});

it('accepts at most five texts as metadata', () => {
	const pair = fc.record({ key: fc.anything(), value: fc.anything() }, { requiredKeys: [] });
	fc.assert(
		fc.property(fc.oneof(fc.anything(), fc.record({ pair: fc.array(pair) })), (written) => {
			const checked = (outcome(() => checks.metadata(written)) ?? {}) as object;
			expect(Object.keys(checked).length).toBeLessThanOrEqual(5);
			expect(Object.values(checked).every((value) => typeof value === 'string')).toBe(true);
		}),
	);
});

describe('the ID of a webhook event', () => {
	const id = 'c271535c-687f-4a40-a589-8b66b894792e';

	it.each([id, ` ${id}\u00a0`])('accepts %j as the ID of a webhook event', (entered) => {
		expect(checks.webhookEventId(entered)).toBe(id);
	});

	it.each(['OJM6Q1W84K', '458712f-gr76y-24b9-40fc-ae57-2d35785760'])(
		'rejects %j as the ID of a webhook event, and says which field to use',
		(entered) => {
			expect(() => checks.webhookEventId(entered)).toThrow(
				expect.objectContaining({
					message: `{field} is not the ID of a webhook event: ${entered}`,
					advice: expect.stringContaining('Use the id that Kopo Kopo Trigger returns'),
				}),
			);
		},
	);
});
