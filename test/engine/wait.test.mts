import { useFastTime } from '../support/engine/fast-time.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { createCases, operationOf, receipt, statusCases } from '../support/engine/operations.mts';
import { runAction, startAction } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	exchangesOf,
	paymentsOf,
	requestPayment,
	requestsTo,
	useSimulator,
} from '../support/engine/setup.mts';

useFastTime();

const kopoKopo = useSimulator({ resultDelay: 50, retryDelays: [] });

const wait: Parameters = { waitForResult: true, waitInterval: 1, waitTimeout: 30 };
const neverAnswered = '+254700000005';

const looks = () => requestsTo(kopoKopo.simulator, 'GET', '/api').length;

const run = async (
	more: Parameters = {},
	items: Array<Record<string, string>> = [{}],
	settings = {},
) =>
	await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...requestPayment, ...wait, ...more },
		items,
		settings,
	});

const awaited = Object.entries(createCases).filter(
	([name, { type }]) =>
		[
			'incoming_payment',
			'payment',
			'settlement_transfer',
			'polling',
			'transaction_sms_notification',
			'send_money',
			'reversal',
		].includes(type) && Object.values(statusCases).some(({ of }) => of === name),
);

it.each(awaited)(
	'%s returns its result in place of the acknowledgement',
	async (name, { parameters, versions, type }) => {
		const { simulator } = kopoKopo;
		await simulator.payTill({ tillNumber: '123456', amount: 100, reference: receipt });
		const [resource, operation] = operationOf(name);
		const { keys } = Object.values(statusCases).find(({ of }) => of === name)!;
		const { items, error } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion: versions[0] }),
			parameters: { resource, operation, ...parameters, ...wait },
		});
		expect(error).toBeUndefined();
		expect(Object.keys(items[0]!.json).sort()).toEqual([...keys, 'timedOut'].sort());
		expect(items[0]).toMatchObject({ json: { type, timedOut: false }, pairedItem: { item: 0 } });
		expect(requestsTo(simulator, 'POST', '/api')).toHaveLength(1);
	},
);

it.each<[name: string, more: Parameters]>([
	['pay.sendPayment', { amount: 99913 }],
	['transfer.settleFunds', { amount: 99913 }],
	['transfer.settleFunds (blind, an amount)', { amount: 99913 }],
	['sendMoney.send', { options: { sourceIdentifier: '700013' } }],
	['sendMoney.send (sweep)', { options: { sourceIdentifier: '700013' } }],
	['reversal.initiate', { transactionReference: 'LEFT' }],
])('%s ends when its money has moved, although its status stays Received', async (name, more) => {
	const { simulator } = kopoKopo;
	await simulator.payTill({ tillNumber: '123456', amount: 99913, reference: 'LEFT' });
	const [resource, operation] = operationOf(name);
	const { parameters, versions } = createCases[name]!;
	const { items, error } = await runAction({
		credentials: credentialsFor(simulator, { apiVersion: versions[0] }),
		parameters: { resource, operation, ...parameters, ...more, ...wait },
	});
	expect(error).toBeUndefined();
	expect(items[0]!.json).toMatchObject({
		status: 'Received',
		moneyMoved: true,
		timedOut: false,
		errors: [],
	});
});

it('keeps waiting if a request is Received and has moved only a part', async () => {
	const { simulator } = kopoKopo;
	const body = {
		data: {
			type: 'send_money',
			attributes: {
				status: 'Received',
				destinations: [{ amount: 100 }, { amount: 200 }],
				transfer_batches: [
					{ status: 'Transferred', disbursements: [{ amount: '100.0', status: 'Transferred' }] },
				],
			},
		},
	};
	simulator.answer({ method: 'GET', path: /send_money/, body: JSON.stringify(body), times: 99 });
	const { parameters } = createCases['sendMoney.send']!;
	const { items } = await runAction({
		credentials: credentialsFor(simulator, { apiVersion: 'v2' }),
		parameters: {
			resource: 'sendMoney',
			operation: 'send',
			...parameters,
			...wait,
			waitTimeout: 1,
		},
	});
	expect(items[0]!.json).toMatchObject({ status: 'Received', moneyMoved: null, timedOut: true });
});

it('returns the JSON as received if Simplify is off', async () => {
	const { items } = await run({ simplify: false });
	expect(items[0]!.json).toEqual({
		data: expect.objectContaining({ attributes: expect.objectContaining({ status: 'Success' }) }),
		timedOut: false,
	});
});

