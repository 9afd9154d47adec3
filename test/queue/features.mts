import { randomUUID } from 'node:crypto';
import { fetchOnNewConnection } from '../support/host/new-connection.mts';
import type { StoredWorkflow, WorkflowDraft } from '../support/host/rest-client.mts';
import { waitFor } from '../support/host/wait.mts';
import { askForPayment, requestPaymentNode } from '../support/workflows/demo.mts';
import { triggerNode } from '../support/workflows/trigger.mts';
import {
	afterNode,
	askAndWait,
	askThenWait,
	askedFor,
	resultOf,
	type Asked,
} from '../support/workflows/waiting.mts';
import { settle, storedExecutions, type StoredExecution } from './ledger.mts';
import { openReceiver } from './receiver.mts';
import { nothing, type Result } from './result.mts';
import type { ProcessName, Stand } from './stand.mts';

const seconds = 240;
const amount = 100;
const phoneNumber = '+254712345678';
/** The customer never answers, so that the result comes when and where it is to. */
const silentNumber = '+254700000005';
const forgedSignature = 'f'.repeat(64);

type Feature = (stand: Stand) => Promise<Omit<Result, 'trial'>>;

/** Every feature, through webhook processors and workers. */
const features: Record<string, Feature> = {
	'STK push': (stand) => push(stand, {}),
	'Wait for Result': (stand) => push(stand, { waitForResult: true, waitInterval: 1 }),
	'Request Payment and Wait, resumed by the other webhook processor': (stand) =>
		resume(stand, askAndWait(stand.credential, randomUUID()), 1),
	'Wait node, resumed by the other webhook processor': (stand) =>
		resume(stand, askThenWait(stand.credential, randomUUID()), null),
	Trigger: (stand) => receive(stand, false),
	'Trigger, forged deliveries': (stand) => receive(stand, true),
	'Polling trigger, activated twice': poll,
};

export async function tryFeatures(stand: Stand): Promise<Result[]> {
	const results: Result[] = [];
	for (const [trial, feature] of Object.entries(features)) {
		results.push({ trial, ...(await feature(stand)) });
		stand.report(trial);
	}
	return results;
}

const through = async (stand: Stand, name: ProcessName) =>
	(await stand.processes[name].ready()).url;

