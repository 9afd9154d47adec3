import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, IDataObject } from 'n8n-workflow';

import { sign } from '../simulator/signature.mts';
import { CredentialStore } from '../support/engine/credential-store.mts';
import { runAction, type ActionResult, type ActionRun } from '../support/engine/run-node.mts';
import { event } from '../support/engine/trigger.mts';
import { resultOf } from '../support/workflows/waiting.mts';

const apiKey = 'example-api-key-of-the-application';
const header = 'x-kopokopo-signature';

const credentials = () =>
	new CredentialStore({
		// Nothing listens there: the operation sends nothing.
		baseUrl: 'http://127.0.0.1:9',
		clientId: 'client',
		clientSecret: 'example-client-secret',
		apiKey,
	});

interface Received {
	body: string | Buffer;
	headers?: IDataObject;
}

const received = (body: string | Buffer): Received => ({
	body,
	headers: { [header]: sign(body, apiKey) },
});

const inMemory = (body: string | Buffer): IBinaryData => ({
	data: Buffer.from(body).toString('base64'),
	mimeType: 'application/json',
});

/** Verifies what n8n's Webhook node returns with Raw Body. */
const verify = async (
	deliveries: Received[],
	parameters: IDataObject = {},
	more: Partial<ActionRun> = {},
): Promise<ActionResult> =>
	await runAction({
		credentials: credentials(),
		items: deliveries.map(({ headers = {} }) => ({ headers, params: {}, query: {}, body: {} })),
		binary: deliveries.map(({ body }) => ({ data: inMemory(body) })),
		parameters: { resource: 'webhookEvent', operation: 'verify', ...parameters } as never,
		...more,
	});

const verifyText = async (
	items: IDataObject[],
	parameters: IDataObject = {},
	more: Partial<ActionRun> = {},
): Promise<ActionResult> =>
	await runAction({
		credentials: credentials(),
		items,
		parameters: {
			resource: 'webhookEvent',
			operation: 'verify',
			source: 'text',
			body: '={{ $json.text }}',
			signature: '={{ $json.signature }}',
			...parameters,
		} as never,
		...more,
	});

const text = (body: string) => ({ text: body, signature: sign(body, apiKey) });

const textOf = ({ error }: ActionResult): string =>
	[error?.message, error?.description].filter(Boolean).join(' ');

const continues = { settings: { onError: 'continueRegularOutput' } } as const;

const paid = event('e1', {
	resource: { amount: '100.0', reference: 'OJM6Q1W84K', status: 'Received' },
});
const daraja = JSON.stringify({
	TransactionType: 'Buygoods',
	TransID: 'OJM6Q1W84K',
	TransAmount: '100.0',
	MSISDN: 'rbFvT0GstruVPN',
});

