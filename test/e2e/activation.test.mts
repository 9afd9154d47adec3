import type { StoredWorkflow, WorkflowDraft } from '../support/host/rest-client.mts';
import { openBench, type Bench } from '../support/shared-n8n/bench.mts';
import { onKopoKopo } from '../support/workflows/trigger.mts';

const subscribing = { method: 'POST', path: /webhook_subscriptions$/ };
const lookingUp = { method: 'GET', path: /webhook_subscriptions\// };
const topic = 'buygoods_transaction_received';
const twoTopics = [topic, 'customer_created'];

/** Far more than n8n's five tries need. */
const always = 100;

const troubles = [
	['500', { status: 500 }],
	['401', { status: 401 }],
	['429', { status: 429 }],
	['nothing', { dropConnection: 'before' }],
] as const;

/** The cases run side by side, each on a bench of its own, since n8n waits longer and longer between its tries. */
const onBench = async (run: (bench: Bench) => Promise<void>): Promise<void> => {
	const bench = await openBench();
	try {
		await run(bench);
	} finally {
		await bench.close();
	}
};

/** Stores and activates a workflow: where n8n does not try again by itself, as often as its user would. */
const openAtLast = async (bench: Bench, draft: WorkflowDraft): Promise<StoredWorkflow> => {
	const workflow = await bench.store(draft);
	const activate = () => bench.rest.activate(workflow);
	await activate().catch(activate).catch(activate).catch(activate);
	return workflow;
};

const subscribed = ({ simulator }: Bench) =>
	simulator.subscriptions().map(({ eventType }) => eventType);

const lookUps = ({ simulator }: Bench) =>
	simulator.requests.filter(({ method, path }) => method === 'GET' && lookingUp.path.test(path))
		.length;

/** What an event's deliveries are answered. */
const pay = async (bench: Bench): Promise<number[]> => {
	const deliveries = await bench.simulator.payTill({ tillNumber: 'K000000', amount: 100 });
	return deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status ?? 0));
};

describe('activation while Kopo Kopo answers', () => {
	it.concurrent.each(troubles)('%s at first: one subscription in the end', (_, trouble) =>
		onBench(async (bench) => {
			bench.simulator.answer({ ...subscribing, ...trouble, times: 3 });

			const workflow = await openAtLast(bench, onKopoKopo(bench.credential, { events: [topic] }));

			expect(subscribed(bench)).toEqual([topic]);
			expect(await pay(bench)).toEqual([200]);
			expect(await bench.executions(workflow)).toHaveLength(1);
		}),
	);

	it.concurrent.each(troubles)(
		'%s all the time: none, and one after the next activation',
		(_, trouble) =>
			onBench(async (bench) => {
				bench.simulator.answer({ ...subscribing, ...trouble, times: always });
				const workflow = await bench.store(onKopoKopo(bench.credential, { events: [topic] }));

				await expect(bench.rest.activate(workflow)).rejects.toThrow(
					`The subscription to ${topic} failed.`,
				);
				expect(subscribed(bench)).toEqual([]);

				await bench.rest.deactivate(workflow);
				bench.simulator.reset();
				await bench.rest.activate(workflow);

				expect(subscribed(bench)).toEqual([topic]);
				expect(await pay(bench)).toEqual([200]);
				expect(await bench.executions(workflow)).toHaveLength(1);
			}),
	);

	it.concurrent.each(troubles)('%s to the second of two events: one of each', (_, trouble) =>
		onBench(async (bench) => {
			bench.simulator.answer({ ...subscribing, times: 1 });
			bench.simulator.answer({ ...subscribing, ...trouble, times: 2 });

			await openAtLast(bench, onKopoKopo(bench.credential, { events: twoTopics }));

			expect(subscribed(bench)).toEqual(twoTopics);
		}),
	);
});

describe('activation anew while Kopo Kopo answers its look at the subscription with', () => {
	it.concurrent.each(troubles)('%s: no second subscription', (_, trouble) =>
		onBench(async (bench) => {
			const workflow = await bench.open(onKopoKopo(bench.credential, { events: [topic] }));
			await bench.rest.deactivate(workflow);
			bench.simulator.answer({ ...lookingUp, ...trouble, times: always });

			await bench.rest.activate(workflow);

			expect(lookUps(bench)).toBeGreaterThan(0);
			expect(subscribed(bench)).toEqual([topic]);
			expect(await pay(bench)).toEqual([200]);
			expect(await bench.executions(workflow)).toHaveLength(1);
		}),
	);

	it.concurrent('404: one new', () =>
		onBench(async (bench) => {
			const workflow = await bench.open(onKopoKopo(bench.credential, { events: [topic] }));
			await bench.rest.deactivate(workflow);
			const [gone] = bench.simulator.subscriptions();
			bench.simulator.removeSubscription(gone!.id);

			await bench.rest.activate(workflow);

			expect(subscribed(bench)).toEqual([topic]);
			expect(bench.simulator.subscriptions()[0]?.id).not.toBe(gone!.id);
			expect(await pay(bench)).toEqual([200]);
			expect(await bench.executions(workflow)).toHaveLength(1);
		}),
	);
});
