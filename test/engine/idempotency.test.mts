import type { IDataObject } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import { useFastTime } from '../support/engine/fast-time.mts';
import { restartProcess } from '../support/engine/node-types.mts';
import { startPausableApi, type PausableApi } from '../support/engine/pausable-api.mts';
import { processedData } from '../support/engine/processed-data.mts';
import { retryAction } from '../support/engine/retry.mts';
import {
	newWorkflow,
	runAction,
	startAction,
	type ActionRun,
} from '../support/engine/run-node.mts';
import {
	credentialsFor,
	paymentsOf,
	requestPayment,
	useSimulator,
} from '../support/engine/setup.mts';

useFastTime();

const kopoKopo = useSimulator({ resultDelay: 50 });

beforeEach(newWorkflow);

afterEach(() => {
	processedData.failure = undefined;
	processedData.beforeWrite = () => undefined;
});

const goOn = { onError: 'continueRegularOutput' } as const;

const action = (items: IDataObject[], more: Partial<ActionRun> = {}): ActionRun => ({
	credentials: credentialsFor(kopoKopo.simulator),
	items,
	...more,
	parameters: {
		...requestPayment,
		amount: '={{ $json.amount ?? 100 }}',
		idempotencyKey: '={{ $json.key }}',
		...more.parameters,
	},
});

const sent = () =>
	paymentsOf(kopoKopo.simulator).map(
		({ body }) => (JSON.parse(body) as { amount: { value: number } }).amount.value,
	);

const acknowledged = (key: string, alreadySent: boolean, first: IDataObject | null = null) => ({
	id: first ? first.id : alreadySent ? null : expect.any(String),
	location: first ? first.location : alreadySent ? null : expect.any(String),
	type: 'incoming_payment',
	idempotencyKey: key,
	alreadySent,
});

const repeated = (key: string, first: IDataObject | null) => acknowledged(key, true, first);

const jsonOf = async (run: ActionRun) => {
	const { items, error } = await runAction(run);
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
};

/** What the editor shows of the error of a run. */
const errorOf = async (run: ActionRun) => {
	const { error } = await runAction(run);
	return error && `${error.message} ${error.description ?? ''}`.trim();
};

const unconfirmed = (key: string) =>
	`The Idempotency Key "${key}" was used before, but Kopo Kopo did not confirm that payment. Kopo Kopo may have accepted it anyway. Look for the payment in the Kopo Kopo dashboard. If it is not there, or if the key was for another payment, use another key.`;

const serverError = 99906;
const serverErrorAfterAccepting = 99907;
const droppedConnection = 99909;

it('sends a key once in all executions, and returns the first acknowledgement', async () => {
	const [key, other] = [randomUUID(), randomUUID()];
	const [first] = await jsonOf(action([{ key }]));
	expect(Object.entries(first!)).toEqual(Object.entries(acknowledged(key, false, first)));
	const [second, third] = await jsonOf(action([{ key }, { key: other }]));
	expect(second).toEqual(repeated(key, first!));
	expect(third).toEqual(acknowledged(other, false));
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(2);
});

it('records nothing more for a key that is used again and again', async () => {
	processedData.clear();
	const key = randomUUID();
	await jsonOf(action([{ key }]));
	const keyAndItsPayment = 2;
	for (let process = 0; process < 3; process += 1) {
		restartProcess();
		expect(await jsonOf(action([{ key }]))).toEqual([repeated(key, null)]);
		expect(processedData.entries).toBe(keyAndItsPayment);
	}
});

