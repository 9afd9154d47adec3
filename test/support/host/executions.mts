import { createRequire } from 'node:module';
import type { Host } from './install.mts';
import type { ExecutionSummary, RestClient, StoredWorkflow } from './rest-client.mts';
import { waitFor } from './wait.mts';

export type Json = Record<string, unknown>;

interface ExecutionData {
	resultData: {
		runData: Record<
			string,
			{ executionTime: number; data?: { main: ({ json: Json }[] | null)[] } }[]
		>;
		error?: { message: string };
	};
}

/** An execution that has come to its end, with what its nodes gave. */
export interface Execution extends ExecutionSummary {
	/** The items of a node's first output, in all of its runs. */
	output(node: string): Json[];
	/** The milliseconds that n8n counts for a node, in all of its runs. */
	took(node: string): number;
	error: string | null;
}

const executionSeconds = 240;
const finished = new Set(['success', 'error', 'crashed', 'canceled']);

/** Reads an execution with the `flatted` that n8n itself brings. */
export async function readExecution(
	client: RestClient,
	host: Host,
	summary: ExecutionSummary,
): Promise<Execution> {
	const flatted = createRequire(host.n8n)('flatted') as { parse(text: string): ExecutionData };
	const { resultData } = flatted.parse(await client.executionData(summary.id));
	return {
		...summary,
		error: resultData.error?.message ?? null,
		output: (node) =>
			(resultData.runData[node] ?? [])
				.flatMap(({ data }) => data?.main[0] ?? [])
				.map(({ json }) => json),
		took: (node) =>
			(resultData.runData[node] ?? []).reduce((sum, { executionTime }) => sum + executionTime, 0),
	};
}

/** Waits until a workflow has at least so many executions and all of them have ended; the newest comes first. */
export async function waitForExecutions(
	client: RestClient,
	workflow: StoredWorkflow,
	count = 1,
): Promise<ExecutionSummary[]> {
	return waitFor(`${count} finished execution(s)`, executionSeconds, async () => {
		const found = await client.executions(workflow);
		const settled = found.every(({ status }) => finished.has(status));
		return settled && found.length >= count ? found : undefined;
	});
}

/** Waits until an execution of a workflow has ended. */
export async function waitForExecution(
	client: RestClient,
	workflow: StoredWorkflow,
	id: string,
): Promise<ExecutionSummary> {
	return waitFor(`end of execution ${id}`, executionSeconds, async () =>
		(await client.executions(workflow)).find(
			(execution) => execution.id === id && finished.has(execution.status),
		),
	);
}
