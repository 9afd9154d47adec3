import { manualClock } from '../simulator/clock.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { statusCases } from '../support/engine/operations.mts';
import type { ActionResult } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	paymentsOf,
	requestPayment,
	requestsTo,
	useSimulator,
} from '../support/engine/setup.mts';
import { startWaitingHost, type Waiting } from '../support/engine/waiting.mts';
import { until } from '../support/simulator/until.mts';

const clock = manualClock();
const resultDelay = 2000;
const kopoKopo = useSimulator({ clock, resultDelay, retryDelays: [] });

let host: Awaited<ReturnType<typeof startWaitingHost>>;
beforeAll(async () => {
	host = await startWaitingHost();
});
afterAll(async () => await host.close());

const payment: Parameters = { ...requestPayment, operation: 'requestPaymentAndWait' };
delete payment.waitForResult;
delete payment.options;

const run = async (more: Parameters = {}, rest: object = {}): Promise<Waiting> =>
	await host.run({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...payment, ...more },
		...rest,
	});

const askedFor = () => kopoKopo.simulator.resources()[0]!;

const bodySent = () =>
	JSON.parse(paymentsOf(kopoKopo.simulator)[0]!.body) as { _links: { callback_url: string } };

/** The result as Kopo Kopo posts it, with changes. */
async function finalResult(change: (document: Result) => void = () => undefined) {
	await clock.advance(0);
	const document = structuredClone(kopoKopo.simulator.document(askedFor().id)) as unknown as Result;
	document.data.attributes.status = 'Success';
	document.data.attributes.event.resource = {
		id: 'r1',
		amount: '100.0',
		currency: 'KES',
		till_number: 'K123456',
		reference: 'OJM6Q1W84K',
	};
	change(document);
	return JSON.stringify(document);
}

interface Result {
	data: {
		id: string;
		type: string;
		attributes: { status: string; event: { resource: Record<string, unknown> | null } };
	};
}

const post = async (body: string, options: object = {}) =>
	await kopoKopo.simulator.deliver({ url: bodySent()._links.callback_url, body, ...options });

/** The last output of a node. */
const given = (result: ActionResult | undefined, node = 'Kopo Kopo', output = 0) =>
	result?.run.data.resultData.runData[node]?.at(-1)?.data?.main?.[output];

const outputOf = ({ resumed }: Waiting, node?: string) => given(resumed, node);