it('sends one request for items of one run with the same key', async () => {
	const key = randomUUID();
	const items = await jsonOf(action([{ key }, { key }, { key: ` ${key} ` }]));
	expect(items).toEqual([
		acknowledged(key, false),
		repeated(key, items[0]!),
		repeated(key, items[0]!),
	]);
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

it.each([
	['composed and decomposed letters', 'caf\u00e9', 'cafe\u0301'],
	['white space around it', 'order', ' order\n'],
])('treats keys that differ in %s as the same key', async (_name, one, other) => {
	const id = randomUUID();
	const [first, second] = await jsonOf(
		action([{ key: `${one}` + id }, { key: `${other}`.replace(/\s+$/, '') + id }]),
	);
	expect(second).toEqual(repeated(String(first!.idempotencyKey), first!));
});

it('pays again in a new execution without a key', async () => {
	for (const idempotencyKey of [undefined, '', '  ']) {
		const unkeyed = action([{}], { parameters: { idempotencyKey: idempotencyKey as string } });
		for (let run = 0; run < 2; run += 1) {
			expect(await jsonOf(unkeyed)).toEqual([expect.not.objectContaining({ alreadySent: false })]);
		}
	}
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(6);
});

it.each([[undefined], [null], [''], ['  '], ['\n']])(
	'rejects an expression that returns %j instead of a key',
	async (key) => {
		const error = await errorOf(action([{ key: key as string }]));
		expect(error).toMatch(
			/^Idempotency Key (is empty|has no value)\. Check what its expression returns/,
		);
		expect(sent()).toEqual([]);
	},
);

it('rejects a key with an expression that n8n did not evaluate', async () => {
	const idempotencyKey = 'nov-{{ $json.phone }}';
	expect(await errorOf(action([{}, {}], { parameters: { idempotencyKey } }))).toMatch(
		/^Item 1 of 2: Idempotency Key contains an expression that was not evaluated: nov-\{\{ \$json\.phone \}\}\. .* Nothing was sent\. Set the field to Expression/,
	);
	expect(sent()).toEqual([]);
});

it('rejects a key that is not text', async () => {
	expect(await errorOf(action([{ key: { a: 1 } }]))).toMatch(/^Idempotency Key is not text/);
	expect(sent()).toEqual([]);
});

describe('after a restart of n8n', () => {
	it('knows which keys Kopo Kopo has acknowledged, without their IDs', async () => {
		const key = randomUUID();
		await jsonOf(action([{ key }]));
		restartProcess();
		for (let run = 0; run < 2; run += 1) {
			expect(await jsonOf(action([{ key }]))).toEqual([repeated(key, null)]);
		}
		expect(sent()).toEqual([100]);
	});

	it.each([
		['a 5xx', serverError],
		['a 5xx after it was accepted', serverErrorAfterAccepting],
		['a dropped connection', droppedConnection],
	])(
		'fails for a key whose request ended with %s, in any later execution',
		async (_name, amount) => {
			const key = randomUUID();
			await runAction(action([{ key, amount }]));
			for (let run = 0; run < 3; run += 1) {
				expect(await errorOf(action([{ key, amount }]))).toBe(unconfirmed(key));
				restartProcess();
			}
			expect(sent()).toEqual([amount]);
		},
	);

	it('fails for a key that was used for another payment, and still knows the first', async () => {
		const key = randomUUID();
		await jsonOf(action([{ key }]));
		restartProcess();
		for (let run = 0; run < 2; run += 1) {
			expect(await errorOf(action([{ key, amount: 7 }]))).toBe(unconfirmed(key));
		}
		restartProcess();
		expect(await jsonOf(action([{ key }]))).toEqual([repeated(key, null)]);
		expect(sent()).toEqual([100]);
	});

	it('knows what was acknowledged after n8n stopped at any step of a repeated payment', async () => {
		const [accepted, unknown] = [randomUUID(), randomUUID()];
		await jsonOf(action([{ key: accepted }]));
		await runAction(action([{ key: unknown, amount: serverError }]));
		for (let stopAt = 1; stopAt < 8; stopAt += 1) {
			restartProcess();
			let writes = 0;
			processedData.beforeWrite = () => {
				if ((writes += 1) >= stopAt) throw new Error('n8n stopped');
			};
			await runAction(action([{ key: unknown, amount: serverError }, { key: accepted }]));
			processedData.beforeWrite = () => undefined;
		}
		restartProcess();
		expect(await errorOf(action([{ key: unknown, amount: serverError }]))).toBe(
			unconfirmed(unknown),
		);
		expect(await jsonOf(action([{ key: accepted }]))).toEqual([repeated(accepted, null)]);
		expect(sent()).toEqual([100, serverError]);
	});

	it('does not report a payment as sent whose acknowledgement n8n could not save', async () => {
		const key = randomUUID();
		processedData.beforeWrite = () => {
			if (sent().length > 0) throw new Error('the database is locked');
		};
		expect(await jsonOf(action([{ key }]))).toEqual([acknowledged(key, false)]);
		processedData.beforeWrite = () => undefined;
		restartProcess();
		expect(await errorOf(action([{ key }]))).toBe(unconfirmed(key));
		expect(sent()).toEqual([100]);
	});
});

describe('a key belongs to one payment', () => {
	const otherPayment =
		/^The Idempotency Key ".*" was used for another payment \(stkPush\.requestPayment, http:\/\/127\.0\.0\.1:\d+\)\. Use a key that belongs to one payment/;

	it.each<[string, Partial<ActionRun>]>([
		['amount', { parameters: { amount: 7 } }],
		['payer', { parameters: { phoneNumber: '0712 000 000' } }],
		['till', { parameters: { tillNumber: 'K999999' } }],
		['operation', { parameters: { operation: 'requestPaymentAndWait' } }],
	])('rejects a key for another %s', async (_name, more) => {
		const key = randomUUID();
		await jsonOf(action([{ key }]));
		expect(await errorOf(action([{ key }], more))).toMatch(otherPayment);
		expect(sent()).toEqual([100]);
	});

	it('rejects a key for another application', async () => {
		const key = randomUUID();
		await jsonOf(action([{ key }]));
		const credentials = credentialsFor(kopoKopo.simulator, { clientId: 'another' });
		expect(await errorOf(action([{ key }], { credentials }))).toMatch(otherPayment);
		expect(sent()).toEqual([100]);
	});

	it('knows a key after the credential has moved to the other API version', async () => {
		const key = randomUUID();
		const [first] = await jsonOf(action([{ key }]));
		const credentials = credentialsFor(kopoKopo.simulator, { apiVersion: 'v2' });
		expect(await jsonOf(action([{ key }], { credentials }))).toEqual([repeated(key, first!)]);
		expect(sent()).toEqual([100]);
	});

	it('accepts a key with another name, description or metadata', async () => {
		const key = randomUUID();
		const [first] = await jsonOf(action([{ key }]));
		const [second] = await jsonOf(action([{ key }], { parameters: { firstName: 'Jane' } }));
		expect(second).toEqual(repeated(key, first!));
	});

	it('rejects a key on items that pay different people, before anything is sent', async () => {
		const items = ['0712000001', '0712000002', '0712000003'].map((phone) => ({
			phone,
			key: 'nov',
		}));
		const salaries = action(items, { parameters: { phoneNumber: '={{ $json.phone }}' } });
		expect(await errorOf(salaries)).toBe(
			'Items 1, 2 and 3 have the same Idempotency Key, "nov", but pay different people. Nothing was sent. Include something from each row, such as nov-{{ $json.phone }}, and set the field to Expression.',
		);
		expect(
			await errorOf(
				action([
					{ key: 'dec', amount: 1 },
					{ key: 'dec', amount: 2 },
				]),
			),
		).toMatch(
			/^Items 1 and 2 have the same Idempotency Key, "dec", but are different payments\. Nothing was sent\. Include something from each row/,
		);
		expect(sent()).toEqual([]);
	});

	it('sends only the other items if the workflow continues on errors', async () => {
		const items = await jsonOf(
			action(
				[
					{ key: 'a', amount: 1 },
					{ key: 'a', amount: 2 },
					{ key: randomUUID(), amount: 3 },
				],
				{
					settings: goOn,
				},
			),
		);
		expect(items.map(({ error, id }) => Boolean(error ?? !id))).toEqual([true, true, false]);
		expect(sent()).toEqual([3]);
	});

	it('rejects a key before anything is sent, also if another item of the run can be sent', async () => {
		const key = randomUUID();
		await jsonOf(action([{ key }]));
		const error = await errorOf(action([{ key: randomUUID() }, { key, amount: 7 }]));
		expect(error).toMatch(
			/^Item 2 of 2: The Idempotency Key .* Nothing was sent\. Use a key that belongs to one payment/,
		);
		expect(sent()).toEqual([100]);
	});
});

it('releases a key whose request was certainly not accepted', async () => {
	const [bad, good] = [randomUUID(), randomUUID()];
	kopoKopo.simulator.answer({ path: /incoming_payments/, status: 400 });
	const [failed] = await jsonOf(action([{ key: bad }], { settings: goOn }));
	expect(failed).toHaveProperty('error');
	restartProcess();
	expect(await jsonOf(action([{ key: bad }]))).toEqual([acknowledged(bad, false)]);

	expect(await errorOf(action([{ key: good }, { key: randomUUID(), amount: -1 }]))).toBeDefined();
	expect(await jsonOf(action([{ key: good }]))).toEqual([acknowledged(good, false)]);
});

it('does not send a second item with the key of an item that failed, with On Error: Stop', async () => {
	const key = randomUUID();
	kopoKopo.simulator.answer({ path: /incoming_payments/, status: 400, times: 2 });
	expect(await errorOf(action([{ key }, { key }]))).toMatch(
		/^Item 1 of 2: .* Of 2 items: 0 accepted, 1 rejected, 0 unknown, 1 not sent\./,
	);
	expect(sent()).toEqual([100]);
});

it('does not say alreadySent of what n8n itself retries', async () => {
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
	expect(items.map(({ json }) => json.alreadySent)).toEqual([false, false]);
	expect(kopoKopo.simulator.resources()).toHaveLength(2);
});

it('sends nothing if n8n cannot read the keys, and does not say that their payments were not sent', async () => {
	processedData.failure = new Error('the database is locked');
	const error = await errorOf(action([{ key: randomUUID() }, { key: randomUUID() }]));
	expect(error).toMatch(
		/^Item 1 of 2: n8n could not check whether this payment was sent before \(the database is locked\)\. Kopo Kopo may have accepted it anyway\. .*2 unknown/,
	);
	expect(error).not.toMatch(/nothing was sent/i);
	expect(sent()).toEqual([]);
});

it('returns the result of the first request with Wait for Result', async () => {
	const key = randomUUID();
	const parameters = { waitForResult: true, waitInterval: 1 };
	const [first] = await jsonOf(action([{ key }], { parameters }));
	const [second] = await jsonOf(action([{ key }], { parameters }));
	expect(first).toMatchObject({ status: 'Success', idempotencyKey: key, alreadySent: false });
	expect(second).toEqual({ ...first, alreadySent: true });
	const keys = Object.keys(first!);
	const behindPaid = keys.slice(keys.indexOf('paid') + 1, keys.indexOf('paid') + 3);
	expect(behindPaid).toEqual(['idempotencyKey', 'alreadySent']);
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

it('does not let Request Payment and Wait wait for the result of another execution', async () => {
	const key = randomUUID();
	const parameters = { operation: 'requestPaymentAndWait' };
	kopoKopo.simulator.answer({ method: 'GET', path: /incoming_payments/, status: 503, times: 2 });
	const first = await runAction(action([{ key }], { parameters }));
	expect(first.run.data.waitTill).toBeDefined();
	const { items, run } = await runAction(action([{ key }], { parameters }));
	expect(run.data.waitTill).toBeUndefined();
	expect(items[0]!.json).toMatchObject({ alreadySent: true, idempotencyKey: key });
	expect(paymentsOf(kopoKopo.simulator)).toHaveLength(1);
});

describe('executions that run at the same moment', () => {
	let api: PausableApi;
	beforeEach(async () => {
		api = await startPausableApi();
	});
	afterEach(async () => await api.close());

	const held = (items: IDataObject[]) =>
		action(items, { credentials: credentialsFor(kopoKopo.simulator, { baseUrl: api.url }) });

	it('reports the rejection of a key if n8n cannot release it, and sends nothing more', async () => {
		const key = randomUUID();
		const { result } = await startAction(held([{ key }]));
		await api.hasArrived(1);
		processedData.failure = new Error('the database is locked');
		api.answer(100, 400);
		expect((await result).error?.message).toMatch(/^Kopo Kopo rejected the request \(400\)\.$/);
		processedData.failure = undefined;
		restartProcess();
		api.letGo();
		expect(await errorOf(held([{ key }]))).toBe(unconfirmed(key));
		expect(api.arrived).toEqual([100]);
	});

	it('sends a list after n8n could not save one of its keys', async () => {
		const keys = [randomUUID(), randomUUID(), randomUUID()];
		const list = held(keys.map((key, index) => ({ key, amount: index + 1 })));
		api.letGo();
		const crashRecords = 2;
		let writes = 0;
		processedData.beforeWrite = () => {
			// n8n tries each twice.
			if ((writes += 1) >= crashRecords + keys.length && writes <= crashRecords + keys.length + 1) {
				throw new Error('the database is locked');
			}
		};
		expect(await errorOf(list)).toMatch(
			/n8n could not check whether this payment was sent before \(the database is locked\)/,
		);
		processedData.beforeWrite = () => undefined;
		expect(api.arrived).toEqual([]);
		restartProcess();
		expect((await jsonOf(list)).map(({ alreadySent }) => alreadySent)).toEqual([
			false,
			false,
			false,
		]);
	});

	it('sends a key once, and returns the acknowledgement in all executions', async () => {
		const key = randomUUID();
		const runs = [1, 2, 3].map(() => runAction(held([{ key }])));
		await api.hasArrived(1);
		api.letGo();
		const items = (await Promise.all(runs)).flatMap((run) => run.items.map(({ json }) => json));
		expect(api.arrived).toHaveLength(1);
		expect(new Set(items.map(({ id }) => id)).size).toBe(1);
		expect(items.filter(({ alreadySent }) => alreadySent)).toHaveLength(2);
	});

	it('sends a rejected key again in one of the executions that waited', async () => {
		const key = randomUUID();
		const runs = [1, 2, 3].map(() => runAction(held([{ key }])));
		await api.hasArrived(1);
		api.answer(100, 400);
		await api.hasArrived(2);
		api.letGo();
		const results = await Promise.all(runs);
		expect(api.arrived).toHaveLength(2);
		expect(results.filter(({ error }) => error)).toHaveLength(1);
		const items = results.flatMap((run) => run.items.map(({ json }) => json));
		expect(items.filter(({ alreadySent }) => alreadySent)).toHaveLength(1);
	});

	it('sends a key that another execution recorded and then did not send', async () => {
		const key = randomUUID();
		const many = Array.from({ length: 12 }, (_, index) => ({
			key: `${key} ${index}`,
			amount: index + 1,
		}));
		const stopped = await startAction(held([...many, { amount: 13, key }]));
		await api.hasArrived(10);
		const waiting = runAction(held([{ key, amount: 13 }]));
		api.answer(3, 400);
		api.letGo();
		expect((await stopped.result).error).toBeDefined();
		expect((await waiting).items[0]!.json).toMatchObject({ id: 'payment-13', alreadySent: false });
		expect(api.arrived.filter((amount) => amount === 13)).toHaveLength(1);
	});
});