/** Values of the request that Kopo Kopo leaves out of a failed STK push. */
const requested = {
	amount: 100,
	currency: 'KES',
	senderFirstName: null,
	senderMiddleName: null,
	senderLastName: null,
	tillNumber: 'K123456',
};

const named = { firstName: 'Jane', lastName: 'Wanjiku', options: { middleName: 'M' } };

it('returns a payment that fails as a result, with its reason and what was requested', async () => {
	const { items, error } = await run({ phoneNumber: '0700000003', ...named });
	expect(error).toBeUndefined();
	expect(Object.entries(items[0]!.json).slice(0, 12)).toEqual([
		['status', 'Failed'],
		['paid', false],
		['timedOut', false],
		['failureReason', 'insufficientFunds'],
		['amount', 100],
		['currency', 'KES'],
		['senderPhoneNumber', '+254700000003'],
		['senderFirstName', 'Jane'],
		['senderMiddleName', 'M'],
		['senderLastName', 'Wanjiku'],
		['tillNumber', 'K123456'],
		['resource', null],
	]);
	expect(items[0]!.json.errors).toEqual(['The balance is insufficient for the transaction']);
});

it('says why each payment failed', async () => {
	const reasons = {
		'+254700000002': 'cancelled',
		'+254700000003': 'insufficientFunds',
		'+254700000004': 'wrongPin',
		'+254700000012': 'unreachable',
		'+254700000020': 'expired',
		'+254700000021': 'busy',
		'+254700000022': 'other',
		'+254700000001': null,
	};
	const { items } = await run(
		{ phoneNumber: '={{ $json.phone }}' },
		Object.keys(reasons).map((phone) => ({ phone })),
	);
	expect(
		Object.fromEntries(items.map(({ json }) => [json.senderPhoneNumber, json.failureReason])),
	).toEqual(reasons);
});

it('keeps what the payment says, even if it differs from what was requested', async () => {
	const resource = { reference: 'OJJ1MPU40Z', amount: '90.0', status: 'Received' };
	kopoKopo.simulator.answer({
		method: 'GET',
		path: /incoming_payments/,
		body: JSON.stringify({
			data: { type: 'incoming_payment', attributes: { status: 'Success', event: { resource } } },
		}),
	});
	const { items } = await run(named);
	expect(items[0]!.json).toMatchObject({ paid: true, amount: 90, senderFirstName: null });
});

it('adds nothing of the request if the result is not simplified', async () => {
	const { items } = await run({ phoneNumber: '+254700000003', simplify: false });
	expect(Object.keys(items[0]!.json)).toEqual(['data', 'timedOut']);
});

it('returns the last status, what was requested and the location when the time is up', async () => {
	const { items, error } = await run({ phoneNumber: neverAnswered, waitTimeout: 1 });
	expect(error).toBeUndefined();
	const { id, location } = kopoKopo.simulator.resources()[0]!;
	expect(items[0]!.json).toMatchObject({
		id,
		location,
		type: 'incoming_payment',
		status: 'Pending',
		paid: null,
		timedOut: true,
		...requested,
		senderPhoneNumber: neverAnswered,
	});
	expect(items[0]!.json).not.toHaveProperty('error');
});

it('returns the acknowledgement and what was requested when it has seen no status', async () => {
	kopoKopo.simulator.answer({ method: 'GET', path: /incoming_payments/, status: 503, times: 99 });
	const { items } = await run({ waitTimeout: 1 });
	const { id, location } = kopoKopo.simulator.resources()[0]!;
	expect(items[0]!.json).toEqual({
		id,
		location,
		type: 'incoming_payment',
		status: null,
		timedOut: true,
		...requested,
		senderPhoneNumber: '+254712345678',
	});
});

it.each([
	['429', { status: 429 }],
	['500', { status: 500 }],
	['404', { status: 404 }],
	['nothing', { dropConnection: 'before' as const }],
])('checks the status again after %s, and does not send the request again', async (_name, rule) => {
	const { simulator } = kopoKopo;
	simulator.answer({ method: 'GET', path: /incoming_payments/, ...rule });
	const { items } = await run();
	expect(items[0]!.json).toMatchObject({ status: 'Success' });
	expect([paymentsOf(simulator).length, looks()]).toEqual([1, 2]);
});

