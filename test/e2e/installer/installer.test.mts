import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Delivery } from '../../simulator/simulator.mts';
import { pack } from '../../support/host/package.mts';
import { publish } from '../../support/host/registry.mts';
import { RestClient, type StoredWorkflow } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import {
	packPrevious,
	previousTriggerName,
	previousVersion,
} from '../../support/installer/previous-version.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { sharedN8n } from '../../support/shared-n8n/shared-n8n.mts';
import { payList } from '../../support/workflows/pay-list.mts';
import { pollerNode, pollingDraft } from '../../support/workflows/poller.mts';
import { hasRelease } from '../../support/e2e/releases.mts';
import { onKopoKopo, triggerNode } from '../../support/workflows/trigger.mts';
import {
	afterNode,
	askAndWait,
	askedFor,
	resultOf,
	type Asked,
} from '../../support/workflows/waiting.mts';

const isN8n1 = !hasRelease('2.0');

/** n8n's own installer, as Settings, Community nodes, uses it. Each test continues where the one before it ended. */
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as {
	name: string;
	version: string;
};

const tillNumber = 'K000000';
const patience = 240;
const paths = { list: randomUUID(), order: randomUUID() };
/** Whom the list pays. */
const supplier = randomUUID();
const unrecognized = new RegExp(`Unrecognized node type: ${name}`);

const n8n = sharedN8n();
const registry = n8n.registry!;
const rest = new RestClient(n8n.session);

let folder: string;
let env: Environment;
let trigger: StoredWorkflow;
let poller: StoredWorkflow;
let payer: StoredWorkflow;
let waiting: StoredWorkflow;

/** The first payment's delivery. */
let first: Delivery;
/** A payment that an execution waits for. */
let asked: Asked;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kopokopo-installer-'));
	await publish(registry, await packPrevious(folder));
});

afterAll(async () => {
	await env?.simulator.close();
	rmSync(folder, { recursive: true, force: true });
});

/** The nodes of the package that the editor offers, as they are called, without those made for AI agents. */
const offered = async () =>
	(await rest.nodeTypes())
		.filter((node) => node.name.startsWith(`${name}.`) && !node.name.endsWith('Tool'))
		.map(({ displayName }) => displayName)
		.sort();

const theNodes = ['Kopo Kopo', 'Kopo Kopo Polling Trigger', 'Kopo Kopo Trigger'];

/** The receipts with which a workflow was started, oldest first, once it has so many executions. */
const receiptsOf = async (workflow: StoredWorkflow, node: string, count = 0) =>
	(await env.executions(workflow, count))
		.flatMap((execution) => execution.output(node).map(({ reference }) => reference))
		.reverse();

const pay = async (reference: string): Promise<Delivery> => {
	const [delivery, ...others] = await env.simulator.payTill({ tillNumber, amount: 10, reference });
	expect(others).toEqual([]);
	return delivery!;
};

const statusOf = ({ attempts }: Delivery) => attempts.map(({ status }) => status);

const polled = async (reference: string) =>
	await waitFor(`poll with ${reference}`, patience, async () => {
		const receipts = await receiptsOf(poller, pollerNode);
		return receipts.includes(reference) ? receipts : undefined;
	});

/** Sends the list of one payment with a key, always the same. */
const sendList = async () => {
	const payments = [{ order: 'INV-1', amount: 100, destination: supplier }];
	return await env.post(paths.list, { payments });
};

const subscribing = () =>
	env.simulator.requests.filter(
		({ method, path }) => method === 'POST' && path.endsWith('/webhook_subscriptions'),
	).length;

/** What never changes, with or without the package: one subscription, and one payment for the key. */
function expectNothingTwice(): void {
	expect(subscribing()).toBe(1);
	expect(env.simulator.subscriptions()).toHaveLength(1);
	expect(env.sent('v1/payments')).toHaveLength(1);
}

it('installs the package into an n8n that runs, without a restart', async () => {
	expect(await offered()).toEqual([]);
	const installed = await rest.installPackage(name);

	expect(installed).toMatchObject({ packageName: name, installedVersion: previousVersion });
	expect(await offered()).toEqual([...theNodes.slice(0, 2), previousTriggerName]);
});

it('runs workflows with what it has installed', async () => {
	env = await openEnvironment({ resultDelay: 300, byHand: true, retryDelays: [] });
	trigger = await env.open(
		onKopoKopo(env.credential, { events: ['buygoods_transaction_received'] }),
	);
	poller = await env.open(pollingDraft(env.credential, { scope: 'till', tillNumber }));
	const draft = payList(env.credential, paths.list, { hasKeys: true });
	Object.assign(draft.nodes[0]!.parameters, {
		responseMode: 'lastNode',
		responseData: 'allEntries',
	});
	payer = await env.open(draft);
	waiting = await env.open(askAndWait(env.credential, paths.order));

	first = await pay('FIRST00001');
	expect(statusOf(first)).toEqual([200]);
	expect(await polled('FIRST00001')).toEqual(['FIRST00001']);
	expect(await sendList()).toMatchObject({ status: 200, body: [{ alreadySent: false }] });
	const order = { order: 'ORDER-1', phoneNumber: '+254712345678', amount: 100 };
	await env.post(paths.order, { orders: [order] });
	asked = await waitFor('execution that waits', patience, async () => {
		const found = askedFor(env.simulator, order.order);
		const executions = await rest.executions(waiting);
		const isWaiting = executions.some(
			({ id, status }) => id === found?.executionId && status === 'waiting',
		);
		return isWaiting ? found : undefined;
	});
	expect(await receiptsOf(trigger, triggerNode, 1)).toEqual(['FIRST00001']);
	expectNothingTwice();
});

