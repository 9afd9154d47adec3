import type { Delivery } from '../simulator/simulator.mts';
import type { Execution } from '../support/host/executions.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { example } from '../support/workflows/example.mts';
import { onKopoKopo, triggerNode } from '../support/workflows/trigger.mts';

const received = { events: ['buygoods_transaction_received'] };

let env: Environment;

/** The receipts of the payments, by when they were made. */
const receipts = { before: 'BEFORE0001', after: 'AFTER00001' };

const pay = (reference: string): Promise<Delivery[]> =>
	env.simulator.payTill({ tillNumber: 'K000000', amount: 100, reference });

/** Delivers the same bytes again. */
const copy = (deliveries: Delivery[]) =>
	Promise.all(deliveries.map(({ url, body }) => env.simulator.deliver({ url, body })));

const subscribing = () =>
	env.simulator.requests.filter(
		({ method, path }) => method === 'POST' && path.endsWith('/webhook_subscriptions'),
	);

/** How many executions a payment has started, by its receipt, of those in which the node was reached. */
const startsOf = (executions: Execution[], node: string, receipt: string) =>
	executions.filter((execution) => JSON.stringify(execution.output(node)).includes(receipt)).length;

interface Observed {
	statuses: number[];
	plain: Execution[];
	withRecipe: Execution[];
	subscriptions: { before: number; after: number };
}

let observed: Observed;

beforeAll(async () => {
	env = await openEnvironment({ payerNumbers: '0722XXXXXX' });
	const plain = await env.open(onKopoKopo(env.credential, received));
	const withRecipe = await env.open(await example('remove-duplicates', [env.credential]));
	const all = async (count: number) => ({
		plain: await env.executions(plain, count),
		withRecipe: await env.executions(withRecipe, count),
	});

	const first = await pay(receipts.before);
	const copiesBefore = await copy(first);
	await all(1);
	const before = subscribing().length;

	await env.restart();

	const copiesAfter = await copy(first);
	const after = await pay(receipts.after);
	const attempts = [first, after].flat().flatMap((delivery) => delivery.attempts);
	observed = {
		statuses: [...attempts, ...copiesBefore, ...copiesAfter].map(({ status }) => status ?? 0),
		...(await all(3)),
		subscriptions: { before, after: subscribing().length },
	};
});

afterAll(() => env.close());

it('accepts every delivery, before a restart and after', () => {
	expect(observed.statuses).toEqual(Array(8).fill(200));
});

it('creates no subscription at a restart', () => {
	expect(observed.subscriptions).toEqual({ before: 2, after: 2 });
	expect(env.simulator.subscriptions()).toHaveLength(2);
});

describe('without Remove Duplicates', () => {
	it.each([
		['once for an event after the restart', receipts.after, 1],
		['again for an event that arrives before and after the restart', receipts.before, 2],
	])('starts %s', (_, receipt, count) => {
		expect(startsOf(observed.plain, triggerNode, receipt)).toBe(count);
	});
});

describe('with the recipe of examples/remove-duplicates.json', () => {
	it.each(Object.entries(receipts))('sends one SMS (%s)', (_, receipt) => {
		expect(startsOf(observed.withRecipe, 'Payment arrives', receipts.before)).toBe(2);
		expect(startsOf(observed.withRecipe, 'SMS text', receipt)).toBe(1);
	});
});
