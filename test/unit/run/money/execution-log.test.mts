import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { RequestFailure, type Outcome } from '../../../../nodes/KopoKopo/api/request-failure.ts';
import type { ApiRequest } from '../../../../nodes/KopoKopo/api/send.ts';
import { settingsOf } from '../../../../nodes/KopoKopo/parameters/settings.ts';
import { ExecutionLog } from '../../../../nodes/KopoKopo/run/money/execution-log.ts';
import type { PreparedRequest } from '../../../../nodes/KopoKopo/run/money/payment.ts';

/** What n8n stores of an execution, and passes to each run of the node. */
type Stored = Record<string, unknown>;

interface RunOptions {
	type?: string;
	runIndex?: number;
	input?: IDataObject[];
	operation?: string;
	caller?: string;
	/** The agent's input item of each call, by the ID of the call. */
	agentItems?: Record<string, number>;
}

function runIn(
	stored: Stored,
	{
		type = 'kopoKopo',
		runIndex = 0,
		input = [{}],
		operation = 'pay',
		caller = 'Agent',
		agentItems = {},
	}: RunOptions = {},
): ExecutionLog {
	const actions = Object.entries(agentItems).map(([id, itemIndex]) => ({
		action: { id, metadata: { itemIndex } },
	}));
	const context = {
		getContext: () => stored,
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
		getInputData: () => input.map((json) => ({ json })),
		getExecuteData: () => ({ data: {}, source: { main: [{ previousNode: caller }] } }),
		runExecutionData: {
			executionData: {
				nodeExecutionStack: [{}, { metadata: { subNodeExecutionData: { actions } } }],
			},
		},
	} as unknown as IExecuteFunctions;
	return new ExecutionLog(context, { name: 'Kopo Kopo', type } as INode, operation);
}

const request = (amount = 1): ApiRequest => ({ method: 'POST', path: '/pay', json: { amount } });

const itemOf = (index: number, amount = 1): PreparedRequest => ({
	item: { index, values: {}, settings: settingsOf({}), credentials: {}, options: {} },
	request: request(amount),
});

const first = itemOf(0);

const failure = (outcome: Outcome) =>
	new RequestFailure({ outcome, message: `The end was ${outcome}.`, advice: 'Look.' });

/** Counts requests, which end when the test calls their `accept` or `fail`. */
function sender() {
	const ends: Array<{ accept(): void; fail(outcome: Outcome): void }> = [];
	const send = async () =>
		await new Promise<IDataObject[]>((resolve, reject) => {
			const id = `payment-${ends.length + 1}`;
			ends.push({
				accept: () => resolve([{ id }]),
				fail: (outcome) => reject(failure(outcome)),
			});
		});
	return { send, ends };
}

const accept = async () => [{ id: 'first' }];
const never = async () => await Promise.reject(new Error('It was sent again'));
const afterStoring = (stored: Stored) => JSON.parse(JSON.stringify(stored)) as Stored;

it('returns the first acknowledgement again, also from what n8n has stored', async () => {
	const stored: Stored = {};
	await runIn(stored).sendOnce(first, accept);
	expect(await runIn(afterStoring(stored)).sendOnce(first, never)).toEqual([{ id: 'first' }]);
});

it('does not change an acknowledgement if the caller changes its copy', async () => {
	const stored: Stored = {};
	const [returned] = await runIn(stored).sendOnce(first, accept);
	returned!.id = 'changed';
	const [again] = await runIn(stored).sendOnce(first, never);
	again!.id = 'changed';
	expect(await runIn(stored).sendOnce(first, never)).toEqual([{ id: 'first' }]);
});

it.each<[Outcome, boolean]>([
	['unknown', false],
	['accepted', false],
	['rejected', true],
	['notSent', true],
])('sends a request again that ended as %s: %s', async (outcome, isSentAgain) => {
	const stored: Stored = {};
	const fail = async () => await Promise.reject(failure(outcome));
	await expect(runIn(stored).sendOnce(first, fail)).rejects.toThrow(outcome);
	for (const log of [stored, afterStoring(stored)]) {
		const again = runIn(log).sendOnce(first, accept);
		await (isSentAgain
			? expect(again).resolves.toEqual([{ id: 'first' }])
			: expect(again).rejects.toThrow(`The end was ${outcome}`));
	}
});

