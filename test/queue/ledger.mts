import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../support/host/executions.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import type { Stage } from './stand.mts';

interface Item {
	json: Json;
	error?: unknown;
}

/** As n8n stores it; what is absent was never stored, or was erased. */
interface StoredData {
	resultData?: {
		runData?: Record<string, { data?: { main?: (Item[] | null)[] } }[]>;
		error?: { message?: string };
	};
	executionData?: {
		nodeExecutionStack?: { data?: { main?: (Item[] | null)[] } }[];
	};
}

/** An execution as it stands in n8n's database. */
export interface StoredExecution {
	id: string;
	status: string;
	mode: string;
	createdAt: number;
	/** Null for an execution that no worker has begun. */
	startedAt: number | null;
	retryOf: string | null;
	error: string | null;
	/** The items of a node's first output, in all of its runs. */
	output(node: string): Json[];
	/** The items that a node which never ran was to be given. */
	waiting: Json[];
}

const open = "('new', 'running')";

/** All executions of a workflow, from execution_entity and execution_data, the oldest first. */
export async function storedExecutions(
	{ host, database }: Stage,
	workflow: StoredWorkflow,
): Promise<StoredExecution[]> {
	const { parse } = createRequire(host.n8n)('flatted') as { parse(text: string): StoredData };
	const rows = await database.rows(
		'SELECT e.id, e.status, e.mode, e."createdAt" AS created_at, e."startedAt" AS started_at, ' +
			'e."retryOf" AS retry_of, d.data FROM execution_entity e ' +
			'LEFT JOIN execution_data d ON d."executionId" = e.id ' +
			`WHERE e."workflowId" = '${workflow.id}' ORDER BY e.id`,
	);
	return rows.map(({ id, status, mode, created_at, started_at, retry_of, data }) => {
		const stored = typeof data === 'string' ? parse(data) : {};
		const runs = stored.resultData?.runData ?? {};
		return {
			id: String(id),
			status: String(status),
			mode: String(mode),
			createdAt: timeOf(created_at),
			startedAt: started_at === null ? null : timeOf(started_at),
			retryOf: retry_of === null ? null : String(retry_of),
			error: stored.resultData?.error?.message ?? null,
			output: (node) => (runs[node] ?? []).flatMap((run) => jsonOf(run.data?.main?.[0])),
			waiting: (stored.executionData?.nodeExecutionStack ?? []).flatMap((entry) =>
				jsonOf(entry.data?.main?.[0]),
			),
		};
	});
}

const timeOf = (value: unknown) => new Date(value as string).getTime();

const jsonOf = (items: Item[] | null | undefined) => (items ?? []).map(({ json }) => json);

/** How many executions of a workflow have begun, or are to begin, and have not ended. */
async function countOpen({ database }: Stage, workflow: StoredWorkflow): Promise<number> {
	const [row] = await database.rows(
		`SELECT COUNT(*) AS open FROM execution_entity WHERE "workflowId" = '${workflow.id}' AND status IN ${open}`,
	);
	return Number(row?.open);
}

const pause = 1000;

/**
 * Waits until all executions of a workflow have ended, or nothing has changed for so many seconds.
 * @returns how many are left that nothing ends
 */
export async function settle(
	stage: Stage,
	workflow: StoredWorkflow,
	patience: number,
): Promise<number> {
	let last = Infinity;
	let unchangedSince = Date.now();
	for (;;) {
		const now = await countOpen(stage, workflow);
		if (now === 0) return 0;
		if (now !== last) unchangedSince = Date.now();
		last = now;
		if (Date.now() - unchangedSince > patience * 1000) return now;
		await sleep(pause);
	}
}
