import type { INode } from 'n8n-workflow';

import type { Parameters } from '../support/engine/node-types.mts';
import { startPausableApi, type PausableApi } from '../support/engine/pausable-api.mts';
import { retryAction, startRetry } from '../support/engine/retry.mts';
import { runAction, startAction, stored, type ActionRun } from '../support/engine/run-node.mts';
import {
	credentialsFor,
	paymentsOf,
	requestPayment,
	useSimulator,
} from '../support/engine/setup.mts';

/** The Retry of n8n's executions list: a new execution with the stored data of the failed one. */
const kopoKopo = useSimulator();

const refusal = { path: /incoming_payments/, status: 400, body: '{"error_message":"No"}' };

const action = (amounts: number[], settings: Partial<INode> = {}): ActionRun => ({
	credentials: credentialsFor(kopoKopo.simulator),
	parameters: { ...requestPayment, amount: '={{ $json.amount }}' },
	items: amounts.map((amount) => ({ amount })),
	settings,
});

const sent = () =>
	paymentsOf(kopoKopo.simulator).map(
		({ body, status }) =>
			[(JSON.parse(body) as { amount: { value: number } }).amount.value, status] as const,
	);

const sentAmounts = () =>
	sent()
		.map(([amount]) => amount)
		.sort((one, other) => one - other);

/** One item at a time, so that each rule answers the intended item. */
const inTurn = { requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 0 } } } };

it('sends rejected and unsent items again, and no accepted ones', async () => {
	const { simulator } = kopoKopo;
	const three = { ...action([11, 22, 33]) };
	three.parameters = { ...three.parameters, ...inTurn };
	simulator.answer({ path: /incoming_payments/, afterEffect: true });
	simulator.answer(refusal);
	const first = await runAction(three);
	expect(first.error?.message).toMatch(
		/^Item 2 of 3: .* Of 3 items: 1 accepted, 1 rejected, 0 unknown, 1 not sent\.$/,
	);
	expect(first.error?.description).toMatch(/ To send only what did not go through, retry this /);

	const { items, error } = await retryAction(three, first);
	expect(error).toBeUndefined();
	expect(sent()).toEqual([
		[11, 201],
		[22, 400],
		[22, 201],
		[33, 201],
	]);
	const ids = simulator.resources().map(({ id }) => id);
	expect(items.map(({ json }) => json.id)).toEqual(ids);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
});

it('sends a rejected item as the current workflow makes it', async () => {
	kopoKopo.simulator.answer(refusal);
	const first = await runAction(action([11]));
	const corrected = action([11]);
	corrected.parameters.amount = 12;
	const { error } = await retryAction(corrected, first, { loadWorkflow: true });
	expect(error).toBeUndefined();
	expect(sentAmounts()).toEqual([11, 12]);
});

it('returns the first acknowledgement of an accepted item, even if the current workflow changes it', async () => {
	const { simulator } = kopoKopo;
	const two = action([11, 22]);
	two.parameters = { ...two.parameters, ...inTurn };
	simulator.answer({ path: /incoming_payments/, afterEffect: true });
	simulator.answer(refusal);
	const first = await runAction(two);
	const corrected = {
		...two,
		parameters: { ...two.parameters, amount: '={{ $json.amount + 100 }}' },
	};
	const { items, error } = await retryAction(corrected, first, { loadWorkflow: true });
	expect(error).toBeUndefined();
	expect(sent()).toEqual([
		[11, 201],
		[22, 400],
		[122, 201],
	]);
	expect(items.map(({ json }) => json.id)).toEqual(simulator.resources().map(({ id }) => id));
});

it('says what was sent before if all items have an input error now', async () => {
	const serverErrorAfterAccepting = 99907;
	const three = action([11, serverErrorAfterAccepting, 33]);
	three.parameters = { ...three.parameters, ...inTurn };
	const first = await runAction(three);
	const wrong = { ...three, parameters: { ...three.parameters, phoneNumber: '12' } };
	const { error } = await retryAction(wrong, first, { loadWorkflow: true });
	expect(error?.message).toMatch(
		/^Item 1 of 3: .*12.* Of 3 items: 1 accepted, 0 rejected, 1 unknown, 1 not sent by this Retry\.$/,
	);
	expect(error?.description).toContain('A new execution sends every item again');
	expect(sentAmounts()).toEqual([11, serverErrorAfterAccepting]);
});

