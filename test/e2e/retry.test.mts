import { randomUUID } from 'node:crypto';
import { hasRelease } from '../support/e2e/releases.mts';
import type { WorkflowDraft } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { askForPayment, requestPaymentNode, payment } from '../support/workflows/demo.mts';

/** Retry in n8n's list of executions, and the keys that n8n's database remembers. */
let env: Environment;

beforeEach(async () => {
	env = await openEnvironment();
});

afterEach(() => env.close());

const sent = () =>
	env.simulator.requests
		.filter(({ method, path }) => method === 'POST' && path.endsWith('/incoming_payments'))
		.map(({ body, status }) => [
			(JSON.parse(body) as { amount: { value: number } }).amount.value,
			status,
		]);

/** One at a time, so that the refusal meets the item that it is meant for. */
const withOptions = (path: string, options: object = {}) => {
	const draft = askForPayment(env.credential, path);
	const node = draft.nodes.at(-1)!;
	node.parameters = {
		...node.parameters,
		...options,
		requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 0 } } },
	};
	return draft;
};

const refuseSecond = () => {
	env.simulator.answer({ path: /incoming_payments/, afterEffect: true });
	env.simulator.answer({
		path: /incoming_payments/,
		status: 400,
		headers: { 'Content-Type': 'application/json' },
		body: '{"error_message":"Till number is invalid"}',
	});
};

describe.each([
	['the original workflow', false],
	['the current workflow', true],
])('Retry with %s', (_name, loadWorkflow) => {
	it('sends rejected and unsent items again, and no accepted ones', async () => {
		const path = randomUUID();
		const workflow = await env.open(withOptions(path));
		refuseSecond();
		await env.post(path, { payments: [11, 22, 33].map(payment) });
		const [failed] = await env.executions(workflow);
		expect(failed?.error).toBe(
			'Item 2 of 3: Kopo Kopo rejected the request (400): Till number is invalid. Of 3 items: 1 accepted, 1 rejected, 0 unknown, 1 not sent.',
		);

		await env.rest.retry(failed!.id, loadWorkflow);
		const [retried] = await env.executions(workflow, 2);
		expect(retried?.status).toBe('success');
		expect(sent()).toEqual([
			[11, 201],
			[22, 400],
			[22, 201],
			[33, 201],
		]);
		expect(retried?.output(requestPaymentNode).map(({ id }) => id)).toEqual(
			env.simulator.resources().map(({ id }) => id),
		);

		await env.rest.retry(failed!.id, loadWorkflow);
		const [again] = await env.executions(workflow, 3);
		expect(again?.error).toContain('1 accepted, 0 rejected, 2 unknown, 0 not sent');
		expect(sent()).toHaveLength(4);
	});
});

it('does not send again what may have been accepted', async () => {
	const path = randomUUID();
	const workflow = await env.open(withOptions(path));
	const serverErrorAfterAccepting = 99907;
	await env.post(path, {
		payments: [{ ...payment(serverErrorAfterAccepting), phoneNumber: '+254711000001' }],
	});
	const [failed] = await env.executions(workflow);
	await env.rest.retry(failed!.id);
	const [retried] = await env.executions(workflow, 2);
	expect(retried?.status).toBe('error');
	expect(retried?.error).toMatch(/may have accepted it/);
	expect(sent()).toEqual([[serverErrorAfterAccepting, 500]]);
});

