import fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';

import { credentialsFor, useSimulator } from '../support/engine/setup.mts';
import { event, newTrigger, payments, useTriggerServer } from '../support/engine/trigger.mts';

const kopoKopo = useSimulator({ retryDelays: [] });
const server = useTriggerServer(kopoKopo);

const apiKey = 'example-api-key';
const hmac = (body: string | Buffer, key = apiKey, algorithm = 'sha256') =>
	createHmac(algorithm, key).update(body).digest('hex');

type Headers = Record<string, string | string[]>;

/** Posts bytes and headers unchanged, which fetch does not. */
const post = async (body: string | Buffer, headers: Headers) =>
	await new Promise<number>((resolve, reject) => {
		httpRequest(server.url, { method: 'POST', headers }, (response) => {
			response.resume().on('end', () => resolve(response.statusCode!));
		})
			.on('error', reject)
			.end(body);
	});

const header = 'X-KopoKopo-Signature';
const good = event('e1');
const signature = hmac(good);
const json = { 'Content-Type': 'application/json' };

/** Signatures of a valid event that are not Kopo Kopo's. */
const forgedHeaders: Array<[string, Headers]> = [
	['no header', {}],
	['an empty one', { [header]: '' }],
	['one letter less', { [header]: signature.slice(1) }],
	['one letter more', { [header]: `${signature}0` }],
	['upper case', { [header]: signature.toUpperCase() }],
	[
		'one upper-case letter',
		{ [header]: signature.replace(/[a-f]/, (letter) => letter.toUpperCase()) },
	],
	['a letter that is not hex', { [header]: `g${signature.slice(1)}` }],
	['two headers', { [header]: [signature, signature] }],
	['a list', { [header]: `${signature},${signature}` }],
	['a good one after a bad one', { [header]: ['0'.repeat(64), signature] }],
	['a prefix', { [header]: `sha256=${signature}` }],
	['quotes', { [header]: `"${signature}"` }],
	['a space inside', { [header]: `${signature.slice(0, 32)} ${signature.slice(32)}` }],
	['base64', { [header]: Buffer.from(signature, 'hex').toString('base64') }],
	['base64url', { [header]: Buffer.from(signature, 'hex').toString('base64url') }],
	['zeros', { [header]: '0'.repeat(64) }],
	['the digits backwards', { [header]: [...signature].reverse().join('') }],
	['another header name', { 'X-Signature': signature }],
	['the name with underscores', { X_KopoKopo_Signature: signature }],
	['an Authorization header', { Authorization: `Bearer ${signature}` }],
	['SHA-1', { [header]: hmac(good, apiKey, 'sha1') }],
	['SHA-512', { [header]: hmac(good, apiKey, 'sha512') }],
	['the first half of SHA-512', { [header]: hmac(good, apiKey, 'sha512').slice(0, 64) }],
	['a hash without a key', { [header]: createHash('sha256').update(good).digest('hex') }],
	[
		'the key put before the body',
		{
			[header]: createHash('sha256')
				.update(apiKey + good)
				.digest('hex'),
		},
	],
	['an empty key', { [header]: hmac(good, '') }],
	['the client secret as key', { [header]: hmac(good, 'example-client-secret') }],
	['the client ID as key', { [header]: hmac(good, 'example-client-id') }],
	['the API key of another environment', { [header]: hmac(good, 'example-production-api-key') }],
	['the key with a line break', { [header]: hmac(good, `${apiKey}\n`) }],
	['the key in upper case', { [header]: hmac(good, apiKey.toUpperCase()) }],
	['another event', { [header]: hmac(event('e0')) }],
	['the JSON with spaces', { [header]: hmac(JSON.stringify(JSON.parse(good), null, 1)) }],
	['the JSON with a line break at its end', { [header]: hmac(`${good}\n`) }],
	['the base64 of the body', { [header]: hmac(Buffer.from(good).toString('base64')) }],
	['the parsed JSON as text', { [header]: hmac('[object Object]') }],
	['nothing at all', { [header]: hmac('') }],
];

it.each(forgedHeaders)('answers 401 to a signature that is %s', async (_name, headers) => {
	expect(await post(good, { ...json, ...headers })).toBe(401);
	expect(server.started).toEqual([]);
});

const replaced = (from: string, to: string) => Buffer.from(good.replace(from, to));

