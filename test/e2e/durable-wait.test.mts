import { manualClock } from '../simulator/clock.mts';
import type { Execution } from '../support/host/executions.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { waitFor } from '../support/host/wait.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import {
	afterNode,
	askAndWait,
	askedFor,
	askInTurn,
	payNode,
	resultOf,
	type Asked,
	type Order,
} from '../support/workflows/waiting.mts';

const seconds = 240;
const amount = 100;
const resultDelay = 2000;

const clock = manualClock();
let env: Environment;
let workflow: StoredWorkflow;
let inTurn: StoredWorkflow;

beforeAll(async () => {
	env = await openEnvironment({ clock, resultDelay, retryDelays: [] });
	workflow = await env.open(askAndWait(env.credential, 'pay-and-wait'));
	inTurn = await env.open(askInTurn(env.credential, 'pay-in-turn'));
});

afterAll(() => env.close());

const order = (name: string, more: Partial<Order> = {}): Order => ({
	order: name,
	phoneNumber: '+254712345678',
	amount,
	...more,
});

const place = async (...orders: Order[]) => await env.post('pay-and-wait', { orders });

const statusOf = async ({ executionId }: Asked, of = workflow) =>
	(await env.rest.executions(of)).find(({ id }) => id === executionId)?.status;

/** The payment of an order, when its execution waits. */
const parked = async (name: string, of = workflow): Promise<Asked> =>
	await waitFor(`execution that waits for ${name}`, seconds, async () => {
		const asked = askedFor(env.simulator, name);
		return asked && (await statusOf(asked, of)) === 'waiting' ? asked : undefined;
	});

const ask = async (name: string, more: Partial<Order> = {}): Promise<Asked> => {
	await place(order(name, more));
	return await parked(name);
};

const post = async ({ callbackUrl }: Asked, body: string, options: object = {}) =>
	(await env.simulator.deliver({ url: callbackUrl, body, ...options })).status;

const executionOf = async ({ executionId }: Asked, of = workflow): Promise<Execution> =>
	await env.execution(of, executionId);

const requested = (name: string) =>
	env.simulator.requests.filter(({ method, body }) => method === 'POST' && body.includes(name));

/** What came of an order, of which there must be one item and one request. */
async function resultFor(asked: Asked, name: string) {
	const execution = await executionOf(asked);
	expect([execution.status, execution.error]).toEqual(['success', null]);
	const items = execution.output(afterNode);
	expect(items).toHaveLength(1);
	expect(requested(name)).toHaveLength(1);
	return items[0]!;
}

it('goes on with the result when the customer has paid', async () => {
	const asked = await ask('plain');
	await clock.advance(resultDelay);
	expect(await resultFor(asked, 'plain')).toMatchObject({
		id: asked.id,
		status: 'Success',
		amount,
		tillNumber: 'K123456',
		senderPhoneNumber: '+254712345678',
		metadata: { order: 'plain' },
	});
});

it('goes on with the reason when the customer has not', async () => {
	const asked = await ask('declined', { phoneNumber: '+254700000002' });
	await clock.advance(resultDelay);
	expect(await resultFor(asked, 'declined')).toMatchObject({
		status: 'Failed',
		errors: ['Request cancelled by user'],
	});
});

it('survives a restart of n8n', async () => {
	const asked = await ask('restarted');
	await env.restart();
	expect(await statusOf(asked)).toBe('waiting');
	expect(await post(asked, resultOf(asked.id, amount))).toBe(200);
	expect(await resultFor(asked, 'restarted')).toMatchObject({ id: asked.id, amount });
});

it('keeps waiting until the requested result arrives', async () => {
	const asked = await ask('guarded');
	const other = await ask('other');
	const result = resultOf(asked.id, amount);
	const answers = [
		await post(asked, result, { sign: 'a'.repeat(64) }),
		await post(asked, result, { sign: false }),
		await post(asked, resultOf(other.id, amount)),
		await post(asked, '[]'),
		await post(asked, result.replace('Success', 'Received')),
	];
	expect(answers).toEqual([401, 401, 409, 400, 200]);
	expect([await statusOf(asked), await statusOf(other)]).toEqual(['waiting', 'waiting']);

	expect(await post(asked, result)).toBe(200);
	expect(await resultFor(asked, 'guarded')).toMatchObject({ id: asked.id, amount });
	expect(await statusOf(other)).toBe('waiting');
});

