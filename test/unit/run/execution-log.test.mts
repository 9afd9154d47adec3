import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { RequestFailure, type Fate } from '../../../nodes/KopoKopo/api/failure.ts';
import type { ApiRequest } from '../../../nodes/KopoKopo/api/send.ts';
import { SentBefore } from '../../../nodes/KopoKopo/run/sent-before.ts';

/** What n8n keeps of an execution, and nothing else of it: each run of the node is given it anew. */
type Stored = Record<string, unknown>;

interface RunOptions {
	type?: string;
	runIndex?: number;
	input?: IDataObject[];
	operation?: string;
	caller?: string;
}

function runIn(
	stored: Stored,
	{ type = 'kopoKopo', runIndex = 0, input = [{}], operation = 'pay', caller }: RunOptions = {},
): SentBefore {
	const context = {
		getContext: () => stored,
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
		getInputData: () => input.map((json) => ({ json })),
		getExecuteData: () => ({ source: { main: [{ previousNode: caller ?? 'Agent' }] } }),
	} as unknown as IExecuteFunctions;
	return SentBefore.of(context, { name: 'Kopo Kopo', type } as INode, operation);
}

const request = (amount = 1): ApiRequest => ({ method: 'POST', path: '/pay', json: { amount } });

const failure = (fate: Fate) =>
	new RequestFailure({ fate, what: `The end was ${fate}`, advice: 'Look.' });

/** A way to send that counts, and ends when it is told to. */
function sender() {
	const ends: Array<{ accept(): void; fail(fate: Fate): void }> = [];
	const send = async () =>
		await new Promise<IDataObject[]>((resolve, reject) => {
			const id = `payment-${ends.length + 1}`;
			ends.push({
				accept: () => resolve([{ id }]),
				fail: (fate) => reject(failure(fate)),
			});
		});
	return { send, ends };
}

const accepted = async () => [{ id: 'first' }];
const never = async () => await Promise.reject(new Error('It was sent again'));

test('what was accepted gives its first acknowledgement again, also out of what n8n has stored', async () => {
	const stored: Stored = {};
	await runIn(stored).sendOnce(0, request(), accepted);
	const loaded = JSON.parse(JSON.stringify(stored)) as Stored;
	expect(await runIn(loaded).sendOnce(0, request(), never)).toEqual([{ id: 'first' }]);
});

test('an acknowledgement that somebody changes is not changed for others', async () => {
	const stored: Stored = {};
	const [given] = await runIn(stored).sendOnce(0, request(), accepted);
	given!.id = 'changed';
	expect(await runIn(stored).sendOnce(0, request(), never)).toEqual([{ id: 'first' }]);
});

test.each<[Fate, boolean]>([
	['unknown', false],
	['accepted', false],
	['refused', true],
	['notSent', true],
])('what ended as %s may be sent again: %s', async (fate, mayBeSent) => {
	const stored: Stored = {};
	const fail = async () => await Promise.reject(failure(fate));
	await expect(runIn(stored).sendOnce(0, request(), fail)).rejects.toThrow(fate);
	const again = runIn(stored).sendOnce(0, request(), accepted);
	await (mayBeSent
		? expect(again).resolves.toEqual([{ id: 'first' }])
		: expect(again).rejects.toThrow(`The end was ${fate}`));
});

test('an error that nobody foresaw is no sign that nothing was accepted', async () => {
	const stored: Stored = {};
	const fail = async () => await Promise.reject(new TypeError('Oops'));
	await expect(runIn(stored).sendOnce(0, request(), fail)).rejects.toThrow('Oops');
	await expect(runIn(stored).sendOnce(0, request(), accepted)).rejects.toThrow(/cut off/);
});

test('what was under way when the execution was cut off is doubtful', async () => {
	const stored: Stored = {};
	void runIn(stored).sendOnce(0, request(), sender().send);
	const loaded = JSON.parse(JSON.stringify(stored)) as Stored;
	const run = runIn(loaded);
	expect(run.recall(0, request())).toMatchObject({ doubtful: { fate: 'unknown' } });
	await expect(run.sendOnce(0, request(), accepted)).rejects.toThrow(/cut off/);
});

test.each<[string, RunOptions, number]>([
	['another item', {}, 1],
	['another run of the node', { runIndex: 1 }, 0],
	['another operation', { operation: 'send' }, 0],
])('%s is another request', async (_name, options, item) => {
	const stored: Stored = {};
	await runIn(stored).sendOnce(0, request(), accepted);
	const { send, ends } = sender();
	void runIn(stored, options).sendOnce(item, request(), send);
	expect(ends).toHaveLength(1);
});

test('of callers that wait for the same first try, one sends after it was refused', async () => {
	const stored: Stored = {};
	const { send, ends } = sender();
	const callers = Array.from({ length: 5 }, async () => runIn(stored).sendOnce(0, request(), send));
	expect(ends).toHaveLength(1);
	ends[0]!.fail('refused');
	await expect(callers[0]).rejects.toThrow('refused');
	expect(ends).toHaveLength(2);
	ends[1]!.accept();
	expect(await Promise.all(callers.slice(1))).toEqual(Array(4).fill([{ id: 'payment-2' }]));
	expect(ends).toHaveLength(2);
});

test('a run that has ended is forgotten, and no other', async () => {
	const stored: Stored = {};
	const runs = [1, 11].map((runIndex) => runIn(stored, { runIndex }));
	for (const run of runs) await run.sendOnce(0, request(), accepted);
	runs[0]!.forget();
	expect(runs.map((run) => run.recall(0, request()) !== undefined)).toEqual([false, true]);
});

describe('an agent', () => {
	const tool = (asked: IDataObject, more: RunOptions = {}): RunOptions => ({
		type: 'kopoKopoTool',
		input: [asked],
		...more,
	});

	test.each<[string, RunOptions, ApiRequest]>([
		['asks for the same again', tool({ amount: 1 }, { runIndex: 1 }), request()],
		['asks for the same in other words', tool({ amount: '1.0' }), request()],
		['is tried again, with a body that changes', tool({ amount: 1 }), request(2)],
		['is tried again by n8n', tool({ amount: 1, toolCallId: 'b' }), request()],
	])('that %s causes one request', async (_name, options, again) => {
		const stored: Stored = {};
		const first = runIn(stored, tool({ amount: 1, toolCallId: 'a' }));
		await first.sendOnce(0, request(), accepted);
		first.forget();
		expect(await runIn(stored, options).sendOnce(0, again, never)).toEqual([{ id: 'first' }]);
	});

	test.each<[string, RunOptions, ApiRequest]>([
		['asks for something else', tool({ amount: 2 }), request(2)],
		['is another one', tool({ amount: 1 }, { caller: 'Other agent' }), request()],
	])('that %s causes another', async (_name, options, other) => {
		const stored: Stored = {};
		await runIn(stored, tool({ amount: 1 })).sendOnce(0, request(), accepted);
		const { send, ends } = sender();
		void runIn(stored, options).sendOnce(0, other, send);
		expect(ends).toHaveLength(1);
	});
});