/** Changed bodies with the signature of the original one. */
const changedBodies: Array<[string, Buffer]> = [
	['a new id, to be taken for a new event', replaced('"e1"', '"e2"')],
	['another amount', replaced('"100.0"', '"900.0"')],
	['the amount as a number', replaced('"100.0"', '100.0')],
	['another till', replaced('K123456', 'K654321')],
	['another topic', replaced('received', 'reversed')],
	['a space more', replaced('{', '{ ')],
	['a line break at the end', Buffer.from(`${good}\n`)],
	['a BOM', Buffer.from(`\uFEFF${good}`)],
	['one byte less', Buffer.from(good.slice(0, -1))],
	[
		'keys in another order',
		Buffer.from(JSON.stringify({ id: 'e1', ...(JSON.parse(good) as object) })),
	],
	['an escape for a letter', replaced('K123456', '\\u004b123456')],
	['a second document behind it', Buffer.from(good + good)],
	['nothing', Buffer.alloc(0)],
	['UTF-16', Buffer.from(good, 'utf16le')],
];

it.each(changedBodies)('answers 401 to a body with %s', async (_name, body) => {
	expect(await post(body, { ...json, [header]: signature })).toBe(401);
	expect(server.started).toEqual([]);
});

const text = (type: string) => ({ 'Content-Type': type });

