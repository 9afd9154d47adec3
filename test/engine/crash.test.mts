import type { IDataObject } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import { restartProcess } from '../support/engine/node-types.mts';
import { startPausableApi, type PausableApi } from '../support/engine/pausable-api.mts';
import { processedData } from '../support/engine/processed-data.mts';
import { retryAction, startRetry } from '../support/engine/retry.mts';
import {
	newWorkflow,
	prepareAction,
	runAction,
	startAction,
	type ActionRun,
} from '../support/engine/run-node.mts';
import { credentialsFor, requestPayment, useSimulator } from '../support/engine/setup.mts';
import { until } from '../support/simulator/until.mts';

/** n8n dies inside the node: only what was stored before the node began remains of the execution. */
const kopoKopo = useSimulator();

let api: PausableApi;

beforeEach(async () => {
	api = await startPausableApi();
	processedData.clear();
	newWorkflow();
});

afterEach(async () => {
	processedData.failure = undefined;
	await api.close();
});

const goOn = { onError: 'continueRegularOutput' } as const;

const mayHaveBeenSent =
	/^(Item \d+ of \d+: )?n8n stopped while it was sending (this payment|payments) in an earlier attempt of this execution(, and the list has changed since)?\. Kopo Kopo may have accepted it anyway\./;

/** Amounts that the API received from the current run. */
const arrivedIn = async (run: () => Promise<unknown>) => {
	const before = api.arrived.length;
	await run();
	return api.arrived.slice(before).sort((one, other) => one - other);
};

const recordsLeft = async () => processedData.entries;