describe('asking', () => {
	it('sends the push with the resume URL of the execution, and waits five minutes', async () => {
		const before = Date.now();
		const { result } = await run({
			firstName: 'Jane',
			options: { metadata: { pair: [{ key: 'invoice', value: 'INV-1' }] } },
		});
		expect(result.error).toBeUndefined();
		expect(bodySent()).toEqual({
			payment_channel: 'M-PESA STK Push',
			till_number: 'K123456',
			subscriber: { phone_number: '+254712345678', first_name: 'Jane' },
			amount: { value: 100, currency: 'KES' },
			metadata: { invoice: 'INV-1' },
			_links: { callback_url: expect.stringContaining(`${host.url}/webhook-waiting/`) as string },
		});
		const { pathname, searchParams } = new URL(bodySent()._links.callback_url);
		expect(pathname).toMatch(/^\/webhook-waiting\/\d+\/kopokopo$/);
		expect(searchParams.get('signature')).toMatch(/^[0-9a-f]{64}$/);
		const waits = Number(new Date(result.run.data.waitTill!)) - before;
		expect(waits).toBeGreaterThanOrEqual(5 * 60_000);
		expect(waits).toBeLessThan(6 * 60_000);
		expect(result.run.data.resultData.runData).not.toHaveProperty('Sink');
	});

	it('waits as many minutes as the user sets', async () => {
		const before = Date.now();
		const { result } = await run({ options: { timeoutMinutes: 90 } });
		expect(Number(new Date(result.run.data.waitTill!)) - before).toBeGreaterThanOrEqual(5_400_000);
	});

	it('sends the headers and the path of every request', async () => {
		await run();
		expect(paymentsOf(kopoKopo.simulator)[0]!.headers).toMatchObject({
			accept: 'application/json',
			'content-type': 'application/json',
			'user-agent': expect.stringMatching(/^n8n-nodes-kopokopo\//) as string,
		});
	});

	it('checks the status once before it waits', async () => {
		await run();
		expect(requestsTo(kopoKopo.simulator, 'GET', '/api')).toHaveLength(1);
	});
});

describe('the result', () => {
	it('returns the result simplified and linked to its input item', async () => {
		const waiting = await run();
		await clock.advance(resultDelay);
		await kopoKopo.simulator.settled();
		expect(waiting.resumed?.error).toBeUndefined();
		const [item, ...others] = outputOf(waiting, 'Sink')!;
		expect(others).toEqual([]);
		expect(Object.keys(item!.json).sort()).toEqual(
			[...statusCases['stkPush.getStatus']!.keys].sort(),
		);
		expect(item!.json).toMatchObject({
			id: askedFor().id,
			status: 'Success',
			amount: 100,
			tillNumber: 'K123456',
		});
		expect(outputOf(waiting)![0]!.pairedItem).toEqual({ item: 0 });
		expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
	});

	it('returns the result as received if Simplify is off', async () => {
		const waiting = await run({ simplify: false });
		await clock.advance(resultDelay);
		await kopoKopo.simulator.settled();
		expect(outputOf(waiting)![0]!.json).toEqual(kopoKopo.simulator.document(askedFor().id));
	});

	it('returns the result of a failed payment, with its reason and what was requested', async () => {
		const waiting = await run({ phoneNumber: '+254700000002', firstName: 'Jane' });
		await clock.advance(resultDelay);
		await kopoKopo.simulator.settled();
		expect(outputOf(waiting)![0]!.json).toMatchObject({
			status: 'Failed',
			paid: false,
			failureReason: 'cancelled',
			amount: 100,
			currency: 'KES',
			senderPhoneNumber: '+254700000002',
			senderFirstName: 'Jane',
			senderLastName: null,
			tillNumber: 'K123456',
			resource: null,
			errors: ['Request cancelled by user'],
		});
	});

	it.each([
		['a number', 100],
		['a text with decimals', '100.00'],
	])('accepts an amount written as %s', async (_name, amount) => {
		const waiting = await run();
		const { status } = await post(
			await finalResult(({ data }) => {
				data.attributes.event.resource!.amount = amount;
			}),
		);
		expect([status, outputOf(waiting)![0]!.json.amount]).toEqual([200, 100]);
	});

	it('accepts a till without its K', async () => {
		const waiting = await run();
		await post(
			await finalResult(({ data }) => {
				data.attributes.event.resource!.till_number = '123456';
			}),
		);
		expect(outputOf(waiting)![0]!.json.status).toBe('Success');
	});

	it.each(['0722XXXXXX', '0722***000'] as const)(
		'accepts the result of a payer whose number is masked as %s, without differences',
		async (payerNumbers) => {
			kopoKopo.simulator.payerNumbers = payerNumbers;
			const waiting = await run();
			await clock.advance(resultDelay);
			await kopoKopo.simulator.settled();
			const { json } = outputOf(waiting)![0]!;
			expect(json).toMatchObject({
				paid: true,
				senderPhoneNumber: payerNumbers === '0722XXXXXX' ? '0712XXXXXX' : '0712***678',
			});
			expect(json).not.toHaveProperty('differences');
		},
	);

	it('compares the result with the request, also if the node has an unusual name', async () => {
		const waiting = await run({}, { settings: { name: 'Pay "now" {{ $json }} \\ it\'s }}' } });
		const { status } = await post(await finalResult());
		expect([status, waiting.resumed?.error]).toEqual([200, undefined]);
	});

	it('compares the result with the request if parameters are expressions', async () => {
		const waiting = await run(
			{
				amount: '={{ $json.price }}',
				tillNumber: '={{ $json.till }}',
				simplify: '={{ $json.flat }}',
			},
			{ items: [{ price: 100, till: 'K123456', flat: false }] },
		);
		const { status } = await post(await finalResult());
		expect([status, outputOf(waiting)![0]!.json.data]).toEqual([200, expect.anything()]);
	});

	const unsigned = { sign: false };
	const forged = { sign: 'a'.repeat(64) };
	it.each<[string, number, (result: Result) => unknown, object]>([
		['without a signature', 401, () => undefined, unsigned],
		['with a forged signature', 401, () => undefined, forged],
		[
			'of another payment',
			409,
			({ data }) => (data.id = '247b1bd8-f5a0-4b71-a898-f62f67b8ae1c'),
			{},
		],
		['of another type', 409, ({ data }) => (data.type = 'payment'), {}],
		['that is not final', 200, ({ data }) => (data.attributes.status = 'Received'), {}],
	])('answers a result %s with %i, and keeps waiting', async (_name, status, change, options) => {
		const waiting = await run();
		expect((await post(await finalResult(change), options)).status).toBe(status);
		expect(waiting.resumed).toBeUndefined();

		expect((await post(await finalResult())).status).toBe(200);
		expect(outputOf(waiting)![0]!.json.status).toBe('Success');
	});

	it('answers 400 to a body that is not a JSON object', async () => {
		const waiting = await run();
		expect((await post('paid')).status).toBe(400);
		expect(waiting.resumed).toBeUndefined();
	});

	it.each<[string, unknown, (result: Result) => unknown]>([
		[
			'another amount',
			['amount: asked for 100, told 99.5'],
			({ data }) => (data.attributes.event.resource!.amount = '99.5'),
		],
		[
			'no amount',
			['amount: asked for 100, told none'],
			({ data }) => delete data.attributes.event.resource!.amount,
		],
		[
			'another till',
			['till: asked for K123456, told K999999'],
			({ data }) => (data.attributes.event.resource!.till_number = 'K999999'),
		],
		['no payment in it', undefined, ({ data }) => (data.attributes.event.resource = null)],
	])('returns a result with %s, and lists what differs', async (_name, differences, change) => {
		const waiting = await run();
		expect((await post(await finalResult(change))).status).toBe(200);
		const { json } = outputOf(waiting)![0]!;
		expect([json.status, json.differences]).toEqual(['Success', differences]);
	});

	it('ignores a second copy', async () => {
		const waiting = await run();
		const body = await finalResult();
		await post(body);
		const { resumed } = waiting;
		expect((await post(body)).status).toBe(409);
		expect(waiting.resumed).toBe(resumed);
	});

	it('resumes once if copies arrive at the same moment', async () => {
		const waiting = await run();
		const body = await finalResult();
		const before = host.arrived;
		host.storing = async () => await until(() => host.arrived === before + 3);
		const statuses = await Promise.all([1, 2, 3].map(async () => (await post(body)).status));
		host.storing = async () => {};
		expect(statuses.sort()).toEqual([200, 503, 503]);
		expect(outputOf(waiting)).toHaveLength(1);
	});

	it('answers 503 if the execution does not say what it waits for', async () => {
		const waiting = await run();
		delete waiting.result.run.data.executionData!.contextData['node:Kopo Kopo'];
		const { status } = await post(await finalResult());
		expect([status, waiting.resumed]).toEqual([503, undefined]);
	});

	it('does not resume another node that waits in the execution', async () => {
		await run();
		const url = bodySent()._links.callback_url.replace('/kopokopo', '');
		const { status } = await kopoKopo.simulator.deliver({ url, body: await finalResult() });
		expect(status).toBe(404);
	});
});

describe('a result that is final before the execution waits', () => {
	const atOnce = async (more: Parameters = {}) => {
		kopoKopo.simulator.answer({
			method: 'GET',
			path: /incoming_payments/,
			status: 200,
			body: JSON.stringify({
				data: {
					id: 'some-id',
					type: 'incoming_payment',
					attributes: { status: 'Failed', event: { resource: null, errors: 'No such number' } },
				},
			}),
		});
		return await run(more);
	};

	it('returns a final result at once', async () => {
		const { result } = await atOnce();
		expect(result.run.data.waitTill).toBeUndefined();
		expect(result.items).toEqual([
			{
				json: expect.objectContaining({
					status: 'Failed',
					failureReason: 'other',
					amount: 100,
					senderPhoneNumber: '+254712345678',
					errors: ['No such number'],
				}) as object,
				pairedItem: { item: 0 },
			},
		]);
		expect(result.run.data.resultData.runData).toHaveProperty('Sink');
	});

	it('returns a final result as received if Simplify is off', async () => {
		const { result } = await atOnce({ simplify: false });
		expect(result.items[0]!.json).toHaveProperty('data.attributes.status', 'Failed');
	});
});

describe('when the time is up', () => {
	const timedOut = () => {
		const { id, location } = askedFor();
		return { id, location, type: 'incoming_payment', status: 'Pending', timedOut: true };
	};

	it('outputs one item with timedOut when the time is up', async () => {
		const { timeOut } = await run({}, { items: [{ paid: true, order: 'A-1' }] });
		const ended = await timeOut();
		expect(given(ended, 'Sink')!.map(({ json }) => json)).toEqual([timedOut()]);
		expect(given(ended, 'Start')!.map(({ json }) => json)).toEqual([{ paid: true, order: 'A-1' }]);
	});

	it('outputs one item with timedOut if Execute Once is on', async () => {
		const { timeOut } = await run(
			{},
			{ items: [{ a: 1 }, { a: 2 }, { a: 3 }], settings: { executeOnce: true } },
		);
		expect(given(await timeOut(), 'Sink')!.map(({ json }) => json)).toEqual([timedOut()]);
	});

	it('outputs null as the status if it saw none', async () => {
		kopoKopo.simulator.answer({ method: 'GET', path: /incoming_payments/, status: 503 });
		const { timeOut } = await run();
		const { items } = await timeOut();
		expect(items[0]!.json).toEqual({ ...timedOut(), status: null });
		expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
	});
});

it('waits even if the status check gets no response', async () => {
	kopoKopo.simulator.answer({ method: 'GET', path: /incoming_payments/, delay: 60_000 });
	const { result } = await run();
	expect(result.run.data.waitTill).toBeDefined();
	expect(result.items[0]!.json).toMatchObject({ id: askedFor().id, status: null });
});

describe('what is rejected before anything is sent', () => {
	it.each<[string, RegExp, Parameters, object]>([
		['several items', /accepts one item at a time, but received 3\./, {}, { items: [{}, {}, {}] }],
		[
			'a bad phone number',
			/^Phone Number is not a Kenyan phone number: 12/,
			{ phoneNumber: '12' },
			{},
		],
		['no time', /^Timeout \(Minutes\) is not/, { options: { timeoutMinutes: 0 } }, {}],
		['too much time', /^Timeout \(Minutes\) is not/, { options: { timeoutMinutes: 1441 } }, {}],
		['no number', /^Timeout \(Minutes\) is not/, { options: { timeoutMinutes: '={{ "x" }}' } }, {}],
		[
			'a bad proxy',
			/^Proxy is not a URL\.$/,
			{ requestOptions: { proxy: 'http:/user:secret@nowhere' } },
			{},
		],
		[
			'use as a tool',
			/cannot be used as a tool of an AI agent\./,
			{},
			{ settings: { type: 'kopoKopoTool' } },
		],
	])('rejects %s before anything is sent', async (_name, message, parameters, rest) => {
		const { result } = await run(parameters, rest);
		expect(result.error?.message).toMatch(message);
		expect(result.run.data.waitTill).toBeUndefined();
		expect(kopoKopo.simulator.requests).toEqual([]);
	});

	it.each([
		['several items', { items: [{}, {}] }, [/waitForResult/, /Loop Over Items/]],
		['use as a tool', { settings: { type: 'kopoKopoTool' } }, [/waitForResult/]],
	])('names what to use instead of %s', async (_name, rest, names) => {
		const { result } = await run({}, rest);
		const { message, description } = result.error!;
		for (const name of names) expect(`${message} ${description}`).toMatch(name);
	});

	it('rejects an n8n instance that Kopo Kopo cannot reach', async () => {
		const { result } = await host.run({
			credentials: credentialsFor(kopoKopo.simulator, { environment: 'sandbox' }),
			parameters: payment,
		});
		expect(result.error?.message).toMatch(
			/^The resume URL of this execution cannot be reached by Kopo Kopo: 127\.0\.0\.1/,
		);
		expect(result.error?.description).toMatch(/N8N_WEBHOOK_URL/);
	});

	it('rejects a credential without an API key', async () => {
		const { result } = await host.run({
			credentials: credentialsFor(kopoKopo.simulator, { apiKey: '' }),
			parameters: payment,
		});
		expect(result.error?.message).toMatch(/has no API key/);
		expect(kopoKopo.simulator.requests).toEqual([]);
	});
});

describe('when the request does not end well', () => {
	const retrying = { settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } };

	it('does not send a request again by Retry On Fail that may have been accepted', async () => {
		kopoKopo.simulator.answer({ method: 'POST', path: /incoming_payments/, status: 503 });
		const { result } = await run({}, retrying);
		expect(result.error?.message).toMatch(/may have accepted it/);
		expect(result.run.data.waitTill).toBeUndefined();
		expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
	});

	it('sends a rejected request again by Retry On Fail', async () => {
		kopoKopo.simulator.answer({ method: 'POST', path: /incoming_payments/, status: 429 });
		const { result } = await run({}, retrying);
		expect(result.run.data.waitTill).toBeDefined();
		expect(paymentsOf(kopoKopo.simulator)).toHaveLength(2);
	});

	it('renews the token after a 401', async () => {
		kopoKopo.simulator.answer({ method: 'POST', path: /incoming_payments/, status: 401 });
		const { result } = await run();
		expect(result.run.data.waitTill).toBeDefined();
	});

	it('uses the Request Options', async () => {
		const slow = await run({ phoneNumber: '+254700000008', requestOptions: { timeout: 200 } });
		expect(slow.result.error?.message).toMatch(/^Kopo Kopo did not respond in time\./);

		const proxied = await run({ requestOptions: { proxy: 'http://127.0.0.1:1' } });
		expect(proxied.result.error?.message).toMatch(/^n8n could not reach Kopo Kopo \(/);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'continues with the reason instead of the input (%s)',
		async (onError) => {
			kopoKopo.simulator.answer({
				method: 'POST',
				path: /incoming_payments/,
				status: 400,
				body: JSON.stringify({ error_message: 'Till number is invalid' }),
			});
			const { result } = await run({}, { items: [{ paid: true }], settings: { onError } });
			const [item] = given(result, 'Kopo Kopo', onError === 'continueErrorOutput' ? 1 : 0)!;
			expect(item!.json.error).toMatch(/Till number is invalid/);
			expect(item!.json).not.toHaveProperty('status');
		},
	);
});