describe('an input error of an item that an earlier attempt has sent', () => {
	const serverErrorAfterAccepting = 99907;
	const sentOnce =
		/ An earlier attempt of this execution sent this item, and Kopo Kopo accepted it\.( |$)/;
	const maybeSent = / An earlier attempt of this execution may have sent this item\.( |$)/;

	it('says that Kopo Kopo accepted the only item', async () => {
		const { simulator } = kopoKopo;
		const one = action([11]);
		const waiting = { ...one.parameters, waitForResult: true, waitInterval: 1, waitTimeout: 5 };
		simulator.answer({ method: 'GET', path: /incoming_payments/, status: 403, body: '' });
		const first = await runAction({ ...one, parameters: waiting });
		expect(first.error?.message).toMatch(/^Kopo Kopo accepted the request, but its status /);
		const wrong = { ...one, parameters: { ...waiting, phoneNumber: '12' } };
		const { error } = await retryAction(wrong, first, { loadWorkflow: true });
		expect(error?.message).toMatch(sentOnce);
		expect(error?.description).toMatch(/ Do not send it again\.$/);
		expect(sentAmounts()).toEqual([11]);
	});

	it('says for each item that it was sent if the workflow continues on errors', async () => {
		const three = action([11, serverErrorAfterAccepting, 33]);
		three.parameters = { ...three.parameters, ...inTurn };
		const first = await runAction(three);
		const wrong = {
			...three,
			parameters: { ...three.parameters, phoneNumber: '12' },
			settings: { onError: 'continueRegularOutput' as const },
		};
		const { items } = await retryAction(wrong, first, { loadWorkflow: true });
		expect(items.map(({ json }) => json.error)).toEqual([
			expect.stringMatching(sentOnce),
			expect.stringMatching(maybeSent),
			expect.not.stringMatching(/earlier attempt/),
		]);
	});
});

it('returns an accepted item whose key another item has now', async () => {
	const { simulator } = kopoKopo;
	simulator.answer({ path: /incoming_payments/, afterEffect: true });
	simulator.answer(refusal);
	const withKey = (idempotencyKey: string) => {
		const two = action([11, 22]);
		two.parameters = { ...two.parameters, ...inTurn, idempotencyKey };
		return two;
	};
	const first = await runAction(withKey('={{ $json.amount }}'));
	const again = { ...withKey('same'), settings: { onError: 'continueRegularOutput' as const } };
	const { items } = await retryAction(again, first, { loadWorkflow: true });
	expect(items.map(({ json }) => json.id ?? json.error)).toEqual([
		simulator.resources()[0]!.id,
		expect.stringMatching(/ have the same Idempotency Key, "same", but are different payments\./),
	]);
	expect(sentAmounts()).toEqual([11, 22]);
});

it('counts only the items that the node has now', async () => {
	const three = action([11, 22, 33]);
	three.parameters = { ...three.parameters, ...inTurn };
	kopoKopo.simulator.answer({ path: /incoming_payments/, afterEffect: true, times: 2 });
	kopoKopo.simulator.answer(refusal);
	const first = await runAction(three);
	const wrong = { ...three.parameters, phoneNumber: '12' };
	const once = { ...three, parameters: wrong, settings: { executeOnce: true } };
	const { error } = await retryAction(once, first, { loadWorkflow: true });
	expect(error?.message).not.toMatch(/Of \d items/);
	expect(sentAmounts()).toEqual([11, 22, 33]);
});

it('sends the other items if one may have been accepted, and reports that one', async () => {
	const serverErrorAfterAccepting = 99907;
	const amounts = [11, serverErrorAfterAccepting, 33];
	const first = await runAction(action(amounts));
	expect(first.error?.message).toMatch(/may have accepted it/);
	const second = await retryAction(action(amounts), first);
	expect(second.error?.message).toMatch(
		/Kopo Kopo may have accepted it anyway\. Of 3 items: 2 accepted, 0 rejected, 1 unknown, 0 not sent\./,
	);
	const third = await retryAction(action(amounts), second);
	expect(third.error?.message).toMatch(/may have accepted it/);
	expect(sentAmounts()).toEqual([11, 33, serverErrorAfterAccepting]);
});

it('sends the request of another operation that moves no money', async () => {
	const { simulator } = kopoKopo;
	const three = action([11, 22]);
	three.parameters = { ...three.parameters, ...inTurn };
	simulator.answer({ path: /incoming_payments/, afterEffect: true });
	simulator.answer(refusal);
	const first = await runAction(three);
	const other = {
		...three,
		parameters: { ...three.parameters, operation: 'getStatus', location: 'some-id' },
	};
	const { error } = await retryAction(other, first, { loadWorkflow: true });
	expect(error?.message).toMatch(/\(404\)/);
	expect(sentAmounts()).toEqual([11, 22]);
});

