import { createHmac } from 'node:crypto';

import { isAuthentic } from '../../../nodes/KopoKopo/webhooks/signature.ts';

const apiKey = 'example-api-key';
const body = Buffer.from('{"amount": 115.0,\n\t"name":"Zo\u00eb"}');
const signature = createHmac('sha256', apiKey).update(body).digest('hex');

it('the HMAC of the raw bytes under the API key is authentic', () => {
	expect(isAuthentic(body, signature, apiKey)).toBe(true);
});

it('the vector of the Ruby SDK is authentic', () => {
	const vector = '7ac46bd3e055f611e1c8e08ee430e5ceee0526a853dad5353e3df9ebfb1b1701';
	expect(isAuthentic(Buffer.from('"hello"'), vector, 's')).toBe(true);
});

it.each([
	['missing', undefined],
	['empty', ''],
	['short', signature.slice(0, 63)],
	['long', `${signature}0`],
	['upper-case', signature.toUpperCase()],
	['not hex', `z${signature.slice(1)}`],
	['doubled', `${signature}, ${signature}`],
	['a list', [signature, signature]],
	['followed by a line break', `${signature}\n`],
	['wrong', createHmac('sha256', 'another key').update(body).digest('hex')],
])('a signature that is %s is not', (_name, given) => {
	expect(isAuthentic(body, given, apiKey)).toBe(false);
});

it('the same JSON in other bytes is not authentic', () => {
	expect(
		isAuthentic(Buffer.from(JSON.stringify(JSON.parse(body.toString()))), signature, apiKey),
	).toBe(false);
});

it('without an API key nothing is authentic, not even what is signed with an empty one', () => {
	const forged = createHmac('sha256', '').update(body).digest('hex');
	expect(isAuthentic(body, forged, '')).toBe(false);
});
