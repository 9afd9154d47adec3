import { manualClock } from '../simulator/clock.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { createCases } from '../support/engine/operations.mts';
import { runAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	exchangesOf,
	requestPayment,
	requestsTo,
	useSimulator,
} from '../support/engine/setup.mts';

const clock = manualClock();
const kopoKopo = useSimulator({ clock, resultDelay: 2000, retryDelays: [] });

const run = async (parameters: Parameters, credentials = credentialsFor(kopoKopo.simulator)) =>
	await runAction({ credentials, parameters });

describe('token', () => {
	const token = (operation: string, more: Parameters = {}): Parameters => ({
		resource: 'token',
		operation,
		...more,
	});

	it('exchanges the keys for a separate token with Get', async () => {
		const { items } = await run(token('get'));
		expect(items).toEqual([
			{
				json: {
					accessToken: expect.stringMatching(/^\S{20,}$/),
					tokenType: 'Bearer',
					expiresIn: 3600,
					createdAt: expect.any(String),
				},
				pairedItem: { item: 0 },
			},
		]);
		const { headers, body } = exchangesOf(kopoKopo.simulator).at(-1)!;
		expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
		expect(new URLSearchParams(body).get('grant_type')).toBe('client_credentials');
	});

	it('returns the JSON as received with Get without Simplify', async () => {
		const { items } = await run(token('get', { simplify: false }));
		expect(items[0]!.json).toMatchObject({
			access_token: expect.any(String),
			token_type: 'Bearer',
		});
	});

	it('introspects the token of the credential, or any other token', async () => {
		const credentials = credentialsFor(kopoKopo.simulator);
		const own = await run(token('introspect'), credentials);
		expect(own.items[0]!.json).toMatchObject({
			active: true,
			clientId: kopoKopo.simulator.application.clientId,
			tokenType: 'Bearer',
		});
		expect(Object.keys(own.items[0]!.json)).toEqual([
			'active',
			'scope',
			'clientId',
			'tokenType',
			'exp',
			'iat',
		]);
		const other = await run(token('introspect', { token: 'unknown' }), credentials);
		expect(other.items[0]!.json).toEqual({
			active: false,
			scope: null,
			clientId: null,
			tokenType: null,
			exp: null,
			iat: null,
		});
	});

	it('returns the info of the credential’s token, or of the token that was entered', async () => {
		const { simulator } = kopoKopo;
		const credentials = credentialsFor(simulator);
		const other = await run(token('get'), credentials);
		const accessToken = String(other.items[0]!.json.accessToken);
		for (const [parameters, sent] of [
			[{}, () => credentials.data.accessToken],
			[{ token: accessToken }, () => accessToken],
		] as const) {
			const { items } = await run(token('info', parameters), credentials);
			expect(Object.keys(items[0]!.json)).toEqual([
				'scope',
				'expiresIn',
				'resourceOwnerId',
				'applicationId',
				'tokenType',
				'createdAt',
			]);
			expect(items[0]!.json).toMatchObject({ applicationId: simulator.application.clientId });
			const { headers } = requestsTo(simulator, 'GET', '/oauth/token/info').at(-1)!;
			expect(headers.authorization).toBe(`Bearer ${String(sent())}`);
		}
	});

	it('gets a new token for the next request after the token was revoked', async () => {
		const { simulator } = kopoKopo;
		const credentials = credentialsFor(simulator);
		await run(requestPayment, credentials);
		const revoked = await run(token('revoke'), credentials);
		expect(revoked.items).toEqual([{ json: { revoked: true }, pairedItem: { item: 0 } }]);
		const { body } = requestsTo(simulator, 'POST', '/oauth/revoke')[0]!;
		expect(new URLSearchParams(body).get('token')).toBe(
			requestsTo(simulator, 'POST', '/api')[0]!.headers.authorization!.replace('Bearer ', ''),
		);
		const { error } = await run(requestPayment, credentials);
		expect(error).toBeUndefined();
		expect(exchangesOf(simulator)).toHaveLength(2);
	});

	it('quotes Kopo Kopo about a wrong secret', async () => {
		const credentials = credentialsFor(kopoKopo.simulator, { clientSecret: 'wrong' });
		const { error } = await run(token('get'), credentials);
		expect(error?.message).toMatch(
			/^Kopo Kopo rejected the request \(401\): Client authentication failed.*\.$/,
		);
		expect(error?.description).toMatch(/^Check the client ID, the client secret /);
	});
});

describe('paymentLink.cancel', () => {
	const link = async () => {
		const { items } = await run({
			resource: 'paymentLink',
			operation: 'create',
			...createCases['paymentLink.create']!.parameters,
		});
		return items[0]!.json;
	};

	it('does not say that a link is cancelled after a page of a gateway', async () => {
		const { simulator } = kopoKopo;
		simulator.answer({
			path: /cancel/,
			status: 200,
			headers: { 'Content-Type': 'text/html' },
			body: '<html>Log in</html>',
		});
		const { error, items } = await runAction({
			credentials: credentialsFor(simulator),
			parameters: { resource: 'paymentLink', operation: 'cancel', location: 'some-id' },
		});
		expect(items).toEqual([]);
		expect(error?.message).toBe('Kopo Kopo responded without a readable message (200).');
	});

	it('cancels by location or by id', async () => {
		const { simulator } = kopoKopo;
		for (const named of ['location', 'id'] as const) {
			const created = await link();
			const { items } = await run({
				resource: 'paymentLink',
				operation: 'cancel',
				location: String(created[named]),
			});
			const { id, location } = created;
			const message = 'Payment link cancelled.';
			expect(items).toEqual([
				{ json: { id, location, cancelled: true, message }, pairedItem: { item: 0 } },
			]);
			const request = simulator.requests.at(-1)!;
			expect([request.method, request.path, request.body]).toEqual([
				'POST',
				`/api/v2/payment_links/${String(id)}/cancel`,
				'',
			]);
		}
	});

	it('fails for a link that Kopo Kopo does not know', async () => {
		const { error } = await run({
			resource: 'paymentLink',
			operation: 'cancel',
			location: 'unknown',
		});
		expect(error?.message).toMatch(/^Kopo Kopo rejected the request \(404\): .*\.$/);
		expect(error?.description).toMatch(/^Check the ID or URL, /);
	});
});