it('renews the token once after a 401 during the wait', async () => {
	const { simulator } = kopoKopo;
	simulator.answer({ method: 'GET', path: /incoming_payments/, status: 401 });
	const { items } = await run();
	expect(items[0]!.json).toMatchObject({ status: 'Success' });
	expect([exchangesOf(simulator).length, paymentsOf(simulator).length]).toEqual([2, 1]);
});

it('says after a rejected status check that the request was accepted, and Retry On Fail does not send it again', async () => {
	const { simulator } = kopoKopo;
	simulator.answer({ method: 'GET', path: /incoming_payments/, status: 422 });
	const failed = await run();
	expect(`${failed.error?.message} ${failed.error?.description}`).not.toMatch(/try again/i);
	expect(failed.error?.description).toMatch(
		/^Do not send it again: get its status with the ID \S+\.$/,
	);
	expect(failed.error?.message).toMatch(
		/^Kopo Kopo accepted the request, but its status could not be checked\. Kopo Kopo rejected the request \(422\)\.$/,
	);

	simulator.answer({ method: 'GET', path: /incoming_payments/, status: 403 });
	const retried = await run({}, [{}], { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 });
	expect(retried.items[0]!.json).toMatchObject({ status: 'Success' });
	expect(paymentsOf(simulator)).toHaveLength(2);
});

it('waits for the results of many items at the same time', async () => {
	const phones = Array.from(
		{ length: 30 },
		(_, index) => `07120000${String(index).padStart(2, '0')}`,
	);
	const { items } = await run(
		{ phoneNumber: '={{ $json.phone }}' },
		phones.map((phone) => ({ phone })),
	);
	expect(items.map(({ json }) => json.senderPhoneNumber)).toEqual(
		phones.map((phone) => `+254${phone.slice(1)}`),
	);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(phones.map((_, item) => ({ item })));
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(30);
});

it('sends all of a long list while the first items wait for their results', async () => {
	const { simulator } = kopoKopo;
	const { cancel, result } = await startAction({
		credentials: credentialsFor(simulator),
		parameters: { ...requestPayment, ...wait, phoneNumber: neverAnswered, waitTimeout: 86_400 },
		items: Array.from({ length: 501 }, () => ({})),
	});
	while (paymentsOf(simulator).length < 501)
		await new Promise((resolve) => setTimeout(resolve, 20));
	cancel();
	await result.catch(() => undefined);
	expect(paymentsOf(simulator)).toHaveLength(501);
});

it('splits polled transactions into items', async () => {
	const { simulator } = kopoKopo;
	for (const amount of [10, 20]) await simulator.payTill({ tillNumber: '123456', amount });
	const { items } = await runAction({
		credentials: credentialsFor(simulator),
		parameters: {
			resource: 'polling',
			operation: 'pollTransactions',
			fromTime: new Date(Date.now() - 86_400_000).toISOString(),
			toTime: new Date(Date.now() + 86_400_000).toISOString(),
			...wait,
			splitTransactions: true,
		},
	});
	expect(items.map(({ json }) => [json.amount, json.paid, json.timedOut])).toEqual([
		[10, true, false],
		[20, true, false],
	]);
});

it.each([
	['waitTimeout', 0, /^Wait Timeout \(Seconds\) is not a number from 1/],
	['waitTimeout', '={{ "soon" }}', /^Wait Timeout \(Seconds\) is not a number from 1/],
	['waitInterval', -3, /^Wait Interval \(Seconds\) is not a number from 1/],
])('rejects %s %j before anything is sent', async (name, value, message) => {
	const { error } = await run({ [name]: value });
	expect(error?.message).toMatch(message);
	expect(kopoKopo.simulator.requests).toEqual([]);
});

it('stops checking when the execution is cancelled', async () => {
	const { simulator } = kopoKopo;
	const { cancel, result } = await startAction({
		credentials: credentialsFor(simulator),
		parameters: { ...requestPayment, ...wait, phoneNumber: neverAnswered, waitTimeout: 3600 },
	});
	while (looks() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
	cancel();
	await result.catch(() => undefined);
	const before = looks();
	await new Promise((resolve) => setTimeout(resolve, 2500));
	expect(looks()).toBe(before);
	expect(paymentsOf(simulator)).toHaveLength(1);
});