describe('if the operation is changed after two of three payments were accepted', () => {
	const failed = async () => {
		const { simulator } = kopoKopo;
		const three = action([11, 22, 33]);
		three.parameters = { ...three.parameters, ...inTurn };
		simulator.answer({ path: /incoming_payments/, afterEffect: true, times: 2 });
		simulator.answer(refusal);
		const result = await runAction(three);
		expect(result.error?.message).toMatch(/2 accepted, 1 rejected, 0 unknown, 0 not sent/);
		return { three, result };
	};

	const sendPayment: Parameters = {
		resource: 'pay',
		operation: 'sendPayment',
		destinationReference: 'c7f300c0-f1ef-4151-9bbe-005005aa3747',
		amount: '={{ $json.amount }}',
		description: 'Salary',
		waitForResult: false,
	};

	const sendMoney: Parameters = {
		resource: 'sendMoney',
		operation: 'send',
		destinations: {
			destination: [{ type: 'till', tillNumber: '123456', amount: 10, description: 'Lunch' }],
		},
		waitForResult: false,
	};

	const posts = () =>
		kopoKopo.simulator.requests
			.filter(({ method, path }) => method === 'POST' && path.startsWith('/api/'))
			.map(({ path }) => path.split('/').at(-1));

	it.each([
		['Send Payment', sendPayment],
		['Send Money', sendMoney],
	])(
		'sends nothing after a change to %s, and names the first operation',
		async (_name, parameters) => {
			const { three, result } = await failed();
			const { error } = await retryAction({ ...three, parameters }, result, { loadWorkflow: true });
			const sentWith =
				'This item was already sent in this execution, with the operation "stkPush.requestPayment".';
			expect(error?.message).toBe(
				`Item 1 of 3: ${sentWith} Item 2 of 3: ${sentWith} Of 3 items: 2 accepted, 0 rejected, 0 unknown, 1 not sent by this Retry.`,
			);
			expect(error?.description).toMatch(
				/^Select that operation again, or run the items that are missing in a new execution\. To send only what did not go through, retry this /,
			);
			expect(posts()).toEqual(Array(3).fill('incoming_payments'));
		},
	);

	it('sends only the rejected item if the workflow continues on errors', async () => {
		const { three, result } = await failed();
		const changed = {
			...three,
			parameters: sendPayment,
			settings: { onError: 'continueRegularOutput' as const },
		};
		const { items } = await retryAction(changed, result, { loadWorkflow: true });
		expect(items.map(({ json }) => json.error ?? json.type)).toEqual([
			expect.stringMatching(
				/^Item 1 of 3: This item was already sent in this execution, with the operation/,
			),
			expect.stringMatching(
				/^Item 2 of 3: This item was already sent in this execution, with the operation/,
			),
			'payment',
		]);
		expect(posts()).toEqual([...Array(3).fill('incoming_payments'), 'payments']);
	});

	it('sends only the rejected item if the operation is changed back', async () => {
		const { three, result } = await failed();
		const changed = await retryAction({ ...three, parameters: sendPayment }, result, {
			loadWorkflow: true,
		});
		const { error } = await retryAction(three, changed, { loadWorkflow: true });
		expect(error).toBeUndefined();
		expect(sentAmounts()).toEqual([11, 22, 33, 33]);
	});
});

it('sends the second of two equal payments again, also as the Retry of a Retry', async () => {
	const { simulator } = kopoKopo;
	const equal = action([11, 11]);
	equal.parameters = { ...equal.parameters, ...inTurn };
	simulator.answer({ path: /incoming_payments/, afterEffect: true });
	simulator.answer({ path: /incoming_payments/, status: 429, times: 2 });
	const first = await runAction(equal);
	const second = await retryAction(equal, first);
	for (const { error } of [first, second]) {
		expect(error?.message).toMatch(
			/^Item 2 of 2: .* 1 accepted, 1 rejected, 0 unknown, 0 not sent/,
		);
	}
	const { items, error } = await retryAction(equal, second);
	expect(error).toBeUndefined();
	expect(sent().map(([, status]) => status)).toEqual([201, 429, 429, 201]);
	expect(items.map(({ json }) => json.id)).toEqual(simulator.resources().map(({ id }) => id));
});

