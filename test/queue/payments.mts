import { randomUUID } from 'node:crypto';
import { fetchOnNewConnection } from '../support/host/new-connection.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { waitFor } from '../support/host/wait.mts';
import { payEachNode, payList, type ListedPayment } from '../support/workflows/pay-list.mts';
import { settle, storedExecutions, type StoredExecution } from './ledger.mts';
import type { QueueOptions } from './options.mts';
import { nothing, type Result } from './result.mts';
import type { ProcessName, Stage, Stand } from './stand.mts';

const seconds = 240;

/** Amounts that choose what happens at the simulated Kopo Kopo: the money moves in all but the last. */
const accidents = { dropped: 99909, failedAfterAccepting: 99907, failed: 99906 };

/** A list of payments; of a hundred, one is dropped and one is answered 500, by turns with and without effect. */
function makeList(count: number): ListedPayment[] {
	const { dropped, failedAfterAccepting, failed } = accidents;
	return Array.from({ length: count }, (_, index) => {
		const ordinary = 100 + index;
		const every = (place: number, amount: number) => (index % 100 === place ? amount : null);
		return {
			order: randomUUID(),
			destination: randomUUID(),
			amount:
				every(17, dropped) ??
				every(53, Math.floor(index / 100) % 2 ? failed : failedAfterAccepting) ??
				ordinary,
		};
	});
}

const collection = /^\/api\/v1\/payments$/;

/** The requests for each payment of a list that came to Kopo Kopo, whatever they were answered. */
function requestsOf({ simulator }: Stage, list: ListedPayment[]): Map<string, number[]> {
	const statuses = new Map(list.map(({ order }) => [order, [] as number[]]));
	for (const { method, path, body, status } of simulator.requests) {
		if (method !== 'POST' || !collection.test(path)) continue;
		const { metadata } = JSON.parse(body) as { metadata?: { order?: string } };
		statuses.get(metadata?.order ?? '')?.push(status);
	}
	return statuses;
}

/** How often the money of each payment moves. */
export function accepted({ simulator }: Stage, list: ListedPayment[]): Map<string, number> {
	const counts = new Map(list.map(({ order }) => [order, 0]));
	for (const { type, attributes } of simulator.resources()) {
		const { order = '' } = (attributes.metadata ?? {}) as { order?: string };
		if (type === 'payment' && counts.has(order)) counts.set(order, counts.get(order)! + 1);
	}
	return counts;
}

/** A list that is being paid. */
export interface Payout {
	stage: Stage;
	workflow: StoredWorkflow;
	path: string;
	list: ListedPayment[];
}

/** Has a list paid, with a revoked token after a third of it and 429 for one of a hundred. */
export async function beginPayout(
	stage: Stage,
	count: number,
	{ hasKeys }: { hasKeys: boolean },
): Promise<Payout> {
	const path = randomUUID();
	const list = makeList(count);
	const workflow = await stage.open(payList(stage.credential, path, { hasKeys }));
	stage.simulator.answer({
		method: 'POST',
		path: collection,
		status: 429,
		times: Math.ceil(count / 100),
	});
	const payout = { stage, workflow, path, list };
	await post(payout);
	await reached(payout, count / 3);
	stage.simulator.revokeTokens();
	return payout;
}