async function post(url: string, body: object): Promise<void> {
	await fetchOnNewConnection(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}

/** Every execution of a workflow, when all have ended. */
async function ended(stand: Stand, workflow: StoredWorkflow): Promise<StoredExecution[]> {
	await settle(stand, workflow, seconds);
	return storedExecutions(stand, workflow);
}

async function push(stand: Stand, parameters: object) {
	const path = randomUUID();
	const draft = askForPayment(stand.credential, path);
	Object.assign(draft.nodes.at(-1)!.parameters, parameters);
	const workflow = await stand.open(draft);
	const payments = [1, 2, 3, 4, 5].map((cents) => ({
		tillNumber: 'K000000',
		phoneNumber,
		amount: amount + cents / 100,
		firstName: 'Jane',
		lastName: 'Wanjiru',
		callbackUrl: 'https://example.com/callback',
	}));
	const known = new Set(stand.simulator.resources().map(({ id }) => id));
	await post(`${stand.url}/webhook/${path}`, { payments });
	const executions = await ended(stand, workflow);
	const items = executions.flatMap((execution) => execution.output(requestPaymentNode));
	const isWanted = (item: Record<string, unknown>) =>
		'waitForResult' in parameters ? item.status === 'Success' : typeof item.location === 'string';
	const asked = stand.simulator.resources().filter(({ id }) => !known.has(id));
	return {
		...nothing,
		sent: payments.length,
		lost: payments.length - items.filter(isWanted).length,
		twice: asked.length - payments.length,
	};
}

/**
 * Parks an execution through one webhook processor and resumes it through the other.
 *
 * @param forgeries how many forged results come first; null where the node that waits knows of no signatures
 */
async function resume(
	stand: Stand,
	draft: ReturnType<typeof askAndWait>,
	forgeries: number | null,
) {
	const workflow = await stand.open(draft);
	const { path } = draft.nodes[0]!.parameters;
	const order = randomUUID();
	const orders = [{ order, phoneNumber: silentNumber, amount }];
	await post(`${await through(stand, 'webhook-1')}/webhook/${String(path)}`, { orders });
	const asked = await waitFor('execution that waits', seconds, async () => {
		const [execution] = await storedExecutions(stand, workflow);
		return execution?.status === 'waiting' ? askedFor(stand.simulator, order) : undefined;
	});
	const other = await through(stand, 'webhook-2');
	const body = resultOf(asked.id, amount);
	const url = at(other, asked);
	for (let left = forgeries ?? 0; left > 0; left -= 1) {
		await stand.simulator.deliver({ url, body, sign: forgedSignature });
	}
	const woken = (await storedExecutions(stand, workflow)).filter((one) => one.status !== 'waiting');
	await stand.simulator.deliver({ url, body });
	const executions = await waitFor('execution that goes on', seconds, async () => {
		const found = await storedExecutions(stand, workflow);
		return found.every(({ status }) => status === 'success') ? found : undefined;
	});
	const requests = stand.simulator.requests.filter((one) => one.body.includes(order));
	const goneOn = executions.flatMap((execution) => execution.output(afterNode));
	return {
		...nothing,
		sent: 1 + (forgeries ?? 0),
		lost: goneOn.length ? 0 : 1,
		twice: Math.max(requests.length, goneOn.length) - 1,
		forged: woken.length,
	};
}

const at = (processor: string, { callbackUrl }: Asked) => {
	const { pathname, search } = new URL(callbackUrl);
	return `${processor}${pathname}${search}`;
};

/**
 * Pays a till five times.
 *
 * @param isForged whether all but the first payment come to the trigger as somebody else would send them
 */
async function receive(stand: Stand, isForged: boolean) {
	const { workflow, url, pay } = await openReceiver(stand);
	const count = 5;
	const genuine = isForged ? 1 : count;
	let body = '';
	for (let left = genuine; left > 0; left -= 1) body = await pay();
	for (let left = count - genuine; left > 0; left -= 1) {
		const { id } = JSON.parse(body) as { id: string };
		const sign = left % 2 ? forgedSignature : false;
		await stand.simulator.deliver({ url, body: body.replaceAll(id, randomUUID()), sign });
	}
	const executions = await ended(stand, workflow);
	const done = executions.filter(
		(execution) => execution.status === 'success' && execution.output(triggerNode).length === 1,
	);
	const beyond = executions.length - genuine;
	return {
		...nothing,
		sent: count,
		lost: genuine - Math.min(done.length, genuine),
		...(isForged ? { forged: beyond } : { twice: Math.max(beyond, 0) }),
	};
}

const pollNode = 'Kopo Kopo Polling Trigger';

const polling = ({ id, name, type }: Stand['credential'], startFrom: string): WorkflowDraft => ({
	name: 'On listed payments',
	nodes: [
		{
			name: pollNode,
			type: 'n8n-nodes-kopokopo.kopoKopoPollingTrigger',
			typeVersion: 1,
			credentials: { [type]: { id, name } },
			parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, options: { startFrom } },
		},
	],
	connections: {},
});

const minute = 60_000;

/** Pays a till five times and has the payments polled for twice: n8n polls at each activation. */
async function poll(stand: Stand) {
	const references = Array.from({ length: 5 }, () => randomUUID());
	for (const reference of references) {
		await stand.simulator.payTill({ tillNumber: 'K000000', amount, reference });
	}
	const startFrom = new Date(Date.now() - minute).toISOString();
	const workflow = await stand.open(polling(stand.credential, startFrom));
	const found = async () => {
		const executions = await storedExecutions(stand, workflow);
		const emitted = executions
			.filter(({ status }) => status === 'success')
			.flatMap((execution) => execution.output(pollNode).map(({ reference }) => reference));
		return references.map((reference) => emitted.filter((one) => one === reference).length);
	};
	await waitFor('payments that were polled for', seconds, async () =>
		(await found()).every((times) => times > 0) ? true : undefined,
	);
	await stand.rest.deactivate(workflow);
	await stand.rest.activate(workflow);
	await settle(stand, workflow, seconds);
	const counts = await found();
	await stand.rest.deactivate(workflow);
	return {
		...nothing,
		sent: references.length,
		lost: counts.filter((times) => times === 0).length,
		twice: counts.filter((times) => times > 1).length,
	};
}
