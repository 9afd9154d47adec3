import * as checks from '../../../nodes/KopoKopo/parameters/checks.ts';
import type { ValueCheck } from '../../../nodes/KopoKopo/parameters/field.ts';

type ValueCheckName = {
	[Name in keyof typeof checks]: (typeof checks)[Name] extends ValueCheck ? Name : never;
}[keyof typeof checks];

const run = (name: ValueCheckName, value: unknown): unknown => (checks[name] as ValueCheck)(value);

const pairs = (...keys: string[]) => ({ pair: keys.map((key) => ({ key, value: `of ${key}` })) });

const accepted: Array<[ValueCheckName, unknown, unknown]> = [
	['phoneNumber', '0712345678', '+254712345678'],
	['phoneNumber', '0712 345 678', '+254712345678'],
	['phoneNumber', '0112-345-678', '+254112345678'],
	['phoneNumber', '(0712) 345678', '+254712345678'],
	['phoneNumber', '712345678', '+254712345678'],
	['phoneNumber', 712345678, '+254712345678'],
	['phoneNumber', 254712345678, '+254712345678'],
	['phoneNumber', '254 112 345 678', '+254112345678'],
	['phoneNumber', ' +254 (712) 345\u2011678 ', '+254712345678'],
	['phoneNumber', '+254999999999', '+254999999999'],
	['amount', 100, 100],
	['amount', '100', 100],
	['amount', ' 99.50 ', 99.5],
	['amount', 0.01, 0.01],
	['currency', 'KES', 'KES'],
	['currency', 'kes', 'KES'],
	['tillNumber', 'k123456', 'K123456'],
	['tillNumber', 123456, '123456'],
	['callbackUrl', 'https://n8n.example.com/webhook/1?a=b', 'https://n8n.example.com/webhook/1?a=b'],
	[
		'callbackUrl',
		'http://localhost:5678/webhook-waiting/1',
		'http://localhost:5678/webhook-waiting/1',
	],
	['callbackUrl', 'http://127.0.0.1:5678/x', 'http://127.0.0.1:5678/x'],
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
	['phoneNumber', '', /is empty/],
	['phoneNumber', undefined, /is empty/],
	['phoneNumber', '071234567', /not a Kenyan phone number: 071234567/],
	['phoneNumber', '07123456789', /not a Kenyan/],
	['phoneNumber', '0212345678', /not a Kenyan/],
	['phoneNumber', '+255712345678', /not a Kenyan/],
	['phoneNumber', '+2540712345678', /not a Kenyan/],
	['phoneNumber', '++254712345678', /not a Kenyan/],
	['phoneNumber', '0712345678x', /not a Kenyan/],
	['phoneNumber', '0712.345.678', /not a Kenyan/],
	['phoneNumber', { a: 1 }, /is empty/],
	['amount', 0, /amount/],
	['amount', -5, /amount/],
	['amount', '', /amount/],
	['amount', 10.005, /amount/],
	['amount', '1,000', /amount/],
	['amount', '1e3', /amount/],
	['amount', 1e21, /amount/],
	['amount', NaN, /amount/],
	['amount', Infinity, /amount/],
	['amount', true, /amount/],
	['currency', 'USD', /is not KES: USD/],
	['currency', '', /is not KES/],
	['tillNumber', '', /is empty/],
	['tillNumber', 'K12 34', /not a till number/],
	['tillNumber', '../123', /not a till number/],
	['callbackUrl', '', /not a web address/],
	['callbackUrl', 'n8n.example.com', /not a web address/],
	['callbackUrl', 'ftp://example.com', /not a web address/],
	['callbackUrl', 'http://n8n.example.com/x', /is not https: http:\/\/n8n\.example\.com/],
	['callbackUrl', 'http://localhost.example.com/x', /is not https/],
	['email', 'jane', /not an email address/],
	['requiredText', '  ', /is empty/],
	['scope', 'planet', /is unknown: planet/],
	['httpsUrl', 'http://example.com', /is not https/],
	['metadata', pairs('a', 'b', 'c', 'd', 'e', 'f'), /has 6 pairs/],
	['metadata', pairs('a', ' '), /without a key/],
	['metadata', pairs('a', 'b', ' a'), /"a" twice/],
];

test.each(accepted)('%s takes %j', (name, entered, sent) => {
	expect(run(name, entered)).toEqual(sent);
});

test.each(refused)('%s refuses %j', (name, entered, message) => {
	let error: (Error & { description?: string }) | undefined;
	try {
		run(name, entered);
	} catch (thrown) {
		error = thrown as Error;
	}
	expect(error?.message).toMatch(message);
	expect(error?.description).toBeTruthy();
});

test('a metadata key named after an object property is a key like any other', () => {
	const sent = checks.metadata({ pair: [{ key: '__proto__', value: 'x' }] });
	expect(JSON.stringify(sent)).toBe('{"__proto__":"x"}');
});

test('a refused callback names the setting that makes n8n use https', () => {
	expect(() => checks.callbackUrl('http://n8n.example.com')).toThrow(
		expect.objectContaining({ description: expect.stringContaining('WEBHOOK_URL') }),
	);
});