/** Unusual bodies that Kopo Kopo signed, the response, and whether they start an execution. */
const oddBodies: Array<[string, string | Buffer, number, number, Headers?, (string | Buffer)?]> = [
	['a plain event', good, 200, 1],
	['no content type', good, 200, 1, {}],
	['text', good, 200, 1, text('text/plain')],
	['XML by name', good, 200, 1, text('application/xml')],
	['a form by name', good, 200, 1, text('application/x-www-form-urlencoded')],
	['bytes by name', good, 200, 1, text('application/octet-stream')],
	['a charset', good, 200, 1, text('application/json; charset=utf-8')],
	['a charset that it is not in', good, 200, 1, text('application/json; charset=iso-8859-1')],
	['white space around', ` \n${good}\t\n`, 200, 1],
	['a number with an exponent', good.replace('"100.0"', '1e2'), 200, 1],
	['a letter with an accent', good.replace('KES', 'K\u00c9S'), 200, 1],
	['an escaped letter', good.replace('KES', 'K\\u0045S'), 200, 1],
	['an emoji', good.replace('KES', '\u{1F4B8}'), 200, 1],
	['half an emoji', good.replace('KES', '\\ud83d'), 200, 1],
	[
		'bytes that are no UTF-8',
		Buffer.concat([Buffer.from(good.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')]),
		200,
		1,
	],
	['a key twice', good.replace('{', '{"id":"e0",'), 200, 1],
	['a key named __proto__', good.replace('{', '{"__proto__":{"topic":"x"},'), 200, 1],
	['a long id', good.replace('"e1"', `"${'e'.repeat(10_000)}"`), 200, 1],
	['a megabyte', good.replace('{', `{"padding":"${'x'.repeat(1_000_000)}",`), 200, 1],
	['gzip', gzipSync(good), 200, 1, { ...json, 'Content-Encoding': 'gzip' }, good],
	['deflate', deflateSync(good), 200, 1, { ...json, 'Content-Encoding': 'deflate' }, good],
	['an id that is a number', good.replace('"e1"', '7'), 200, 1],
	['an id that is an object', good.replace('"e1"', '{}'), 200, 1],
	['no id', good.replace('"id":"e1",', ''), 200, 1],
	['an event without a resource', '{"topic":"buygoods_transaction_received","id":"e1"}', 200, 1],
	[
		'an event that is null',
		'{"topic":"buygoods_transaction_received","id":"e1","event":null}',
		200,
		1,
	],
	['a topic that is a number', good.replace('"buygoods_transaction_received"', '7'), 200, 0],
	[
		'a topic that is a list',
		good.replace('"buygoods_transaction_received"', '["buygoods_transaction_received"]'),
		200,
		0,
	],
	[
		'a topic named after an object property',
		good.replace('buygoods_transaction_received', 'constructor'),
		200,
		0,
	],
	['a topic that is empty', good.replace('buygoods_transaction_received', ''), 200, 0],
	['a result that is a list', '{"data":[]}', 200, 0],
	['an empty object', '{}', 200, 0],
	['a list of events', `[${good}]`, 400, 0],
	['an empty list', '[]', 400, 0],
	['two events', good + good, 400, 0],
	['a text', '"text"', 400, 0],
	['a number', '7', 400, 0],
	['null', 'null', 400, 0],
	['nothing', '', 400, 0],
	['half an event', good.slice(0, 100), 400, 0],
	['XML', '<xml/>', 400, 0],
	['single quotes', good.replaceAll('"', "'"), 400, 0],
	['a comma too many', good.replace(/}$/, ',}'), 400, 0],
	['a comment', `${good}// hello`, 400, 0],
	['NaN', good.replace('"100.0"', 'NaN'), 400, 0],
	['a null byte', `${good}\0`, 400, 0],
	['UTF-16', Buffer.from(good, 'utf16le'), 400, 0],
	[
		'a form',
		'topic=buygoods_transaction_received&id=e1',
		400,
		0,
		text('application/x-www-form-urlencoded'),
	],
	['gzip that is not called so', gzipSync(good), 400, 0],
	['gzip, signed as it travels', gzipSync(good), 401, 0, { ...json, 'Content-Encoding': 'gzip' }],
	[
		'a multipart form, which n8n takes apart',
		good,
		401,
		0,
		text('multipart/form-data; boundary=x'),
	],
];

it.each(oddBodies)(
	'answers a signed body: %s',
	async (_name, body, status, executions, headers = json, signed = body) => {
		expect(await post(body, { ...headers, [header]: hmac(signed) })).toBe(status);
		expect(server.started).toHaveLength(executions);
	},
);

it('ignores white space around the signature, which HTTP drops', async () => {
	expect(await post(good, { ...json, [header]: `  ${signature}\t` })).toBe(200);
});

it('says that the signature is not valid, and nothing about the delivery', async () => {
	const answer = await server.send('{"secret":"xyzzy"}', { sign: false });
	expect(JSON.parse(answer.body)).toEqual({ message: 'The signature is not valid' });
});

it.each([
	['an empty one', ''],
	['none', undefined],
])(
	'accepts nothing, however it is signed, if the API key of the credential is %s',
	async (_name, missing) => {
		const credentials = credentialsFor(kopoKopo.simulator, { apiKey: missing });
		server.trigger = await newTrigger(kopoKopo.simulator, payments, credentials);
		for (const key of [apiKey, '', 'undefined']) {
			expect(await post(good, { ...json, [header]: hmac(good, key) })).toBe(401);
		}
		expect(server.started).toEqual([]);
	},
);

it.each([
	['a number with decimals', good.replace('"100.0"', '100.0')],
	['white space inside', JSON.stringify(JSON.parse(good), null, '\t')],
	['a BOM', `\uFEFF${good}`],
])('reads a signed body with %s like any other', async (_name, body) => {
	expect(await post(body, { ...json, [header]: hmac(body) })).toBe(200);
	expect(server.started).toEqual([expect.objectContaining({ id: 'e1', amount: 100 })]);
});

it('answers 401 if one byte of any body, of the key or of the header differs', async () => {
	const change = (bytes: Buffer, place: number, by: number): Buffer => {
		const changed = Buffer.from(bytes);
		const index = place % changed.length;
		changed[index] = (changed[index]! + by) % 256;
		return changed;
	};
	await fc.assert(
		fc.asyncProperty(
			fc.oneof(fc.json().map(Buffer.from), fc.uint8Array({ minLength: 1 }).map(Buffer.from)),
			fc.constantFrom('body', 'key', 'header'),
			fc.nat(),
			fc.integer({ min: 1, max: 255 }),
			async (bytes, part, place, by) => {
				const body = part === 'body' ? change(bytes, place, by) : bytes;
				const key = part === 'key' ? change(Buffer.from(apiKey), place, by) : Buffer.from(apiKey);
				const digest = createHmac('sha256', key).update(bytes).digest();
				const sent = part === 'header' ? change(digest, place, by) : digest;
				expect(await post(body, { ...json, [header]: sent.toString('hex') })).toBe(401);
				expect(server.started).toEqual([]);
			},
		),
		{ numRuns: 150 },
	);
});

const published = '../shared/customer-created.signed.json';
const whereItIs = existsSync(published) ? test : test.skip;

describe('the vector that the PHP SDK publishes', () => {
	whereItIs(`accepts the published vector (needs ${published})`, async () => {
		const bytes = readFileSync(published);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(
			'7ef319decbce0d7c19a1c4accff9d67d433190e2d245b7e86636716bec44ba5a',
		);
		const key = ['10af7ad062a21d9c8418', '77f87b7dec3dbe51aeb3'].join('');
		const credentials = credentialsFor(kopoKopo.simulator, { apiKey: key });
		server.trigger = await newTrigger(
			kopoKopo.simulator,
			{ ...payments, events: ['customer_created'] },
			credentials,
		);
		const vector = '8893be332f0355f5ae4b74eccaacc16b8056d5419cad1ed74999e4c99108d2f2';
		expect(await post(bytes, { ...json, [header]: vector })).toBe(200);
		expect(server.started).toEqual([
			expect.objectContaining({
				topic: 'customer_created',
				firstName: 'Jane',
				phoneNumber: '+254999999999',
			}),
		]);
		expect(await post(bytes, { ...json, [header]: vector.replace('8', '9') })).toBe(401);
	});
});