describe('polling.getStatus', () => {
	const poll = async (more: Parameters) => {
		const { simulator } = kopoKopo;
		for (const amount of [10, 20]) await simulator.payTill({ tillNumber: '123456', amount });
		const created = await run({
			resource: 'polling',
			operation: 'pollTransactions',
			fromTime: new Date(clock.now() - 86_400_000).toISOString(),
			toTime: new Date(clock.now() + 86_400_000).toISOString(),
			waitForResult: false,
		});
		await clock.advance(20_000);
		const location = String(created.items[0]!.json.location);
		return await run({ resource: 'polling', operation: 'getStatus', location, ...more });
	};

	it('returns one item with all transactions', async () => {
		const { items } = await poll({});
		expect(items).toHaveLength(1);
		expect(items[0]!.json).toMatchObject({
			scope: 'company',
			scopeReference: null,
			transactions: [
				{ type: 'Buygoods Transaction', amount: 10, tillNumber: '123456' },
				{ type: 'Buygoods Transaction', amount: 20, tillNumber: '123456' },
			],
		});
	});

	it.each([
		[true, { type: 'Buygoods Transaction', amount: 10, tillNumber: '123456' }],
		[false, { resource: { amount: '10.0', till_number: '123456' } }],
	])(
		'returns one item per transaction, linked to its input (simplify: %s)',
		async (simplify, first) => {
			const { items } = await poll({ splitTransactions: true, simplify });
			expect(items).toHaveLength(2);
			expect(items[0]!.json).toMatchObject(first);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		},
	);

	it('returns no item if there are no transactions to split', async () => {
		const created = await run({
			resource: 'polling',
			operation: 'pollTransactions',
			fromTime: '2020-01-01T00:00:00Z',
			toTime: '2020-01-02T00:00:00Z',
			waitForResult: false,
		});
		await clock.advance(20_000);
		const location = String(created.items[0]!.json.location);
		const { items, error } = await run({
			resource: 'polling',
			operation: 'getStatus',
			location,
			splitTransactions: true,
		});
		expect([items, error]).toEqual([[], undefined]);
	});

	const answered = async (attributes: object, more: Parameters) => {
		kopoKopo.simulator.answer({
			method: 'GET',
			path: /polling/,
			body: JSON.stringify({ data: { type: 'polling', attributes } }),
		});
		return await poll(more);
	};

	it.each([
		['with null for its list', { status: 'Success', transactions: null }],
		['with an empty list', { status: 'Success', transactions: [], errors: [] }],
	])('reads a success %s as no transactions', async (_name, attributes) => {
		expect(await answered(attributes, { splitTransactions: true })).toMatchObject({ items: [] });
		const { items, error } = await answered(attributes, {});
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ ...attributes, errors: [] });
	});

	it.each([
		[
			{ status: 'Success' },
			/could not poll the transactions \(status Success\): the list is missing\.$/,
		],
		[{ status: 'Success', transactions: {} }, /\(status Success\): the list is missing\.$/],
		[{ status: 'Failed' }, /\(status Failed\): it gave no reason\.$/],
		[
			{ status: 'Failed', error: { message: 'Time range too large' } },
			/\(status Failed\): Time range too large\.$/,
		],
		[
			{ status: 'Success', transactions: null, errors: ['Time range too large'] },
			/\(status Success\): Time range too large\.$/,
		],
		[
			{ status: 'Success', transactions: [], errors: Array(50_000).fill('x') },
			/\(status Success\): x; and 49,900 more\.$/,
		],
	])('fails to split %.100j', async (attributes, message) => {
		const { items, error } = await answered(attributes, { splitTransactions: true });
		expect(items).toEqual([]);
		expect(error?.message).toMatch(message);
	});

	it.each([
		[true, { type: null, amount: null, entry: 'text' }],
		[false, { entry: 'text' }],
	])('returns an entry that cannot be read as an item (simplify: %s)', async (simplify, entry) => {
		const attributes = { status: 'Success', transactions: ['text'] };
		const { items } = await answered(attributes, { splitTransactions: true, simplify });
		expect(items.map(({ json }) => json)).toEqual([expect.objectContaining(entry)]);
	});

	it.each([
		[
			'a polling that failed',
			20_000,
			/^Kopo Kopo could not poll the transactions \(status Failed\): .+\.$/,
		],
		[
			'a polling that is not done',
			0,
			/^Kopo Kopo is still polling the transactions \(status Pending\)\.$/,
		],
	])('fails to split %s', async (_name, wait, message) => {
		const created = await run({
			resource: 'polling',
			operation: 'pollTransactions',
			scope: 'till',
			scopeReference: '700003',
			fromTime: '2020-01-01T00:00:00Z',
			toTime: '2020-01-02T00:00:00Z',
			waitForResult: false,
		});
		await clock.advance(wait);
		const { items, error } = await run({
			resource: 'polling',
			operation: 'getStatus',
			location: String(created.items[0]!.json.location),
			splitTransactions: true,
		});
		expect(items).toEqual([]);
		expect(error?.message).toMatch(message);
	});
});