it('updates it while the workflows are published', async () => {
	await publish(registry, await pack(folder));
	// n8n 1 starts `npm outdated` without its environment, so that one asks the public registry.
	if (!isN8n1) {
		expect(await rest.installedPackages()).toMatchObject([
			{ packageName: name, installedVersion: previousVersion, updateAvailable: version },
		]);
	}

	const updated = await rest.updatePackage(name, version);

	expect(updated).toMatchObject({ packageName: name, installedVersion: version });
	expect(await offered()).toEqual(theNodes);
});

it('keeps subscriptions, cursors, keys and what executions wait for in an update', async () => {
	expect(statusOf(await pay('UPDATED001'))).toEqual([200]);
	expect(await polled('UPDATED001')).toEqual(['FIRST00001', 'UPDATED001']);
	expect(await receiptsOf(trigger, triggerNode, 2)).toEqual(['FIRST00001', 'UPDATED001']);
	expect(await sendList()).toMatchObject({ status: 200, body: [{ alreadySent: true }] });
	const result = resultOf(asked.id, 100);
	expect(await env.simulator.deliver({ url: asked.callbackUrl, body: result })).toMatchObject({
		status: 200,
	});
	const execution = await env.execution(waiting, asked.executionId);
	expect([execution.status, execution.error]).toEqual(['success', null]);
	expect(execution.output(afterNode)).toMatchObject([{ id: asked.id, paid: true }]);
	expectNothingTwice();
});

it('forgets in an update which events have arrived, like in a restart', async () => {
	const { url, body } = first;
	expect(await env.simulator.deliver({ url, body })).toMatchObject({ status: 200 });
	expect(await receiptsOf(trigger, triggerNode, 3)).toEqual([
		'FIRST00001',
		'UPDATED001',
		'FIRST00001',
	]);
});

it('keeps them in a restart after the update', async () => {
	await env.restart();

	expect(await offered()).toEqual(theNodes);
	expect(statusOf(await pay('RESTARTED1'))).toEqual([200]);
	expect(await polled('RESTARTED1')).toEqual(['FIRST00001', 'UPDATED001', 'RESTARTED1']);
	expect((await receiptsOf(trigger, triggerNode, 4)).slice(3)).toEqual(['RESTARTED1']);
	expect(await sendList()).toMatchObject({ status: 200, body: [{ alreadySent: true }] });
	expectNothingTwice();
});

it('answers with an error and lists failed polls if it is uninstalled under published workflows', async () => {
	await rest.uninstallPackage(name);

	expect(await offered()).toEqual([]);
	expect(await rest.installedPackages()).toEqual([]);
	const status = isN8n1 ? 500 : 400;
	expect(statusOf(await pay('WITHOUT001'))).toEqual([status]);
	expect(await sendList()).toMatchObject({
		status,
		body: { message: expect.stringMatching(unrecognized) },
	});
	await waitFor(
		'a failed poll',
		patience,
		async () =>
			(await rest.executions(poller)).some(({ status }) => status === 'error') || undefined,
	);
	expectNothingTwice();
});

it('continues where it was when it is installed again, without a restart', async () => {
	await rest.installPackage(name, version);

	expect(statusOf(await pay('AGAIN00001'))).toEqual([200]);
	const receipts = await polled('AGAIN00001');
	expect([...receipts].sort()).toEqual(
		['FIRST00001', 'UPDATED001', 'RESTARTED1', 'WITHOUT001', 'AGAIN00001'].sort(),
	);
	expect((await receiptsOf(trigger, triggerNode, 5)).slice(4)).toEqual(['AGAIN00001']);
	expect(await sendList()).toMatchObject({ status: 200, body: [{ alreadySent: true }] });
	expectNothingTwice();
});

it('leaves only Kopo Kopo’s subscription behind if it is uninstalled after the workflows were unpublished', async () => {
	for (const workflow of [trigger, poller, payer, waiting]) await rest.deactivate(workflow);
	await rest.uninstallPackage(name);

	expect(statusOf(await pay('GONE000001'))).toEqual([404]);
	await expect(rest.run(payer, 'List')).rejects.toThrow(unrecognized);
	await env.restart();
	expect(await offered()).toEqual([]);
	expect(await rest.installedPackages()).toEqual([]);
	expectNothingTwice();
});