describe.each([
	['an n8n that gives executions a token', true],
	['an n8n before 2.14', false],
])('with %s', (_name, hasToken) => {
	const pay = (amounts: number[], more: Partial<ActionRun> = {}): ActionRun => ({
		credentials: credentialsFor(kopoKopo.simulator, { baseUrl: api.url }),
		items: amounts.map((amount) => ({ amount })),
		mode: 'trigger',
		hasToken,
		...more,
		parameters: { ...requestPayment, amount: '={{ $json.amount }}', ...more.parameters },
	});

	/** Starts paying, and stops the process after this many requests: nothing more is stored. */
	const crash = async (action: ActionRun, arrived: number) => {
		const { begun, cancel, result } = await startAction(action);
		await api.hasArrived(arrived);
		cancel();
		result.catch(() => undefined);
		return begun;
	};

	/** Pays three one after the other: the first is accepted, the second is rejected, and the third is not sent. */
	const failAtTheSecond = async () => {
		const batching = { batch: { batchSize: 1, batchInterval: 0 } };
		const three = pay([1, 2, 3], { parameters: { requestOptions: { batching } } });
		const { result } = await startAction(three);
		await api.hasArrived(1);
		api.answer(1);
		await api.hasArrived(2);
		api.answer(2, 400);
		return { three, failed: await result };
	};

	const amounts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

	it('sends nothing again in a Retry, and says what to do', async () => {
		const crashed = await crash(pay(amounts), 10);
		for (const loadWorkflow of [false, true]) {
			const { error } = await retryAction(pay(amounts), crashed, { loadWorkflow });
			expect(error?.message).toMatch(mayHaveBeenSent);
			expect(error?.message).toMatch(/Of 12 items: 0 accepted, 0 rejected, 12 unknown, 0 not sent/);
		}
		expect(api.arrived).toHaveLength(10);
	});

	it('sends no item again if other items were rejected before n8n stopped, and not in the Retry', async () => {
		const many = Array.from({ length: 503 }, (_, index) => index + 1);
		const withKeys = (idempotencyKey: string) =>
			pay(many, { settings: goOn, parameters: { idempotencyKey } });
		const sharedKey = '={{ $json.amount <= 2 ? "same" : "first " + $json.amount }}';
		const { begun, cancel, result } = await startAction(withKeys(sharedKey));
		result.catch(() => undefined);
		for (let answered = 0; answered < 490; answered += 1) {
			await api.hasArrived(answered + 1);
			api.answer(api.arrived[answered]!);
		}
		await api.hasArrived(498);
		cancel();
		api.letGo();
		restartProcess();
		const sentBefore = new Set(api.arrived);
		const sentAgain = await arrivedIn(
			async () =>
				await retryAction(withKeys('={{ "second " + $json.amount }}'), begun, {
					loadWorkflow: true,
				}),
		);
		expect(sentAgain.filter((amount) => sentBefore.has(amount))).toEqual([]);
		expect(sentAgain).toEqual(many.filter((amount) => amount > 500));
	});

	it('does not report as not sent what it cannot check in a Retry', async () => {
		const crashed = await crash(pay([1, 2]), 2);
		processedData.failure = new Error('the database is locked');
		const { error } = await retryAction(pay([1, 2]), crashed);
		expect(error?.message).toMatch(
			/^Item 1 of 2: n8n could not check whether this payment was sent before \(the database is locked\)\. Kopo Kopo may have accepted it anyway\./,
		);
		expect(error?.message).toMatch(/Of 2 items: 0 accepted, 0 rejected, 2 unknown, 0 not sent/);
		expect(error?.message).not.toMatch(/Nothing was sent/);
		expect(api.arrived).toHaveLength(2);
	});

	it('sends nothing again in a Retry that n8n stopped too, or in the next Retry', async () => {
		const crashed = await crash(pay([1]), 1);
		const twice = await startRetry(pay([1, 2], { settings: goOn }), crashed);
		await twice.result;
		await retryAction(pay([1], { settings: goOn }), twice.begun);
		expect(api.arrived).toEqual([1]);
	});

	it('sends the runs that had not begun, and returns the result of each item', async () => {
		const runs = [[{ amount: 1 }], [{ amount: 2 }], [{ amount: 3 }]];
		const loop = pay([], { runs, settings: goOn });
		const { begun, cancel } = await startAction(loop);
		await api.hasArrived(1);
		api.answer(api.arrived[0]!);
		await api.hasArrived(2);
		cancel();
		const [first, second] = api.arrived;
		api.letGo();
		const sentAgain = await arrivedIn(async () => {
			const { run, error } = await retryAction(loop, begun);
			expect(error).toBeUndefined();
			const outputs = run.data.resultData.runData['Kopo Kopo']!.map(
				({ data }) => data?.main?.[0]?.[0]?.json,
			);
			expect(outputs).toEqual([
				{ error: expect.stringMatching(mayHaveBeenSent) },
				{ error: expect.stringMatching(mayHaveBeenSent) },
				expect.objectContaining({ id: expect.stringMatching(/^payment-/) }),
			]);
		});
		expect(sentAgain).toEqual([1, 2, 3].filter((amount) => ![first, second].includes(amount)));
	});

	it('sends only the blocks that had not begun, and names each other item', async () => {
		const many = Array.from({ length: 1200 }, (_, index) => index + 1);
		const { begun, cancel, result } = await startAction(pay(many));
		for (let answered = 0; answered < 700; answered += 1) {
			await api.hasArrived(answered + 1);
			api.answer(api.arrived[answered]!);
		}
		await api.hasArrived(700 + 10);
		cancel();
		await result.catch(() => undefined);
		api.letGo();
		restartProcess();
		const again = pay(many, { settings: goOn });
		const sentAgain = await arrivedIn(async () => {
			const { items } = await retryAction(again, begun);
			const unknown = items.filter(({ json }) => mayHaveBeenSent.test(String(json.error)));
			expect([items.length, unknown.length]).toEqual([1200, 1000]);
		});
		expect(sentAgain).toEqual(many.slice(1000));
	});

	it('sends nothing again of a long loop in which n8n stopped', async () => {
		const runs = Array.from({ length: 90 }, (_, index) => [{ amount: index + 1 }]);
		const loop = pay([], { runs, settings: goOn });
		const { begun, cancel, result } = await startAction(loop);
		for (let count = 1; count <= 80; count += 1) {
			await api.hasArrived(count);
			api.answer(api.arrived[count - 1]!);
		}
		await api.hasArrived(81);
		cancel();
		await result.catch(() => undefined);
		api.letGo();
		restartProcess();
		const before = new Set(api.arrived);
		const never = runs.flatMap(([item]) => item!.amount).filter((amount) => !before.has(amount));
		const retry = async () => await arrivedIn(async () => await retryAction(loop, begun));
		expect(await retry()).toEqual(never);
		// Without a token, nothing of a Retry stays recorded.
		expect(await retry()).toEqual(hasToken ? [] : never);
	});

	it.each([
		['has other items', [99, 2, 1, 3, 4]],
		['has other amounts', [5, 6, 7]],
		['is shorter', [1, 2]],
	])('sends nothing of a list that %s since, in any later Retry', async (_name, changed) => {
		const crashed = await crash(pay([1, 2, 3]), 3);
		api.letGo();
		const sentAgain = await arrivedIn(async () => {
			const again = pay(changed, { settings: goOn });
			const { items } = await retryAction(again, crashedInput(crashed, changed));
			expect(items).toHaveLength(changed.length);
			for (const { json } of items) expect(json.error).toMatch(mayHaveBeenSent);
			const failed = await retryAction(pay(changed), crashedInput(crashed, changed));
			restartProcess();
			await retryAction(again, failed);
			await retryAction(again, crashedInput(crashed, changed));
		});
		expect(sentAgain).toEqual([]);
	});

	it('does not say that nothing was sent if all items have an input error in a Retry', async () => {
		const crashed = await crash(pay([1, 2, 3]), 3);
		api.letGo();
		const wrong = pay([1, 2, 3], { parameters: { phoneNumber: '12' } });
		const { error } = await retryAction(wrong, crashed, { loadWorkflow: true });
		expect(error?.message).not.toContain('Nothing was sent');
		expect(error?.message).toMatch(/ This Retry sent nothing\.$/);
		expect(api.arrived).toHaveLength(3);
	});

	it('does not count as not sent what an earlier Retry may have sent before n8n stopped', async () => {
		const { three, failed } = await failAtTheSecond();
		const crashed = await startRetry(three, failed);
		await api.hasArrived(3);
		crashed.cancel();
		crashed.result.catch(() => undefined);
		restartProcess();
		const wrong = { ...three, parameters: { ...three.parameters, phoneNumber: '12' } };
		const { error } = await retryAction(wrong, failed, { loadWorkflow: true });
		expect(error?.message).toMatch(
			/ Of 3 items: 1 accepted, 0 rejected, 0 unknown, 2 not sent by this Retry\.$/,
		);
		expect(api.arrived).toEqual([1, 2, 2]);
	});

	it.each([
		['in the same block', 2],
		['in a block that it has not checked', 501],
	])(
		'does not report as not sent %s what a cancelled Retry has not reached',
		async (_name, count) => {
			const list = Array.from({ length: count }, (_, index) => index + 1);
			const crashed = await crash(pay(list), 2);
			api.letGo();
			restartProcess();
			const batching = { batch: { batchSize: 1, batchInterval: 1000 } };
			const slow = pay(list, { settings: goOn, parameters: { requestOptions: { batching } } });
			const { cancel, result, snapshot } = await startRetry(slow, crashed, { loadWorkflow: true });
			await until(() => JSON.stringify(snapshot().run.data).includes('"unknown"'));
			cancel();
			const { items } = await result;
			expect(items.map(({ json }) => String(json.error))).toEqual(
				list.map(() => expect.stringMatching(/Kopo Kopo may have accepted it anyway\./)),
			);
		},
	);

	it('sends a list that another execution has paid too', async () => {
		api.letGo();
		await runAction(pay([1, 2]));
		const { execute } = await prepareAction(pay([1, 2]));
		const { begun, cancel, result } = execute();
		cancel();
		await result.catch(() => undefined);
		api.arrived.length = 0;
		const { error } = await retryAction(pay([1, 2]), begun);
		expect(error).toBeUndefined();
		expect(api.arrived.sort()).toEqual([1, 2]);
	});

	it('keeps the entries of a crashed execution when an equal one succeeds at the same moment', async () => {
		const { begun } = await startAction(pay([1]));
		await api.hasArrived(1);
		const other = await startAction(pay([1]));
		await api.hasArrived(2);
		api.answer(1);
		await other.result;
		const { error } = await retryAction(pay([1]), begun);
		expect(error?.message).toMatch(mayHaveBeenSent);
		expect(api.arrived).toEqual([1, 1]);
	});

	it('sends all equal payments of an execution: in one run, in several, and in a Retry', async () => {
		api.letGo();
		const runs = [[{ amount: 1 }, { amount: 1 }], [{ amount: 1 }]];
		const equal = pay([], { runs });
		const { begun, result } = await startAction(equal);
		expect((await result).error).toBeUndefined();
		expect(await recordsLeft()).toBe(0);
		expect(await arrivedIn(async () => await retryAction(equal, begun))).toEqual([1, 1, 1]);
		expect(api.arrived).toHaveLength(6);
	});

	it('sends what was certainly not accepted in a Retry, and in the next one', async () => {
		const { three, failed } = await failAtTheSecond();
		expect(failed.error?.message).toMatch(/1 accepted, 1 rejected, 0 unknown, 1 not sent/);
		const again = await startRetry(three, failed);
		await api.hasArrived(3);
		api.answer(2, 400);
		const failedAgain = await again.result;
		api.letGo();
		const { error } = await retryAction(three, failedAgain);
		expect(error).toBeUndefined();
		expect(api.arrived).toEqual([1, 2, 2, 2, 3]);
	});

	it('does not say that nothing was sent if n8n cannot save the record of a later run', async () => {
		api.letGo();
		const runs = [[{ amount: 1 }], [{ amount: 2 }]];
		processedData.beforeWrite = () => {
			if (api.arrived.length > 0) throw new Error('the database is locked');
		};
		const { error } = await runAction(pay([], { runs }));
		processedData.beforeWrite = () => undefined;
		expect(error?.message).toMatch(/^These items were not sent: n8n could not save a record /);
		expect(api.arrived).toEqual([1]);
	});

	it('sends nothing again of a loop that is cancelled while it deletes records', async () => {
		api.letGo();
		const runs = Array.from({ length: 60 }, (_, index) => [{ amount: index + 1 }]);
		const loop = pay([51], { runs });
		const { cancel, result, snapshot } = await startAction(loop);
		processedData.beforeWrite = () => {
			if (api.arrived.length === 51) cancel();
		};
		await result;
		processedData.beforeWrite = () => undefined;
		const { error } = await retryAction(loop, snapshot());
		expect(error).toBeUndefined();
		expect(api.arrived).toEqual(runs.slice(0, 51).map(([item]) => item!.amount));
	});

	it('sends nothing again of a cancelled execution, which n8n may not have stored', async () => {
		const { begun, cancel, result } = await startAction(pay([1, 2]));
		await api.hasArrived(2);
		cancel();
		await result.catch(() => undefined);
		const { error } = await retryAction(pay([1, 2]), begun);
		expect(error?.message).toMatch(mayHaveBeenSent);
		expect(api.arrived.sort()).toEqual([1, 2]);
	});

	it('reports each item of a cancelled execution that continues on errors', async () => {
		const batching = { batch: { batchSize: 1, batchInterval: 0 } };
		const { cancel, result } = await startAction(
			pay([1, 2, 3, 4], { settings: goOn, parameters: { requestOptions: { batching } } }),
		);
		await api.hasArrived(1);
		api.answer(1);
		await api.hasArrived(2);
		cancel();
		const { items } = await result;
		expect(items.map(({ json }) => json)).toEqual([
			expect.objectContaining({ id: 'payment-1' }),
			{
				error: expect.stringMatching(
					/^Item 2 of 4: The execution was cancelled before Kopo Kopo responded\. Kopo Kopo may have accepted it anyway\./,
				),
			},
			{ error: expect.stringMatching(/^The execution was cancelled before this item was sent\./) },
			{ error: expect.stringMatching(/^The execution was cancelled before this item was sent\./) },
		]);
		expect(api.arrived).toEqual([1, 2]);
	});

	it('sends nothing again if the queue runs a job again', async () => {
		const action = pay([1, 2], { executionId: randomUUID() });
		const { execute } = await prepareAction(action);
		const { begun } = execute();
		await api.hasArrived(2);
		const { error } = await (await prepareAction(action)).execute(begun.run.data).result;
		expect(error?.message).toMatch(mayHaveBeenSent);
		expect(api.arrived.sort()).toEqual([1, 2]);
	});

	it('reports what may have been sent, even if the Retry creates another key', async () => {
		const keyed = pay([1], { parameters: { idempotencyKey: '={{ $execution.id }}' } });
		const crashed = await crash(keyed, 1);
		const { error } = await retryAction(keyed, crashed);
		expect(error?.message).toMatch(mayHaveBeenSent);
		expect(api.arrived).toEqual([1]);
	});

	it('says that an item with a key may have been sent', async () => {
		const idempotencyKey = randomUUID();
		const crashed = await crash(pay([1], { parameters: { idempotencyKey } }), 1);
		restartProcess();
		const { error } = await retryAction(pay([1], { parameters: { idempotencyKey } }), crashed);
		expect(error?.message).toMatch(
			/^The Idempotency Key ".*" was used before, but Kopo Kopo did not confirm that payment\. Kopo Kopo may have accepted it anyway\.$/,
		);
		expect(api.arrived).toEqual([1]);
	});

	it('keeps only the keys of an execution that n8n has stored', async () => {
		api.letGo();
		await runAction(pay([1, 2, 3]));
		await runAction(pay([1, -1, 3]));
		expect(await recordsLeft()).toBe(0);
		await runAction(pay([1, 2], { parameters: { idempotencyKey: '={{ $json.amount }}' } }));
		const keysAndTheirPayments = 4;
		expect(await recordsLeft()).toBe(keysAndTheirPayments);
	});

	it.each(['trigger', 'manual'] as const)(
		'sends nothing if n8n cannot save the record (%s)',
		async (mode) => {
			api.letGo();
			processedData.failure = new Error('the database is locked');
			const { error } = await runAction(pay([1], { mode }));
			expect(error?.message).toMatch(
				/^Nothing was sent: n8n could not save a record of the payment \(the database is locked\)\.$/,
			);
			expect(api.arrived).toEqual([]);
		},
	);

	describe('if one execution is retried twice', () => {
		const notTwice = hasToken
			? mayHaveBeenSent
			: /^(Item \d+ of \d+: )?This execution was retried before, and that Retry may have sent this payment\. Kopo Kopo may have accepted it anyway\./;

		it('pays once what was rejected', async () => {
			const { result } = await startAction(pay([100]));
			await api.hasArrived(1);
			api.answer(100, 400);
			const failed = await result;
			api.letGo();
			expect((await retryAction(pay([100]), failed)).error).toBeUndefined();
			expect((await retryAction(pay([100]), failed)).error?.message).toMatch(notTwice);
			expect(api.arrived).toEqual([100, 100]);
		});

		it('pays once what an input error had stopped', async () => {
			api.letGo();
			const failed = await runAction(pay([100], { parameters: { phoneNumber: '12' } }));
			const retry = async () => await retryAction(pay([100]), failed, { loadWorkflow: true });
			expect((await retry()).error).toBeUndefined();
			expect((await retry()).error?.message).toMatch(notTwice);
			expect(api.arrived).toEqual([100]);
		});

		it('returns what was accepted, and names what may have been sent', async () => {
			const two = pay([1, 2], {
				parameters: { requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 0 } } } },
			});
			const { result } = await startAction(two);
			await api.hasArrived(1);
			api.answer(1);
			await api.hasArrived(2);
			api.answer(2, 400);
			const failed = await result;
			api.letGo();
			expect((await retryAction(two, failed)).error).toBeUndefined();
			const { error } = await retryAction(two, failed);
			expect(error?.message).toMatch(notTwice);
			expect(error?.message).toMatch(/1 accepted, 0 rejected, 1 unknown, 0 not sent/);
			expect(api.arrived).toEqual([1, 2, 2]);
		});

		it('returns what has an idempotency key, and sends it once', async () => {
			const keyed = pay([100], { parameters: { idempotencyKey: 'order 1' } });
			const { result } = await startAction(keyed);
			await api.hasArrived(1);
			api.answer(100, 400);
			const failed = await result;
			api.letGo();
			for (const alreadySent of [false, true]) {
				const { items } = await retryAction(keyed, failed);
				expect(items.map(({ json }) => json)).toMatchObject([{ alreadySent }]);
			}
			expect(api.arrived).toEqual([100, 100]);
		});

		it('sends what the first Retry did not send if that is retried', async () => {
			const { result } = await startAction(pay([100]));
			await api.hasArrived(1);
			api.answer(100, 400);
			const failed = await result;
			const again = await startRetry(pay([100]), failed);
			await api.hasArrived(2);
			api.answer(100, 400);
			const failedAgain = await again.result;
			api.letGo();
			expect((await retryAction(pay([100]), failedAgain)).error).toBeUndefined();
			expect(api.arrived).toEqual([100, 100, 100]);
		});
	});
});

