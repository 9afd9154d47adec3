/** Responses that Kopo Kopo was seen to send, and that no sample shows, through the real nodes. */
import { createHash } from 'node:crypto';

import { closed } from '../simulator/server.mts';
import { useFastTime } from '../support/engine/fast-time.mts';
import { startHttpsProxy } from '../support/engine/https-proxy.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { createCases, operationOf } from '../support/engine/operations.mts';
import { runAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	requestPayment,
	requestsTo,
	useSimulator,
} from '../support/engine/setup.mts';
import { useTriggerServer } from '../support/engine/trigger.mts';

useFastTime();

const kopoKopo = useSimulator({ resultDelay: 50, retryDelays: [] });
const server = useTriggerServer(kopoKopo);

const wait: Parameters = { waitForResult: true, waitInterval: 1, waitTimeout: 30 };

/** Where the API is, and how the node reaches it. */
interface Over {
	baseUrl?: string;
	requestOptions?: Parameters['requestOptions'];
}

const run = async (
	name: string,
	parameters: Parameters,
	{ baseUrl = kopoKopo.simulator.url, requestOptions }: Over = {},
) => {
	const [resource, operation] = operationOf(name);
	const { items, error } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator, { baseUrl }),
		parameters: {
			resource,
			operation,
			...createCases[name]?.parameters,
			...parameters,
			...(requestOptions && { requestOptions }),
		},
	});
	expect(error).toBeUndefined();
	return items[0]!.json;
};

/** What a create call returns, and the ID of what it created. */
const runAndFind = async (name: string, parameters: Parameters = {}, over: Over = {}) => {
	const item = await run(name, parameters, over);
	return { item, id: kopoKopo.simulator.resources().at(-1)!.id };
};

/** What Get Status returns for a location. */
const statusAt = async (location: string, over: Over = {}) =>
	await run('stkPush.getStatus', { location }, over);

const httpOf = (url: string) => url.replace(/^https:/, 'http:');

describe('an odd error body', () => {
	const destination = (phoneNumber: string) => ({
		destinations: {
			destination: [
				{
					type: 'mobile_wallet',
					phoneNumber,
					network: 'Safaricom',
					amount: 100,
					description: 'Pay',
				},
			],
		},
	});
	const operations: Array<[string, string, (phoneNumber: string) => Parameters]> = [
		['stkPush.requestPayment', 'v1', (phoneNumber) => ({ ...requestPayment, phoneNumber })],
		['sendMoney.send', 'v2', destination],
	];
	const bodies: Array<[string, string, RegExp]> = [
		['errors by field', '15', / \(422\): phone_number is invalid\./],
		['errors with details', '16', / \(400\): Amount is above the daily limit\./],
		['error with a message', '17', / \(400\): The till is suspended\./],
		['forbidden without a body', '18', /\(403\)\. Likely causes: .*not enabled.*User-Agent/],
		['page of HTML', '19', / \(502\)\. Kopo Kopo may have accepted it anyway\./],
	];

	it.each(
		operations.flatMap(([name, version, parameters]) =>
			bodies.map(([what, digits, message]) => ({
				name,
				version,
				parameters,
				what,
				digits,
				message,
			})),
		),
	)('$what: quotes Kopo Kopo in the error of $name', async (one) => {
		const { simulator } = kopoKopo;
		const [resource, operation] = operationOf(one.name);
		const { items, error } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion: one.version }),
			parameters: {
				resource,
				operation,
				...createCases[one.name]?.parameters,
				...one.parameters(`+2547000000${one.digits}`),
			},
		});

		expect(`${error?.message} ${error?.description}`).toMatch(one.message);
		expect(error?.message).not.toMatch(/[<>{}]/);
		expect(items).toEqual([]);
		expect(requestsTo(simulator, 'POST', '/api')).toHaveLength(1);
	});
});