it('continues with a result with another till and amount, and lists both', async () => {
	const asked = await ask('different');
	expect(await post(asked, resultOf(asked.id, 99, '123456'))).toBe(200);
	expect(await resultFor(asked, 'different')).toMatchObject({
		id: asked.id,
		status: 'Success',
		differences: [`amount: asked for ${amount}, told 99.0`],
	});
});

it('takes no harm from copies of the result', async () => {
	const asked = await ask('copied');
	const result = resultOf(asked.id, amount);
	const together = await Promise.all([1, 2, 3].map(async () => await post(asked, result)));
	expect(together.filter((status) => status === 200)).toHaveLength(1);
	expect(await resultFor(asked, 'copied')).toMatchObject({ id: asked.id });
	expect(await post(asked, result)).toBe(409);
	expect(await resultFor(asked, 'copied')).toMatchObject({ id: asked.id });
});

it('returns a result at once that came before it could wait', async () => {
	env.simulator.answer({
		method: 'GET',
		path: /incoming_payments/,
		status: 200,
		body: resultOf('early-id', amount),
	});
	await place(order('early'));
	const asked = await waitFor('early payment', seconds, () => askedFor(env.simulator, 'early'));
	expect(await resultFor(asked, 'early')).toMatchObject({ id: 'early-id', status: 'Success' });
});

it('ends when it is cancelled, and a result that comes then changes nothing', async () => {
	const asked = await ask('cancelled');
	await env.rest.stop(asked.executionId);
	expect(await post(asked, resultOf(asked.id, amount))).toBeGreaterThanOrEqual(400);
	const execution = await executionOf(asked);
	expect([execution.status, execution.output(afterNode)]).toEqual(['canceled', []]);
});

it('refuses several items before it asks for any', async () => {
	await place(order('three-1'), order('three-2'), order('three-3'));
	const failed = await waitFor('execution that failed', seconds, async () =>
		(await env.rest.executions(workflow)).find(({ status }) => status === 'error'),
	);
	const { error } = await env.execution(workflow, failed.id);
	expect(error).toMatch(/accepts one item at a time, but received 3\./);
	expect(requested('three-')).toEqual([]);
});

it('waits for one payment after the other in a loop', async () => {
	await env.post('pay-in-turn', { orders: [order('first'), order('second')] });
	const first = await parked('first', inTurn);
	expect(await post(first, resultOf(first.id, amount))).toBe(200);
	const second = await parked('second', inTurn);
	expect(await post(second, resultOf(first.id, amount))).toBe(409);
	expect(await post(second, resultOf(second.id, amount))).toBe(200);
	const execution = await executionOf(second, inTurn);
	expect(execution.output(afterNode)).toMatchObject([{ id: first.id }, { id: second.id }]);
});

it('waits in fifty executions at once, each for its own result', async () => {
	const names = Array.from(
		{ length: 50 },
		(_, index) => `fifty-${String(index).padStart(2, '0')}.`,
	);
	await Promise.all(
		names.map(async (name, index) => await place(order(name, { amount: 1000 + index }))),
	);
	const asked: Asked[] = [];
	for (const name of names) asked.push(await parked(name));
	await clock.advance(resultDelay);
	await env.simulator.settled();
	for (const [index, name] of names.entries()) {
		expect(await resultFor(asked[index]!, name)).toMatchObject({
			id: asked[index]!.id,
			amount: 1000 + index,
			metadata: { order: name },
		});
	}
});

it('goes on when the time is up, with an item that says so', async () => {
	const hurried = await env.open(
		askAndWait(env.credential, 'pay-and-hurry', { options: { timeoutMinutes: 0.1 } }),
	);
	await env.post('pay-and-hurry', { orders: [order('late')] });
	const asked = await waitFor('late payment', seconds, () => askedFor(env.simulator, 'late'));
	const execution = await executionOf(asked, hurried);
	expect(execution.status).toBe('success');
	expect(execution.output(payNode)).toEqual([
		{
			id: asked.id,
			location: asked.location,
			type: 'incoming_payment',
			status: 'Pending',
			timedOut: true,
		},
	]);
	expect(execution.output(afterNode)).toEqual(execution.output(payNode));
	expect(await post(asked, resultOf(asked.id, amount))).toBe(409);
});