it('sends no item twice if n8n marks an execution as crashed while it runs, and it is retried', async () => {
	const amounts = Array.from({ length: 503 }, (_, index) => index + 1);
	const list: ActionRun = {
		credentials: credentialsFor(kopoKopo.simulator, { baseUrl: api.url }),
		items: amounts.map((amount) => ({ amount })),
		mode: 'trigger',
		settings: goOn,
		parameters: { ...requestPayment, amount: '={{ $json.amount }}' },
	};
	const { begun, result } = await startAction(list);
	await api.hasArrived(10);
	const retry = await startRetry(list, begun);
	await api.hasArrived(13);
	api.letGo();
	const outputs = [await retry.result, await result].map(({ items }) =>
		items.map(({ json }) => 'error' in json),
	);

	expect(api.arrived.sort((one, other) => one - other)).toEqual(amounts);
	expect(outputs).toEqual([
		amounts.map((amount) => amount <= 500),
		amounts.map((amount) => amount > 500),
	]);
});

/** The crashed execution, with other amounts from the earlier nodes. */
function crashedInput(
	crashed: Awaited<ReturnType<typeof startAction>>['begun'],
	amounts: number[],
) {
	const copy = structuredClone(crashed);
	const [entry] = copy.run.data.executionData!.nodeExecutionStack;
	entry!.data.main = [amounts.map((amount) => ({ json: { amount } as IDataObject }))];
	return copy;
}
