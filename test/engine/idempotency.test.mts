import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { processedData, retryAction, runAction, startAction, type ActionRun } from './engine.mts';
import { startHeldApi, type HeldApi } from './held-api.mts';
import { credentialsFor, paymentsOf, requestPayment, useSimulator } from './setup.mts';

const kopoKopo = useSimulator({ resultDelay: 50 });

afterEach(() => {
	processedData.failure = undefined;
});

const goOn = { onError: 'continueRegularOutput' } as const;

const action = (items: IDataObject[], more: Partial<ActionRun> = {}): ActionRun => ({
	credentials: credentialsFor(kopoKopo.simulator),
	items,
	...more,
	parameters: {
		...requestPayment,
		amount: '={{ $json.amount ?? 100 }}',
		options: { idempotencyKey: '={{ $json.key }}' },
		...more.parameters,
	},
});

const sent = () =>
	paymentsOf(kopoKopo.simulator).map(
		({ body }) => (JSON.parse(body) as { amount: { value: number } }).amount.value,
	);

const repeated = (key: string, first: IDataObject | null) => ({
	id: first?.id ?? null,
	location: first?.location ?? null,
	type: 'incoming_payment',
	idempotencyKey: key,
	alreadySent: true,
});

const jsonOf = async (run: ActionRun) => {
	const { items, error } = await runAction(run);
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
};

test('the same key is sent once, in whatever execution; the second gives the first acknowledgement', async () => {
	const [key, other] = [randomUUID(), randomUUID()];
	const [first] = await jsonOf(action([{ key }]));
	expect(Object.keys(first!)).toEqual(['id', 'location', 'type']);
	const [second, third] = await jsonOf(action([{ key }, { key: other }]));
	expect(second).toEqual(repeated(key, first!));
	expect(third).not.toHaveProperty('alreadySent');
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(2);
});

test('two items of one run with the same key are one request', async () => {
	const key = randomUUID();
	const items = await jsonOf(action([{ key }, { key }, { key: ` ${key} ` }]));
	expect(items.slice(1)).toEqual([repeated(key, items[0]!), repeated(key, items[0]!)]);
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

test('without a key, or with an empty one, a new execution pays anew', async () => {
	for (const key of ['', '  ', null]) {
		await jsonOf(action([{ key: key as string }]));
		await jsonOf(action([{ key: key as string }]));
	}
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(6);
});

test('a key that n8n alone remembers gives neither ID nor location', async () => {
	const key = randomUUID();
	await processedData.checkProcessedAndRecord(
		[`key ${key}`],
		'node',
		{ workflow: { id: 'workflow', active: true }, node: { id: 'Kopo Kopo' } as never },
		{ mode: 'entries' },
	);
	expect(await jsonOf(action([{ key }]))).toEqual([repeated(key, null)]);
	expect(sent()).toEqual([]);
});

test('a key is given back when its request was certainly not accepted', async () => {
	const [bad, good] = [randomUUID(), randomUUID()];
	kopoKopo.simulator.answer({ path: /incoming_payments/, status: 400 });
	const [failed] = await jsonOf(action([{ key: bad }], { settings: goOn }));
	expect(failed).toHaveProperty('error');
	const [again] = await jsonOf(action([{ key: bad }]));
	expect(again).not.toHaveProperty('alreadySent');

	const { error } = await runAction(action([{ key: good }, { key: randomUUID(), amount: -1 }]));
	expect(error).toBeDefined();
	const [never] = await jsonOf(action([{ key: good }]));
	expect(never).not.toHaveProperty('alreadySent');
});

test('a key is kept when nobody knows whether its request was accepted', async () => {
	const key = randomUUID();
	const serverErrorAfterAccepting = 99907;
	await runAction(action([{ key, amount: serverErrorAfterAccepting }]));
	expect(await jsonOf(action([{ key }]))).toEqual([repeated(key, null)]);
	expect(sent()).toEqual([serverErrorAfterAccepting]);
});

test('what n8n tries again is not taken for a repetition', async () => {
	const [first, second] = [randomUUID(), randomUUID()];
	const two = action([{ key: first }, { key: second }], {
		parameters: {
			requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 0 } } },
		},
	});
	kopoKopo.simulator.answer({ path: /incoming_payments/, afterEffect: true });
	kopoKopo.simulator.answer({ path: /incoming_payments/, status: 400 });
	const failed = await runAction(two);
	const { items, error } = await retryAction(two, failed);
	expect(error).toBeUndefined();
	for (const { json } of items) expect(json).not.toHaveProperty('alreadySent');
	expect(kopoKopo.simulator.resources()).toHaveLength(2);
});