it('does not send again after an unexpected error', async () => {
	const stored: Stored = {};
	const fail = async () => await Promise.reject(new TypeError('Oops'));
	await expect(runIn(stored).sendOnce(first, fail)).rejects.toThrow('Oops');
	await expect(runIn(stored).sendOnce(first, never)).rejects.toThrow(/n8n stopped/);
});

it('does not send again a request that was in flight when n8n stopped', async () => {
	const stored: Stored = {};
	void runIn(stored).sendOnce(first, sender().send);
	const run = runIn(afterStoring(stored));
	expect(run.find(first)).toMatchObject({ unknown: { outcome: 'unknown' } });
	await expect(run.sendOnce(first, never)).rejects.toThrow(/n8n stopped/);
});

it('does not send a request that was marked as unknown', async () => {
	const stored: Stored = {};
	runIn(stored).markUnknown(first, failure('unknown').failure);
	await expect(runIn(stored).sendOnce(first, never)).rejects.toThrow('The end was unknown');
});

it.each<[string, RunOptions, number]>([
	['another item', {}, 1],
	['another run of the node', { runIndex: 1 }, 0],
])('sends an equal payment of %s', async (_name, options, index) => {
	const stored: Stored = {};
	await runIn(stored).sendOnce(first, accept);
	const { send, ends } = sender();
	void runIn(stored, options).sendOnce(itemOf(index), send);
	expect(ends).toHaveLength(1);
});

it('keeps the acknowledgement of an item whose request has changed since', async () => {
	const stored: Stored = {};
	await runIn(stored).sendOnce(first, accept);
	expect(await runIn(stored).sendOnce(itemOf(0, 2), never)).toEqual([{ id: 'first' }]);
});

it('names the operation of an item that was sent with another one', async () => {
	const stored: Stored = {};
	await runIn(stored).sendOnce(first, accept);
	const changed = runIn(stored, { operation: 'send' });
	expect([0, 1].map((index) => changed.otherOperation(itemOf(index)))).toEqual(['pay', undefined]);
	expect(runIn(stored).otherOperation(first)).toBeUndefined();
});

it('lets one of several callers send again after the first request was rejected', async () => {
	const stored: Stored = {};
	const { send, ends } = sender();
	const callers = Array.from({ length: 5 }, async () => runIn(stored).sendOnce(first, send));
	expect(ends).toHaveLength(1);
	ends[0]!.fail('rejected');
	await expect(callers[0]).rejects.toThrow('rejected');
	expect(ends).toHaveLength(2);
	ends[1]!.accept();
	expect(await Promise.all(callers.slice(1))).toEqual(Array(4).fill([{ id: 'payment-2' }]));
	expect(ends).toHaveLength(2);
});

it('forgets only the run that has ended', async () => {
	const stored: Stored = {};
	const runs = [1, 11].map((runIndex) => runIn(stored, { runIndex }));
	for (const run of runs) await run.sendOnce(first, accept);
	runs[0]!.forget();
	expect(runs.map((run) => run.find(first) !== undefined)).toEqual([false, true]);
});