describe('a genuine delivery', () => {
	it('returns the event as the trigger does, linked to its input item', async () => {
		const { items, error } = await verify([received(paid)]);
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: expect.objectContaining({
					topic: 'buygoods_transaction_received',
					id: 'e1',
					paid: true,
					amount: 100,
					reference: 'OJM6Q1W84K',
				}),
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each([
		['an event', paid, { topic: 'buygoods_transaction_received', paid: true }],
		['a result', resultOf('r1', 100), { id: 'r1', type: 'incoming_payment', paid: true }],
		['a Daraja payload', daraja, { transId: 'OJM6Q1W84K', transAmount: 100 }],
		['an event of an unknown topic', event('e2', { topic: 'later_event' }), { id: 'e2' }],
	])('returns %s flat, or as received without Simplify', async (_what, body, flat) => {
		const [simplified, raw] = [
			await verify([received(body)]),
			await verify([received(body)], { simplify: false }),
		];
		expect(simplified.items[0]!.json).toMatchObject(flat);
		expect(raw.items[0]!.json).toEqual(JSON.parse(body));
	});

	it('reads text from any node, as UTF-8', async () => {
		const body = event('e3', { resource: { sender_first_name: 'Zoë 🎉' } });
		const { items } = await verifyText([text(body)]);
		expect(items[0]!.json).toMatchObject({ id: 'e3', senderFirstName: 'Zoë 🎉' });
	});

	it.each([
		['a byte order mark', `\uFEFF${paid}`],
		['line breaks and tabs', JSON.stringify(JSON.parse(paid), null, '\t')],
		['spaces around it', ` ${paid}\r\n`],
	])('accepts a body with %s, which are part of what is signed', async (_what, body) => {
		expect((await verify([received(body)])).items[0]!.json).toMatchObject({ id: 'e1' });
		expect((await verifyText([text(body)])).items[0]!.json).toMatchObject({ id: 'e1' });
		const trimmed = { ...text(body), text: body.trim().replace('\uFEFF', '').replace('\t', '') };
		if (trimmed.text !== body) {
			expect((await verifyText([trimmed])).error?.message).toMatch(/signature does not match/);
		}
	});

	it('accepts a body of 16 MB', async () => {
		const body = event('e4', { resource: { note: 'x'.repeat(16 * 1024 * 1024) } });
		const { items, error } = await verify([received(body)]);
		expect(error).toBeUndefined();
		expect(items[0]!.json.id).toBe('e4');
	});

	it('reads binary data that n8n keeps outside the item, also through an expression', async () => {
		const stored = Buffer.from(paid);
		const getAsBuffer = jest
			.spyOn(BinaryDataService.prototype, 'getAsBuffer')
			.mockImplementation(async ({ id }) => {
				if (id !== 'filesystem-v2:stored') throw new Error('File not found');
				return await Promise.resolve(stored);
			});
		const onDisk = (id: string) => ({ ...inMemory(''), data: 'filesystem-v2', id });
		try {
			const own = await verify(
				[received(paid)],
				{},
				{
					binary: [{ data: onDisk('filesystem-v2:stored') }],
				},
			);
			expect(own.items[0]?.json.id).toBe('e1');
			const earlier = await verify(
				[received(paid)],
				{ binaryPropertyName: "={{ $('Start').item.binary.file }}" },
				{ binary: [{ file: onDisk('filesystem-v2:stored') }] },
			);
			expect(earlier.items[0]?.json.id).toBe('e1');
			const gone = await verify(
				[received(paid)],
				{},
				{
					binary: [{ data: onDisk('filesystem-v2:gone') }],
				},
			);
			expect(textOf(gone)).toBe(
				'n8n could not read the binary data: File not found. n8n deletes binary data together with its execution. Check that it still has this one.',
			);
		} finally {
			getAsBuffer.mockRestore();
		}
	});

	it('finds binary data that a workflow with the binary mode "combined" keeps in the JSON', async () => {
		const { items } = await verify(
			[received(paid)],
			{},
			{
				items: [{ ...received(paid), _files: { data: { ...inMemory(paid) } } }] as never,
				binary: [],
			},
		);
		expect(items[0]?.json.id).toBe('e1');
	});

	it('reads another binary field, and ignores spaces around the API key', async () => {
		const spaced = credentials();
		spaced.data.apiKey = ` ${apiKey}\u200b\n`;
		const { items } = await verify(
			[received(paid)],
			{ binaryPropertyName: 'raw' },
			{ binary: [{ raw: inMemory(paid), data: inMemory('{}') }], credentials: spaced },
		);
		expect(items[0]?.json.id).toBe('e1');
	});

	const published = '../shared/customer-created.signed.json';
	const whereItIs = existsSync(published) ? it : it.skip;

	whereItIs(`accepts the vector that the PHP SDK publishes (needs ${published})`, async () => {
		const body = readFileSync(published);
		expect(createHash('sha256').update(body).digest('hex')).toMatch(/^7ef319de/);
		const ofTheSdk = credentials();
		ofTheSdk.data.apiKey = ['10af7ad062a21d9c8418', '77f87b7dec3dbe51aeb3'].join('');
		const vector = '8893be332f0355f5ae4b74eccaacc16b8056d5419cad1ed74999e4c99108d2f2';
		const check = async (signature: string) =>
			await verify([{ body, headers: { [header]: signature } }], {}, { credentials: ofTheSdk });
		expect((await check(vector)).items[0]?.json).toMatchObject({
			topic: 'customer_created',
			firstName: 'Jane',
			phoneNumber: '+254999999999',
		});
		expect((await check(vector.replace('8', '9'))).error?.message).toMatch(/does not match/);
	});
});

const turnOn =
	'Turn on Raw Body in the options of the Webhook or Wait node: Kopo Kopo signs the raw bytes.';
const noHeader =
	'Signature is empty. Check that its expression finds the header X-KopoKopo-Signature. An item without it, such as from a Wait node whose time is up, is not from Kopo Kopo.';
const unchanged =
	'Check that its expression returns the header X-KopoKopo-Signature unchanged. Otherwise the delivery is not from Kopo Kopo.';
const signature = sign(paid, apiKey);

const withHeader = (value: unknown): Received => ({
	body: paid,
	headers: { [header]: value } as IDataObject,
});

/** What a user sees, whichever way the workflow handles errors. */
describe('an item that cannot be verified', () => {
	const wrong: Array<
		[what: string, run: (more?: object) => Promise<ActionResult>, text: RegExp | string]
	> = [
		['no signature', (more) => verify([{ body: paid }], {}, more), noHeader],
		['no headers', (more) => verify([{ body: paid }], {}, { items: [{}], ...more }), noHeader],
		['an empty signature', (more) => verify([withHeader('')], {}, more), noHeader],
		['null for it', (more) => verify([withHeader(null)], {}, more), noHeader],
		[
			'the signature in upper case',
			(more) => verify([withHeader(signature.toUpperCase())], {}, more),
			`Signature is not 64 lowercase hexadecimal characters. ${unchanged}`,
		],
		[
			'a repeated signature',
			(more) => verify([withHeader(`${signature}, ${signature}`)], {}, more),
			`Signature is not 64 lowercase hexadecimal characters. ${unchanged}`,
		],
		[
			'a list of signatures',
			(more) => verify([withHeader([signature])], {}, more),
			`Signature is not text: a list. ${unchanged}`,
		],
		[
			'an object for it',
			(more) => verify([withHeader({ toString: signature })], {}, more),
			`Signature is not text: an object. ${unchanged}`,
		],
		[
			'a number for it',
			(more) => verify([withHeader(0)], {}, more),
			`Signature is not text: 0. ${unchanged}`,
		],
		[
			'the API key instead of the signature',
			(more) => verify([received(paid)], { signature: apiKey }, more),
			`Signature is not 64 lowercase hexadecimal characters. ${unchanged}`,
		],
		[
			'a signature under another key',
			(more) => verify([withHeader(sign(paid, 'another key'))], {}, more),
			'The signature does not match the body. Treat this delivery as forged. If Kopo Kopo did send it, check that the API key in the credential belongs to the same application (it is not the client secret), and that nothing on the way to n8n changes the body.',
		],
		[
			'a signature under the client secret',
			(more) => verify([withHeader(sign(paid, 'example-client-secret'))], {}, more),
			/^The signature does not match the body\./,
		],
		[
			'the same JSON in other bytes',
			(more) => verify([{ ...received(`${paid} `), body: paid }], {}, more),
			/^The signature does not match the body\./,
		],
		[
			'text that was parsed and written again',
			(more) => verifyText([{ ...text(`${paid}\n`), text: paid }], {}, more),
			/ check that the API key .*, and that Body is the exact text: JSON that was parsed and written again does not match\. For a Webhook or Wait node, turn on its Raw Body and set Source to Binary\.$/,
		],
		[
			'no raw body',
			(more) => verify([received(paid)], {}, { binary: [], ...more }),
			`The item has no binary field "data". ${turnOn} If the text comes from another node, set Source to Text.`,
		],
		[
			'other binary fields',
			(more) =>
				verify(
					[received(paid)],
					{},
					{ binary: [{ file0: inMemory(paid), raw: inMemory(paid) }], ...more },
				),
			'The item has no binary field "data", only "file0", "raw". Enter the one with the raw body in Input Binary Field.',
		],
		[
			'a name that every object has',
			(more) => verify([received(paid)], { binaryPropertyName: 'constructor' }, more),
			/^The item has no binary field "constructor", only "data"\./,
		],
		[
			'no name of a binary field',
			(more) => verify([received(paid)], { binaryPropertyName: '={{ $json.missing }}' }, more),
			/^Input Binary Field is empty\./,
		],
		[
			'an object that is no binary data',
			(more) => verify([received(paid)], { binaryPropertyName: '={{ $json }}' }, more),
			/^Input Binary Field is not text: an object\./,
		],
		[
			'parsed JSON as its text',
			(more) => verifyText([{ ...text(paid), text: JSON.parse(paid) as IDataObject }], {}, more),
			`Body is parsed JSON, not the text that Kopo Kopo signed. ${turnOn} Then set Source to Binary.`,
		],
		[
			'a list as its text',
			(more) => verifyText([{ ...text(paid), text: [paid] }], {}, more),
			/^Body is parsed JSON, /,
		],
		[
			'a Map as its text',
			(more) => verifyText([text(paid)], { body: '={{ new Map() }}' }, more),
			/^Body is parsed JSON, /,
		],
		[
			'a number as its text',
			(more) => verifyText([{ ...text(paid), text: 5 }], {}, more),
			'Body is not text: 5. Check what its expression returns.',
		],
		[
			'no text',
			(more) => verifyText([{ signature }], {}, more),
			'Body is empty. Check what its expression returns.',
		],
		[
			'an unknown source',
			(more) => verify([received(paid)], { source: '={{ "file" }}', body: 'x' }, more),
			'Source is unknown: file. Choose one of binary, text.',
		],
		[
			'no source',
			(more) => verify([received(paid)], { source: '={{ $json.missing }}', body: 'x' }, more),
			/^Source is unknown: empty\./,
		],
		...(
			[
				['an empty body', '', 'a JSON object'],
				['a body that is not JSON', 'topic=x', 'a JSON object'],
				['a list', `[${paid}]`, 'a JSON object'],
				['JSON null', 'null', 'a JSON object'],
				[
					'an object of another kind',
					'{"hello":"world"}',
					'an event, a result or a Daraja payload',
				],
				['data that is no result', '{"data":[]}', 'an event, a result or a Daraja payload'],
			] as const
		).map(([what, body, kind]): [string, (more?: object) => Promise<ActionResult>, string] => [
			`${what} with a valid signature`,
			(more) => verify([received(body)], {}, more),
			`The signature is valid, but the body is not ${kind}. If Kopo Kopo sent it, please report this error on GitHub.`,
		]),
	];

	it.each(wrong)('fails for %s', async (_what, run, expected) => {
		const stopped = await run();
		expect(stopped.items).toEqual([]);
		expect(textOf(stopped)).toEqual(
			typeof expected === 'string' ? expected : expect.stringMatching(expected),
		);
		const continued = await run(continues);
		expect(continued.error).toBeUndefined();
		expect(continued.items).toHaveLength(1);
		expect(continued.items[0]!.json).toEqual({ error: textOf(stopped) });
		for (const { items, error } of [stopped, continued]) {
			expect(JSON.stringify([items, error?.message, error?.description])).not.toContain(apiKey);
		}
	});

	it.each([
		['no API key', ''],
		['only spaces as the API key', ' \u200b '],
	])('fails with %s in the credential, also for what is signed with it', async (_what, key) => {
		const without = credentials();
		without.data.apiKey = key;
		const forged = { body: paid, headers: { [header]: sign(paid, key) } };
		const result = await verify([forged, forged], {}, { credentials: without });
		expect(textOf(result)).toBe(
			'The Kopo Kopo credential has no API key. Copy it from your application in the Kopo Kopo dashboard. Without it, n8n cannot verify what comes from Kopo Kopo.',
		);
		const blank = { body: paid, headers: { [header]: sign(paid, '') } };
		expect((await verify([blank], {}, { credentials: without })).items).toEqual([]);
	});

	it('fails if the credential cannot be read', async () => {
		const unreadable = credentials();
		unreadable.failure = new Error('The encryption key is wrong');
		const result = await verify([received(paid)], {}, { credentials: unreadable });
		expect(result.items).toEqual([]);
		expect(textOf(result)).toMatch(/The encryption key is wrong/);
	});

	it('never shows the expected signature', async () => {
		const forged = withHeader('0'.repeat(64));
		for (const more of [{}, continues]) {
			const { run } = await verify([forged], {}, more);
			const shown = JSON.stringify(run.data.resultData);
			expect(shown).not.toContain(signature);
			expect(shown).not.toContain(apiKey);
		}
	});
});

describe('many items', () => {
	it.each([
		['equal', () => paid],
		['different', (index: number) => event(`e${index}`)],
	])('verifies 1,000 with %s bodies, each with its own result', async (_what, bodyOf) => {
		const store = credentials();
		const deliveries = Array.from({ length: 1000 }, (_, index) => received(bodyOf(index)));
		const { items, error } = await verify(deliveries, {}, { credentials: store });
		expect(error).toBeUndefined();
		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			deliveries.map(({ body }, item) => [(JSON.parse(String(body)) as IDataObject).id, { item }]),
		);
		// Once without its expressions, and once as every item gets it.
		expect(store.reads).toBe(2);
	});

	it('reports wrong items of a list as errors of only those items', async () => {
		const deliveries = Array.from({ length: 30 }, (_, index) =>
			index % 3 === 1
				? { ...received(event(`e${index}`)), body: event('forged') }
				: received(event(`e${index}`)),
		);
		const { items, error } = await verify(deliveries, {}, continues);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(30);
		for (const [index, { json, pairedItem }] of items.entries()) {
			expect(pairedItem).toEqual({ item: index });
			expect(json).toEqual(
				index % 3 === 1
					? {
							error: expect.stringMatching(
								`^Item ${index + 1} of 30: The signature does not match the body\\.`,
							),
						}
					: expect.objectContaining({ id: `e${index}` }),
			);
		}
	});

	it('names the wrong item if the workflow stops', async () => {
		const result = await verify([
			received(paid),
			{ ...received(paid), body: event('forged') },
			received(paid),
		]);
		expect(result.items).toEqual([]);
		expect(result.error?.message).toBe('Item 2 of 3: The signature does not match the body.');
	});
});