test('where n8n cannot remember keys, nothing is sent, and the error says what to do', async () => {
	processedData.failure = new Error('the database is locked');
	const { error } = await runAction(action([{ key: randomUUID() }, { key: randomUUID() }]));
	expect(error?.message).toMatch(
		/^n8n could not record the idempotency keys, so nothing was sent: the database is locked/,
	);
	expect(sent()).toEqual([]);
});

test('a key whose expression finds nothing is refused: that it protects nothing has to be meant', async () => {
	const { error } = await runAction(action([{ order: 'INV-1' }]));
	expect(error?.message).toMatch(
		/^Idempotency Key has no value\. Check what its expression returns\./,
	);
	expect(sent()).toEqual([]);
});

test('a key that is no text is refused', async () => {
	const { error } = await runAction(action([{ key: { a: 1 } }]));
	expect(error?.message).toMatch(/^Idempotency Key is not text/);
	expect(sent()).toEqual([]);
});

test('with Wait for Result a repeated key gives the result of the first request', async () => {
	const key = randomUUID();
	const parameters = { waitForResult: true, waitInterval: 1 };
	await jsonOf(action([{ key }], { parameters }));
	const [result] = await jsonOf(action([{ key }], { parameters }));
	expect(result).toMatchObject({
		status: 'Success',
		amount: 100,
		idempotencyKey: key,
		alreadySent: true,
	});
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

test('Request Payment and Wait does not wait for the result of another execution', async () => {
	const key = randomUUID();
	await jsonOf(action([{ key }]));
	const { items, run } = await runAction(
		action([{ key }], { parameters: { operation: 'requestPaymentAndWait' } }),
	);
	expect(run.data.waitTill).toBeUndefined();
	expect(items[0]!.json).toMatchObject({ alreadySent: true, idempotencyKey: key });
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

describe('executions that run at the same moment', () => {
	let api: HeldApi;
	beforeEach(async () => {
		api = await startHeldApi();
	});
	afterEach(async () => await api.close());

	const held = (items: IDataObject[]) =>
		action(items, { credentials: credentialsFor(kopoKopo.simulator, { baseUrl: api.url }) });

	test('send a key once, and all give the acknowledgement', async () => {
		const key = randomUUID();
		const runs = [1, 2, 3].map((amount) => runAction(held([{ key, amount }])));
		await api.hasArrived(1);
		api.letGo();
		const items = (await Promise.all(runs)).flatMap((run) => run.items.map(({ json }) => json));
		expect(api.arrived).toHaveLength(1);
		expect(new Set(items.map(({ id }) => id)).size).toBe(1);
		expect(items.filter(({ alreadySent }) => alreadySent)).toHaveLength(2);
	});

	test('of those that waited, one sends what was refused', async () => {
		const key = randomUUID();
		const runs = [1, 2, 3].map((amount) => runAction(held([{ key, amount }])));
		await api.hasArrived(1);
		api.answer(api.arrived[0]!, 400);
		await api.hasArrived(2);
		api.letGo();
		const results = await Promise.all(runs);
		expect(api.arrived).toHaveLength(2);
		expect(results.filter(({ error }) => error)).toHaveLength(1);
		const items = results.flatMap((run) => run.items.map(({ json }) => json));
		expect(items.filter(({ alreadySent }) => alreadySent)).toHaveLength(1);
	});

	test('send what one of them recorded and then did not send', async () => {
		const key = randomUUID();
		const many = Array.from({ length: 12 }, (_, index) => ({ key: '', amount: index + 1 }));
		const stopped = await startAction(held([...many, { amount: 13, key }]));
		await api.hasArrived(10);
		const waiting = runAction(held([{ key, amount: 99 }]));
		api.answer(3, 400);
		api.letGo();
		expect((await stopped.result).error).toBeDefined();
		expect((await waiting).items[0]!.json).toMatchObject({ id: 'payment-99' });
		expect(api.arrived).not.toContain(13);
	});
});