it('stores nothing with an execution whose run was successful', async () => {
	const { run } = await runAction(action([11, 22]));
	expect(JSON.stringify(stored(run).executionData?.contextData ?? {})).not.toMatch(/accepted/);
});

it('does not send again what was in flight when the execution was cancelled', async () => {
	const api = await startPausableApi();
	const three = action([1, 2, 3]);
	three.credentials = credentialsFor(kopoKopo.simulator, { baseUrl: api.url });
	const { result, cancel, snapshot } = await startAction(three);
	await api.hasArrived(3);
	const cut = snapshot();
	cancel();
	await result.catch(() => undefined);
	api.letGo();
	const { error } = await retryAction(three, cut);
	expect(error?.message).toMatch(
		/^Item 1 of 3: n8n stopped while it was sending this payment in an earlier attempt of this execution\. Kopo Kopo may have accepted it anyway\. Of 3 items: 0 accepted, 0 rejected, 3 unknown, 0 not sent\.$/,
	);
	expect(api.arrived).toEqual([1, 2, 3]);
	await api.close();
});

it('tells what was sent before from what was not if it is cancelled, and continues on errors', async () => {
	const api = await startPausableApi();
	const three = action([1, 2, 3]);
	three.credentials = credentialsFor(kopoKopo.simulator, { baseUrl: api.url });
	const begun = await startAction(three);
	await api.hasArrived(3);
	api.answer(1, 400);
	api.answer(2);
	api.answer(3, 500);
	const retry = await startRetry(
		{
			...three,
			parameters: { ...three.parameters, ...inTurn },
			settings: { onError: 'continueRegularOutput' },
		},
		await begun.result,
		{ loadWorkflow: true },
	);
	await api.hasArrived(4);
	retry.cancel();
	const { items } = await retry.result;
	expect(items.map(({ json }) => json.error)).toEqual([
		expect.stringMatching(/^Item 1 of 3: The execution was cancelled before Kopo Kopo responded\./),
		expect.stringMatching(
			/^Item 2 of 3: The execution was cancelled\. Kopo Kopo accepted the request\. Do not send it again\.$/,
		),
		expect.stringMatching(/^Item 3 of 3: .*\(500\).* Kopo Kopo may have accepted it anyway\./),
	]);
	expect(api.arrived).toEqual([1, 2, 3, 1]);
	await api.close();
});

describe('of an execution that sent items to another environment', () => {
	let api: PausableApi;

	beforeEach(async () => {
		api = await startPausableApi();
	});

	afterEach(async () => {
		await api.close();
	});

	/** The first item was accepted and the second was rejected. n8n reads a credential again in a Retry. */
	const failedElsewhere = async (settings: Partial<INode> = {}) => {
		const two = action([11, 22], settings);
		two.parameters = { ...two.parameters, ...inTurn };
		kopoKopo.simulator.answer({ path: /incoming_payments/, afterEffect: true });
		kopoKopo.simulator.answer(refusal);
		const result = await runAction({ ...two, settings: {} });
		api.letGo();
		const credentials = credentialsFor(kopoKopo.simulator, { baseUrl: api.url });
		return { result, again: { ...two, credentials }, back: two };
	};

	it('sends nothing, and does not report that the new one accepted an item', async () => {
		const { again, result, back } = await failedElsewhere();
		const failed = await retryAction(again, result);
		const { host } = new URL(kopoKopo.simulator.url);
		expect(failed.error?.message).toBe(
			`Item 1 of 2: This item was already sent in this execution, to ${host}. Of 2 items: 1 accepted, 0 rejected, 0 unknown, 1 not sent by this Retry.`,
		);
		expect(failed.error?.description).toMatch(
			/^Select that environment in the credential again, or run the items that are missing in a new execution\. To send only what did not go through, retry this /,
		);
		expect(api.arrived).toEqual([]);

		const { error } = await retryAction(back, failed);
		expect(error).toBeUndefined();
		expect(sentAmounts()).toEqual([11, 22, 22]);
	});

	it('sends only the rejected item if the workflow continues on errors', async () => {
		const { again, result } = await failedElsewhere({ onError: 'continueRegularOutput' });
		const { items } = await retryAction(again, result, { loadWorkflow: true });
		expect(items.map(({ json }) => json.error ?? json.id)).toEqual([
			expect.stringMatching(/^Item 1 of 2: This item was already sent in this execution, to /),
			'payment-22',
		]);
		expect(api.arrived).toEqual([22]);
	});
});