describe('an execution that n8n timed out', () => {
	/** In seconds: enough for the first two payments, and less than the node's own timeout of 30 s. */
	const timeout = 20;

	/** Five payments, of which the third gets no answer in time. */
	const timedOut = async (settings: Partial<WorkflowDraft['nodes'][number]>) => {
		const path = randomUUID();
		const draft = withOptions(path);
		Object.assign(draft.nodes.at(-1)!, settings);
		const workflow = await env.open({ ...draft, settings: { executionTimeout: timeout } });
		env.simulator.answer({ path: /incoming_payments/, afterEffect: true, times: 2 });
		env.simulator.answer({ path: /incoming_payments/, delay: 600_000, times: 1 });
		await env.post(path, { payments: [11, 22, 33, 44, 55].map(payment) });
		const [cut] = await env.executions(workflow);
		expect(cut?.status).toBe('canceled');
		return {
			cut: cut!,
			retry: async () => {
				await env.rest.retry(cut!.id);
				const [retried] = await env.executions(workflow, 2);
				return retried!;
			},
		};
	};

	/** Before 2.30, n8n stores nothing of the node that it has stopped, and its Retry continues after that node. */
	const isCutOff = () => !hasRelease('2.30');

	const answered = () => sent().flatMap(([amount, status]) => (status === 201 ? [amount] : []));

	it('sends in its Retry what was not sent, if the node stops on errors', async () => {
		const { retry } = await timedOut({});
		const { status, error } = await retry();
		const told = isCutOff()
			? /^success null$/
			: /^error Item 3 of 5: .* may have accepted it anyway\. Of 5 items: 4 accepted, 0 rejected, 1 unknown, 0 not sent\./;
		expect(`${status} ${error}`).toMatch(told);
		expect(answered()).toEqual(isCutOff() ? [11, 22] : [11, 22, 44, 55]);
	});

	it('reports each item if the node continues on errors, and sends nothing in its Retry', async () => {
		const { cut, retry } = await timedOut({ onError: 'continueRegularOutput' });
		const accepted = expect.objectContaining({ type: 'incoming_payment' });
		const unknown = { error: expect.stringMatching(/^Item 3 of 5: .* may have accepted it/) };
		const notSent = {
			error: expect.stringMatching(/^The execution was cancelled before this item was sent/),
		};
		expect(cut.output(requestPaymentNode)).toEqual(
			isCutOff() ? [] : [accepted, accepted, unknown, notSent, notSent],
		);
		expect((await retry()).status).toBe('success');
		expect(answered()).toEqual([11, 22]);
	});
});

it('sends an idempotency key once, in a new execution and after a restart too', async () => {
	const path = randomUUID();
	await env.open(withOptions(path, { idempotencyKey: '={{ $json.order }}' }));
	const order = { ...payment(11), order: `order-${path}` };

	const first = await env.post(path, { payments: [order, order] });
	const [{ id, location }] = env.simulator.resources() as unknown as [
		{ id: string; location: string },
	];
	const type = 'incoming_payment';
	const sentFirst = { id, location, type, idempotencyKey: order.order, alreadySent: false };
	const repeated = { ...sentFirst, alreadySent: true };
	expect(first.body).toEqual([sentFirst, repeated]);
	const second = await env.post(path, { payments: [order] });
	expect(second.body).toEqual([repeated]);

	await env.restart();
	const other = { ...order, order: `${path}-2` };
	const third = await env.post(path, { payments: [order, other] });
	expect(third.body).toEqual([
		{ ...repeated, id: null, location: null },
		expect.objectContaining({ idempotencyKey: other.order, alreadySent: false }),
	]);
	expect(env.simulator.resources()).toHaveLength(2);
});

describe('a sub-workflow that pays and then fails, called by a node with Retry On Fail', () => {
	/** A workflow that has a sub-workflow, which it contains, send each payment. */
	const calling = (path: string, options: object = {}): WorkflowDraft => {
		const draft = withOptions(path, options);
		const [webhook, split, pay] = draft.nodes as [Node, Node, Node];
		const start = { ...passThroughTrigger, name: 'Start' };
		const fail = { ...stop, name: 'Stop' };
		const inner = {
			nodes: [start, pay, fail].map((node, index) => ({
				id: `n${index}`,
				position: [0, 0],
				...node,
			})),
			connections: connected(start, pay, fail),
		};
		const call = {
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			parameters: { source: 'parameter', workflowJson: JSON.stringify(inner), options: {} },
			retryOnFail: true,
			maxTries: 2,
			waitBetweenTries: 0,
		};
		return {
			...draft,
			nodes: [webhook, split, call],
			connections: connected(webhook, split, call),
		};
	};
	type Node = WorkflowDraft['nodes'][number];
	const passThroughTrigger = {
		type: 'n8n-nodes-base.executeWorkflowTrigger',
		typeVersion: 1.1,
		parameters: { inputSource: 'passthrough' },
	};
	const stop = {
		type: 'n8n-nodes-base.stopAndError',
		typeVersion: 1,
		parameters: { errorMessage: 'What comes after the payment fails' },
	};
	const connected = (...nodes: Node[]) =>
		Object.fromEntries(
			nodes
				.slice(1)
				.map(({ name }, index) => [
					nodes[index]!.name,
					{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
				]),
		);

	it.each([
		['starts a new execution with each try, and pays again', {}, 2],
		['pays once with an idempotency key', { idempotencyKey: '={{ $json.order }}' }, 1],
	])('%s', async (_name, options, payments) => {
		const path = randomUUID();
		const workflow = await env.open(calling(path, options));
		await env.post(path, { payments: [{ ...payment(11), order: path }] });
		const [failed] = await env.executions(workflow);
		expect(failed?.error).toMatch(/What comes after the payment fails/);
		expect(sent()).toEqual(Array(payments).fill([11, 201]));
	});
});
