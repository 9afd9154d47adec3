import { createHmac } from 'node:crypto';

import { verifySignature } from '../../../nodes/KopoKopo/webhooks/signature.ts';

const apiKey = 'example-api-key';
const body = Buffer.from('{"amount": 115.0,\n\t"name":"Zo\u00eb"}');
const signature = createHmac('sha256', apiKey).update(body).digest('hex');

it('accepts the HMAC of the raw bytes under the API key', () => {
	expect(verifySignature(body, signature, apiKey)).toBe(true);
});

it('accepts the test vector of the Ruby SDK', () => {
	const vector = '7ac46bd3e055f611e1c8e08ee430e5ceee0526a853dad5353e3df9ebfb1b1701';
	expect(verifySignature(Buffer.from('"hello"'), vector, 's')).toBe(true);
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
])('rejects a signature that is %s', (_name, wrong) => {
	expect(verifySignature(body, wrong, apiKey)).toBe(false);
});

it('rejects the same JSON in other bytes', () => {
	expect(
		verifySignature(Buffer.from(JSON.stringify(JSON.parse(body.toString()))), signature, apiKey),
	).toBe(false);
});

it('rejects everything without an API key, even a body signed with an empty key', () => {
	const forged = createHmac('sha256', '').update(body).digest('hex');
	expect(verifySignature(body, forged, '')).toBe(false);
});
