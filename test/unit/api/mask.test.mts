import fc from 'fast-check';

import { hidden, maskOf, secretsOf } from '../../../nodes/KopoKopo/api/mask.ts';

const secret = 'S3cr3t+/=&"é <x>';
const credentials = {
	clientId: 'client',
	clientSecret: ` ${secret}\u200b\n`,
	apiKey: 'an-api-key',
	accessToken: 'eyJ.tok-en_1',
};
const mask = maskOf(secretsOf(credentials));

it.each([
	['as it is', `secret=${secret}.`, `secret=${hidden}.`],
	['in a URL', `?s=${encodeURIComponent(secret)}`, `?s=${hidden}`],
	[
		'in a URL in lower case',
		`?s=${encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())}`,
		`?s=${hidden}`,
	],
	['in a form', new URLSearchParams({ s: secret }).toString(), `s=${hidden}`],
	['in JSON', JSON.stringify({ s: secret }), `{"s":"${hidden}"}`],
	['in HTML', 'S3cr3t+/=&#38;&#34;é &#60;x&#62;', hidden],
	['as a token', 'Authorization: Bearer eyJ.tok-en_1', `Authorization: Bearer ${hidden}`],
	['as an API key', 'an-api-key, an-api-key', `${hidden}, ${hidden}`],
])('hides a secret %s', (_, text, expected) => {
	expect(mask(text)).toBe(expected);
});

it.each(['', 'a', 'ab', 'client:', 'a client: '])(
	'hides a secret behind %j in base64, as in HTTP Basic',
	(before) => {
		for (const encoding of ['base64', 'base64url'] as const) {
			const masked = String(mask(Buffer.from(`${before}${secret}!`).toString(encoding)));
			const [start, end] = masked.split(hidden);
			expect(masked).toContain(hidden);
			expect(Buffer.from(start!, encoding).toString()).not.toContain('S3');
			expect(end!.length).toBeLessThan(5);
		}
	},
);

it('returns a value without secrets as it is', () => {
	const value = { a: [1, 'text', null, { b: true }] };
	expect(mask(value)).toBe(value);
	expect(maskOf([])(secret)).toBe(secret);
});

it('does not mask texts that are too short for a secret', () => {
	expect(maskOf(['100', '', undefined, 5])({ amount: '100.0' })).toEqual({ amount: '100.0' });
});

it('leaves no secret in JSON of any shape', () => {
	const text = fc
		.tuple(
			fc.string(),
			fc.constantFrom('', secret, 'an-api-key', encodeURIComponent(secret)),
			fc.string(),
		)
		.map((parts) => parts.join(''));
	const json = fc.oneof(
		fc.object({ key: text, values: [text, fc.integer()] }),
		fc.array(text),
		text,
	);
	fc.assert(
		fc.property(json, (value) => {
			const seen = JSON.stringify(mask(value));
			for (const one of [secret, 'an-api-key', encodeURIComponent(secret)]) {
				expect(seen).not.toContain(JSON.stringify(one).slice(1, -1));
			}
		}),
	);
});

it('masks JSON of any depth', () => {
	let value: unknown = secret;
	for (let level = 0; level < 100_000; level += 1) value = [value];
	let masked = mask(value);
	while (Array.isArray(masked)) [masked] = masked as unknown[];
	expect(masked).toBe(hidden);
});
