import type { INodePropertyOptions } from 'n8n-workflow';

import { manualClock } from '../simulator/clock.mts';
import { startSimulator, type Simulator } from '../simulator/simulator.mts';
import { actionProperties, type Parameters } from '../support/engine/node-types.mts';
import {
	createCases,
	operationOf,
	otherOperations,
	receipt,
	statusCases,
	type CreateCase,
	type Version,
} from '../support/engine/operations.mts';
import { runAction } from '../support/engine/run-node.mts';
import { credentialsFor, requestPayment, requestsTo } from '../support/engine/setup.mts';

const clock = manualClock();
const resultDelay = 2000;
let simulator: Simulator;

beforeEach(async () => {
	simulator = await startSimulator({ clock, resultDelay, retryDelays: [] });
	await simulator.payTill({ tillNumber: '123456', amount: 100, reference: receipt });
});
afterEach(async () => await simulator.close());

const byVersion = <Case extends { versions: readonly Version[] }>(cases: Record<string, Case>) =>
	Object.entries(cases).flatMap(([name, one]) =>
		one.versions.map((version): [string, Version, Case] => [name, version, one]),
	);

const otherThan = (version: Version): Version => (version === 'v1' ? 'v2' : 'v1');

const create = async (name: string, apiVersion: Version, one: CreateCase) => {
	const [resource, operation] = operationOf(name);
	// An operation of one version uses that version, even if the credential has the other.
	const chosen =
		one.versions.length === 1 && !name.includes('nickname') && !name.includes('Daraja');
	return await runAction({
		credentials: credentialsFor(simulator, {
			apiVersion: chosen ? otherThan(apiVersion) : apiVersion,
		}),
		parameters: { resource, operation, ...one.parameters },
	});
};

const bodyOf = ({ body }: CreateCase, version: Version): unknown =>
	(body as Partial<Record<Version, object>>)[version] ?? body;

it.each(byVersion(createCases))(
	'sends %s in %s, and returns the acknowledgement',
	async (name, version, one) => {
		simulator.answer({
			method: 'POST',
			path: new RegExp(`/api/${version}/${one.collection}$`),
			status: 201,
			headers: { Location: `${simulator.url}/api/${version}/${one.collection}/some-id` },
			body: '',
		});
		const { items, error } = await create(name, version, one);
		expect(error).toBeUndefined();

		const [request, ...others] = simulator.requests.filter(({ path }) => path.startsWith('/api'));
		expect(others).toEqual([]);
		expect(request).toMatchObject({ method: 'POST', path: `/api/${version}/${one.collection}` });
		expect(JSON.parse(request!.body)).toEqual(bodyOf(one, version));
		expect(request!.headers).toMatchObject({
			accept: 'application/json',
			'content-type': 'application/json',
			authorization: expect.stringMatching(/^Bearer \S+$/),
			'user-agent': expect.stringMatching(/^n8n-nodes-kopokopo\/\d+\.\d+\.\d+$/),
		});
		const location = `${simulator.url}/api/${version}/${one.collection}/some-id`;
		expect(items).toEqual([
			{ json: { id: 'some-id', location, type: one.type }, pairedItem: { item: 0 } },
		]);
	},
);

const lookUps = Object.entries(statusCases).flatMap(([name, one]) =>
	createCases[one.of]!.versions.map((version) => [name, version, one] as const),
);

describe.each(lookUps)('%s in %s', (name, version, { of, keys }) => {
	const [resource, operation] = operationOf(name);

	const lookUp = async (named: 'id' | 'location', apiVersion: Version, more: Parameters = {}) => {
		const created = await create(of, version, createCases[of]!);
		expect(created.error).toBeUndefined();
		await clock.advance(10 * resultDelay);
		await simulator.settled();
		const { json } = created.items[0]!;
		const { items, error } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion }),
			parameters: { resource, operation, location: String(json[named]), ...more },
		});
		expect(error).toBeUndefined();
		const request = simulator.requests.at(-1)!;
		expect([request.method, request.path]).toEqual([
			'GET',
			new URL(String(json.location)).pathname,
		]);
		const { authorization } = request.headers;
		const answer = await fetch(String(json.location), {
			headers: { authorization: authorization! },
		});
		return { items, asSent: (await answer.json()) as object };
	};

	it('returns the JSON as received for an ID without Simplify', async () => {
		const { items, asSent } = await lookUp('id', version, { simplify: false });
		expect(items).toEqual([{ json: asSent, pairedItem: { item: 0 } }]);
	});

	it('returns exactly the documented keys for a location, with either API version in the credential', async () => {
		const { items } = await lookUp('location', otherThan(version));
		expect(items.map(({ json }) => Object.keys(json).sort())).toEqual([[...keys].sort()]);
		expect(items[0]!.json.type).toBe(createCases[of]!.type);
		expect(items[0]!.pairedItem).toEqual({ item: 0 });
	});
});

it('has each operation of the node in the tables, and no other', async () => {
	const properties = await actionProperties();
	const described = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(options as INodePropertyOptions[]).map(
				({ value }) => `${String(displayOptions!.show!.resource![0])}.${String(value)}`,
			),
		);
	const tables = [...Object.keys(createCases), ...Object.keys(statusCases), ...otherOperations];
	const tested = new Set(tables.map((name) => operationOf(name).join('.')));
	expect([...tested].sort()).toEqual(described.sort());
});

it('sends a different recipient type for each item', async () => {
	const kinds = ['mobile_wallet', 'bank_account', 'till', 'paybill'];
	const cases = kinds.map((kind) => createCases[`pay.addRecipient (${kind})`]!);
	const { error } = await runAction({
		credentials: credentialsFor(simulator),
		parameters: {
			resource: 'pay',
			operation: 'addRecipient',
			...(Object.assign({}, ...cases.map(({ parameters }) => parameters)) as object),
			recipientType: '={{ $json.kind }}',
		},
		items: kinds.map((kind) => ({ kind })),
	});
	expect(error).toBeUndefined();
	const sent = requestsTo(simulator, 'POST', '/api').map(({ body }) => body);
	expect(sent.sort()).toEqual(cases.map(({ body }) => JSON.stringify(body)).sort());
});

it.each(['v1', 'v2'])(
	'sends only the required parameters and defaults if no options are set (%s)',
	async (apiVersion) => {
		const { error } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion }),
			parameters: requestPayment,
		});
		expect(error).toBeUndefined();
		const [request] = requestsTo(simulator, 'POST', '/api');
		expect(JSON.parse(request!.body)).toEqual({
			payment_channel: 'M-PESA STK Push',
			till_number: 'K123456',
			subscriber: { phone_number: '+254712345678' },
			amount: { value: 100, currency: 'KES' },
			_links: { callback_url: 'https://example.com/callback' },
		});
	},
);