describe('a Location with a slash at its end', () => {
	it.each(['stkPush.requestPayment', 'polling.pollTransactions'])(
		'%s: waits for the result at a location with a slash at its end',
		async (name) => {
			kopoKopo.simulator.links = 'trailing-slash';
			const { item, id } = await runAndFind(name, { ...wait });

			expect(item).toMatchObject({ id, status: 'Success' });
			expect(item.linkSelf).toMatch(/\/$/);
		},
	);

	it('accepts an acknowledged location with a slash at its end in Get Status', async () => {
		kopoKopo.simulator.links = 'trailing-slash';
		const { item, id } = await runAndFind('stkPush.requestPayment');
		expect(item).toMatchObject({ id, location: expect.stringMatching(/\/$/) });

		expect(await statusAt(String(item.location))).toMatchObject({ id });
	});
});

describe('a Location with http from an API behind HTTPS', () => {
	let proxy: Awaited<ReturnType<typeof startHttpsProxy>>;
	beforeEach(async () => {
		proxy = await startHttpsProxy(kopoKopo.simulator.url);
		kopoKopo.simulator.links = 'http';
	});
	afterEach(async () => await closed(proxy.server));

	const overHttps = (): Over => ({
		baseUrl: proxy.url,
		requestOptions: { allowUnauthorizedCerts: true },
	});

	it('waits for the result at the API’s own address', async () => {
		const { item, id } = await runAndFind('stkPush.requestPayment', { ...wait }, overHttps());

		expect(item).toMatchObject({ id, status: 'Success' });
		expect(item.linkSelf).toBe(`${httpOf(proxy.url)}/api/v1/incoming_payments/${id}`);
	});

	it('returns an HTTPS location, and accepts HTTP and HTTPS in Get Status', async () => {
		const { item, id } = await runAndFind('stkPush.requestPayment', {}, overHttps());
		expect(item).toMatchObject({
			id,
			location: `${proxy.url}/api/v1/incoming_payments/${id}`,
		});

		for (const location of [String(item.location), httpOf(String(item.location))]) {
			expect(await statusAt(location, overHttps())).toMatchObject({ id });
		}
	});
});

describe('a masked number of a payer', () => {
	const phoneNumber = '+254722000111';
	const hashedSenderPhone = createHash('sha256').update('254722000111').digest('hex');

	it.each([
		['0722XXXXXX', '0722XXXXXX'],
		['0722***000', '0722***111'],
	] as const)('emits a masked number as it is: %s', async (payerNumbers, shown) => {
		const { simulator } = kopoKopo;
		simulator.payerNumbers = payerNumbers;
		simulator.subscribe('v2', {
			event_type: 'buygoods_transaction_received',
			url: server.url,
			scope: 'company',
		});
		await simulator.payTill({ tillNumber: 'K123456', amount: 100, phoneNumber });

		expect(server.started).toEqual([
			expect.objectContaining({ senderPhoneNumber: shown, hashedSenderPhone, amount: 100 }),
		]);
	});

	it('starts one execution for each of two payments that differ only in hidden digits', async () => {
		const { simulator } = kopoKopo;
		simulator.payerNumbers = '0722XXXXXX';
		simulator.subscribe('v2', {
			event_type: 'buygoods_transaction_received',
			url: server.url,
			scope: 'company',
		});
		const pay = (payer: string) =>
			simulator.payTill({ tillNumber: 'K123456', amount: 100, phoneNumber: payer });
		const [first] = await pay('+254722000111');
		await pay('+254722000222');
		// A copy of the first one, as another subscription reports it, with the number in full.
		const copy = { ...(JSON.parse(first!.body) as object), id: 'another' };
		const body = JSON.stringify(copy).replace('0722XXXXXX', '+254722000111');
		await simulator.deliver({ url: server.url, body });

		expect(server.started.map((one) => one.hashedSenderPhone)).toEqual([
			hashedSenderPhone,
			createHash('sha256').update('254722000222').digest('hex'),
		]);
	});

	it.each([
		['0722XXXXXX', '0722XXXXXX'],
		['0722***000', '0722***111'],
	] as const)('returns a masked number of an STK push as it is: %s', async (numbers, shown) => {
		kopoKopo.simulator.payerNumbers = numbers;
		const { item } = await runAndFind('stkPush.requestPayment', { ...wait, phoneNumber });

		expect(item).toMatchObject({
			paid: true,
			senderPhoneNumber: shown,
			hashedSenderPhone,
		});
	});
});