describe('calls of an agent', () => {
	const tool = (asked: IDataObject, more: RunOptions = {}): RunOptions => ({
		type: 'kopoKopoTool',
		input: [asked],
		...more,
	});

	it.each<[string, RunOptions, number]>([
		['has the same arguments', tool({ amount: 1 }, { runIndex: 1 }), 1],
		['has the same arguments in other words', tool({ amount: '1.0' }), 1],
		['repeats a call whose request has changed since', tool({ amount: 1 }), 2],
		['repeats a call with another number of n8n', tool({ amount: 1, toolCallId: 'b' }), 1],
	])('sends nothing for a call that %s', async (_name, options, amount) => {
		const stored: Stored = {};
		const call = runIn(stored, tool({ amount: 1, toolCallId: 'a' }));
		await call.sendOnce(first, accept);
		call.forget();
		expect(await runIn(stored, options).sendOnce(itemOf(0, amount), never)).toEqual([
			{ id: 'first' },
		]);
	});

	it.each<[string, RunOptions, number]>([
		['has other arguments', tool({ amount: 2 }), 2],
		['comes from another agent', tool({ amount: 1 }, { caller: 'Other agent' }), 1],
	])('sends another request for a call that %s', async (_name, options, amount) => {
		const stored: Stored = {};
		await runIn(stored, tool({ amount: 1 })).sendOnce(first, accept);
		const { send, ends } = sender();
		void runIn(stored, options).sendOnce(itemOf(0, amount), send);
		expect(ends).toHaveLength(1);
	});

	it('sends two requests if an agent asks for equal payments for two of its input items', async () => {
		const stored: Stored = {};
		const { send, ends } = sender();
		const agentItems = { a: 0, b: 1, c: 0 };
		for (const toolCallId of ['a', 'b', 'c']) {
			const call = runIn(stored, tool({ amount: 1, toolCallId }, { agentItems }));
			const sent = call.sendOnce(first, send);
			ends.at(-1)!.accept();
			await sent;
		}
		expect(ends).toHaveLength(2);
	});
});

describe('what an agent asks for in one execution', () => {
	const paying = (amount: number): PreparedRequest => ({
		...itemOf(0),
		request: { method: 'POST', path: '/pay', json: { amount: { value: amount } } },
	});
	const callOf = (stored: Stored, amount: number) => ({
		log: runIn(stored, { type: 'kopoKopoTool', input: [{ amount }] }),
		one: paying(amount),
	});
	const accept = async () => [{ id: 'p' }];
	const earlierThan = (stored: Stored) => {
		const { log, one } = callOf(stored, 999);
		const earlier = log.reserve([one]);
		log.release();
		return earlier;
	};

	it('counts from the moment when a call is checked', () => {
		const stored: Stored = {};
		const [a, b] = [callOf(stored, 600), callOf(stored, 500)];
		expect(a.log.reserve([a.one])).toBe(0);
		expect(b.log.reserve([b.one])).toBe(60_000);
	});

	it('does not count a call that sent nothing', () => {
		const stored: Stored = {};
		const { log, one } = callOf(stored, 600);
		log.reserve([one]);
		log.release();
		expect(earlierThan(stored)).toBe(0);
	});

	it('counts a repeated call once', async () => {
		const stored: Stored = {};
		for (let count = 0; count < 2; count += 1) {
			const { log, one } = callOf(stored, 600);
			expect(log.reserve([one])).toBe(0);
			await log.sendOnce(one, accept);
			log.release();
		}
		expect(earlierThan(stored)).toBe(60_000);
	});

	it('counts a call that is sent because the equal one before it was rejected', async () => {
		const stored: Stored = {};
		const [a, b] = [callOf(stored, 600), callOf(stored, 600)];
		let reject: (error: Error) => void = () => undefined;
		a.log.reserve([a.one]);
		const refused = a.log.sendOnce(a.one, async () => {
			return await new Promise((_resolve, fail) => (reject = fail));
		});
		b.log.reserve([b.one]);
		const accepted = b.log.sendOnce(b.one, accept);
		reject(failure('rejected'));
		await expect(refused).rejects.toThrow();
		a.log.release();
		await accepted;
		b.log.release();
		expect(earlierThan(stored)).toBe(60_000);
	});

	it('keeps the amount of a call that is being sent if an equal one is refused', () => {
		const stored: Stored = {};
		const [a, b] = [callOf(stored, 600), callOf(stored, 600)];
		a.log.reserve([a.one]);
		void a.log.sendOnce(a.one, async () => await new Promise(() => undefined));
		b.log.reserve([b.one]);
		b.log.release();
		expect(earlierThan(stored)).toBe(60_000);
	});
});