/** Posts the list to the workflow: once more, where it was posted before. */
async function post({ stage, path, list }: Payout): Promise<void> {
	const answer = await fetchOnNewConnection(`${stage.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ payments: list }),
	});
	if (!answer.ok) throw new Error(`n8n answered ${answer.status} to the list of payments.`);
}

/** Resolves when so many of its payments were requested. */
export async function reached({ stage, list }: Payout, count: number): Promise<void> {
	await waitFor(`${count} requests`, seconds, () => {
		const requested = [...requestsOf(stage, list).values()].filter((each) => each.length > 0);
		return requested.length >= count || undefined;
	});
}

/** In seconds. A list counts as one execution, so nothing changes until it is paid. */
export const patience = 240;

/** Counts what became of a list, in n8n's database and at Kopo Kopo. */
export async function countPayout(payout: Payout, trial: string): Promise<Result> {
	const { stage, workflow, list } = payout;
	await settle(stage, workflow, patience);
	const executions = await storedExecutions(stage, workflow);
	const moved = accepted(stage, list);
	const silent = list.filter((_, index) => !isTold(executions, index));
	const erased = executions.some(({ status, error }) => status !== 'success' && error === null);
	return {
		trial,
		...nothing,
		sent: list.length,
		...(erased
			? {
					lostByN8n: silent.length,
					notes: silent.length
						? { 'without a word in an execution that n8n erased': silent.length }
						: {},
				}
			: { lost: silent.length }),
		twice: [...moved.values()].filter((times) => times > 1).length,
	};
}

/** Whether a list's payment has a result or an error of its own, or its execution tells what is the matter. */
function isTold(executions: StoredExecution[], index: number): boolean {
	const item = executions.map((one) => one.output(payEachNode)[index]).find(Boolean);
	if (item) return item.alreadySent === true || typeof (item.id ?? item.error) === 'string';
	return executions.at(-1)?.error != null;
}

/** The worker that has begun the newest execution of a workflow. */
async function workerOf(stand: Stand, { workflow }: Payout): Promise<ProcessName> {
	const { id } = (await storedExecutions(stand, workflow)).at(-1)!;
	for (const name of ['worker-1', 'worker-2'] as const) {
		const worker = await stand.processes[name].ready();
		if (worker.tail(2000).includes(`Worker started execution ${id} `)) return name;
	}
	throw new Error(`No worker has begun execution ${id}.`);
}

/** Waits until the execution of a list has ended, as n8n sees it, and does what Retry in the list of executions does. */
export async function retry({ stage, workflow }: Payout): Promise<void> {
	const ended = await waitFor('execution that has ended', seconds, async () => {
		const [execution] = await storedExecutions(stage, workflow);
		return execution && !['new', 'running'].includes(execution.status) ? execution : undefined;
	});
	stage.report(`execution ${ended.id} is "${ended.status}" (${ended.error ?? 'no error'}); Retry`);
	await stage.rest
		.retry(ended.id)
		.catch((error: unknown) => stage.report(`Retry: ${String(error)}`));
}

type Trial = (stand: Stand, count: number) => Promise<Payout>;

const trials: Record<string, Trial> = {
	'nothing is killed': (stand, count) => beginPayout(stand, count, { hasKeys: false }),
	'their worker is killed halfway, then Retry': async (stand, count) => {
		const payout = await beginPayout(stand, count, { hasKeys: false });
		await reached(payout, count / 2);
		await stand.processes[await workerOf(stand, payout)].kill();
		await stand.ready();
		await retry(payout);
		return payout;
	},
	'their worker is killed halfway, then the same list again with its idempotency keys': async (
		stand,
		count,
	) => {
		const payout = await beginPayout(stand, count, { hasKeys: true });
		await reached(payout, count / 2);
		await stand.processes[await workerOf(stand, payout)].kill();
		await post(payout);
		await stand.ready();
		return payout;
	},
	'main is killed halfway': async (stand, count) => {
		const payout = await beginPayout(stand, count, { hasKeys: false });
		await reached(payout, count / 2);
		await stand.processes.main.kill();
		await stand.ready();
		return payout;
	},
	'all of n8n is killed halfway, then Retry': async (stand, count) => {
		const payout = await beginPayout(stand, count, { hasKeys: false });
		await reached(payout, count / 2);
		await Promise.all(Object.values(stand.processes).map((process) => process.kill()));
		await stand.ready();
		await retry(payout);
		return payout;
	},
};

/** Lists of payments, with accidents at Kopo Kopo, while parts of n8n are killed. */
export async function tryPayments(
	stand: Stand,
	{ payments, rounds }: QueueOptions,
): Promise<Result[]> {
	const results: Result[] = [];
	for (let round = 0; round < rounds; round += 1) {
		for (const [what, trial] of Object.entries(trials)) {
			stand.report(`${payments} payments: ${what}`);
			const payout = await trial(stand, payments);
			results.push(await countPayout(payout, `${payments} payments: ${what}`));
		}
	}
	return results;
}
