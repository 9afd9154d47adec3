import type { StoredWorkflow, WorkflowDraft } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
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

/** The cases run side by side, each with its own simulator, since n8n waits longer and longer between its tries. */
const inEnvironment = async (run: (env: Environment) => Promise<void>): Promise<void> => {
	const env = await openEnvironment();
	try {
		await run(env);
	} finally {
		await env.close();
	}
};

/** Stores and activates a workflow: where n8n does not try again by itself, as often as its user would. */
const openAtLast = async (env: Environment, draft: WorkflowDraft): Promise<StoredWorkflow> => {
	const workflow = await env.store(draft);
	const activate = () => env.rest.activate(workflow);
	await activate().catch(activate).catch(activate).catch(activate);
	return workflow;
};

const subscribed = ({ simulator }: Environment) =>
	simulator.subscriptions().map(({ eventType }) => eventType);

const lookUps = ({ simulator }: Environment) =>
	simulator.requests.filter(({ method, path }) => method === 'GET' && lookingUp.path.test(path))
		.length;

/** What an event's deliveries are answered. */
const pay = async (env: Environment): Promise<number[]> => {
	const deliveries = await env.simulator.payTill({ tillNumber: 'K000000', amount: 100 });
	return deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status ?? 0));
};

describe('activation while Kopo Kopo answers', () => {
	it.concurrent.each(troubles)('%s at first: one subscription in the end', (_, trouble) =>
		inEnvironment(async (env) => {
			env.simulator.answer({ ...subscribing, ...trouble, times: 3 });

			const workflow = await openAtLast(env, onKopoKopo(env.credential, { events: [topic] }));

			expect(subscribed(env)).toEqual([topic]);
			expect(await pay(env)).toEqual([200]);
			expect(await env.executions(workflow)).toHaveLength(1);
		}),
	);

	it.concurrent.each(troubles)(
		'%s all the time: none, and one after the next activation',
		(_, trouble) =>
			inEnvironment(async (env) => {
				env.simulator.answer({ ...subscribing, ...trouble, times: always });
				const workflow = await env.store(onKopoKopo(env.credential, { events: [topic] }));

				await expect(env.rest.activate(workflow)).rejects.toThrow(
					`The subscription to ${topic} failed.`,
				);
				expect(subscribed(env)).toEqual([]);

				await env.rest.deactivate(workflow);
				env.simulator.reset();
				await env.rest.activate(workflow);

				expect(subscribed(env)).toEqual([topic]);
				expect(await pay(env)).toEqual([200]);
				expect(await env.executions(workflow)).toHaveLength(1);
			}),
	);

	it.concurrent.each(troubles)('%s to the second of two events: one of each', (_, trouble) =>
		inEnvironment(async (env) => {
			env.simulator.answer({ ...subscribing, times: 1 });
			env.simulator.answer({ ...subscribing, ...trouble, times: 2 });

			await openAtLast(env, onKopoKopo(env.credential, { events: twoTopics }));

			expect(subscribed(env)).toEqual(twoTopics);
		}),
	);
});

describe('activation anew while Kopo Kopo answers its look at the subscription with', () => {
	it.concurrent.each(troubles)('%s: no second subscription', (_, trouble) =>
		inEnvironment(async (env) => {
			const workflow = await env.open(onKopoKopo(env.credential, { events: [topic] }));
			await env.rest.deactivate(workflow);
			env.simulator.answer({ ...lookingUp, ...trouble, times: always });

			await env.rest.activate(workflow);

			expect(lookUps(env)).toBeGreaterThan(0);
			expect(subscribed(env)).toEqual([topic]);
			expect(await pay(env)).toEqual([200]);
			expect(await env.executions(workflow)).toHaveLength(1);
		}),
	);

	it.concurrent('404: one new', () =>
		inEnvironment(async (env) => {
			const workflow = await env.open(onKopoKopo(env.credential, { events: [topic] }));
			await env.rest.deactivate(workflow);
			const [gone] = env.simulator.subscriptions();
			env.simulator.removeSubscription(gone!.id);

			await env.rest.activate(workflow);

			expect(subscribed(env)).toEqual([topic]);
			expect(env.simulator.subscriptions()[0]?.id).not.toBe(gone!.id);
			expect(await pay(env)).toEqual([200]);
			expect(await env.executions(workflow)).toHaveLength(1);
		}),
	);
});
