import { startSimulator, type SimulatorOptions } from '../../simulator/simulator.mts';
import {
	readExecution,
	waitForExecution,
	waitForExecutions,
	type Execution,
	type Json,
} from '../host/executions.mts';
import type { Host } from '../host/install.mts';
import { postJson } from '../host/post-json.mts';
import {
	RestClient,
	type Credential,
	type StoredWorkflow,
	type WorkflowDraft,
} from '../host/rest-client.mts';
import { sqliteDatabase, type Database } from '../host/sqlite.mts';
import { kopoKopoCredential } from '../workflows/credential.mts';
import { askForRestart } from './restarts.mts';
import { sharedN8n } from './shared-n8n.mts';

type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** The shared n8n, a simulator for one test file, and a credential in n8n for that simulator. */
export interface Environment {
	url: string;
	host: Host;
	rest: RestClient;
	simulator: Simulator;
	credential: Credential;
	/** The database of the shared n8n. */
	database: Database;
	/** Stops the shared n8n and starts it again, with all that it has stored. */
	restart(): Promise<void>;
	/** Kills it with SIGKILL and starts it again. */
	kill(): Promise<void>;
	/** Stores a workflow, to be deactivated in the end. */
	store(draft: WorkflowDraft): Promise<StoredWorkflow>;
	/** Stores and activates a workflow. */
	open(draft: WorkflowDraft): Promise<StoredWorkflow>;
	/** All executions of a workflow, read when there are so many and all have ended. */
	executions(workflow: StoredWorkflow, count?: number): Promise<Execution[]>;
	/** An execution of a workflow, read when it has ended. */
	execution(workflow: StoredWorkflow, id: string): Promise<Execution>;
	/** The execution that something starts of a workflow, once it has ended. */
	next(workflow: StoredWorkflow, start: () => Promise<unknown>): Promise<Execution>;
	/** The bodies of what was posted to a collection of the simulator's API, such as `v2/send_money`. */
	sent(collection: string): Json[];
	/** Posts JSON to a workflow's production webhook. */
	post(path: string, body: Json): Promise<{ status: number; body: unknown }>;
	/** Deactivates what was stored and ends the simulator. */
	close(): Promise<void>;
}

/** Milliseconds after which a delivery has failed: a busy n8n may need more than Kopo Kopo would wait. */
const deliveryTimeout = 30_000;

/** Starts a simulator for the shared n8n; close it after the tests. */
export async function openEnvironment(options: SimulatorOptions = {}): Promise<Environment> {
	const { host, session, userFolder, restartUrl } = sharedN8n();
	const rest = new RestClient(session);
	const simulator = await startSimulator({ deliveryTimeout, ...options });
	const credential = await rest.createCredential(kopoKopoCredential(simulator));
	const stored: StoredWorkflow[] = [];
	const store = async (draft: WorkflowDraft) => {
		const workflow = await rest.createWorkflow(draft);
		stored.push(workflow);
		return workflow;
	};
	const executions: Environment['executions'] = async (workflow, count) => {
		const found = await waitForExecutions(rest, workflow, count);
		return Promise.all(found.map((summary) => readExecution(rest, host, summary)));
	};
	return {
		url: session.url,
		host,
		rest,
		simulator,
		credential,
		database: sqliteDatabase(host, userFolder),
		restart: () => askForRestart(restartUrl),
		kill: () => askForRestart(restartUrl, 'kill'),
		store,
		async open(draft) {
			const workflow = await store(draft);
			await rest.activate(workflow);
			return workflow;
		},
		executions,
		async next(workflow, start) {
			const before = (await rest.executions(workflow)).length;
			await start();
			const [newest] = await executions(workflow, before + 1);
			return newest!;
		},
		async execution(workflow, id) {
			return readExecution(rest, host, await waitForExecution(rest, workflow, id));
		},
		sent: (collection) =>
			simulator.requests
				.filter(({ method, path }) => method === 'POST' && path === `/api/${collection}`)
				.map(({ body }) => JSON.parse(body) as Json),
		post: (path, body) => postJson(`${session.url}/webhook/${path}`, body),
		async close() {
			for (const workflow of stored) await rest.deactivate(workflow);
			await simulator.close();
		},
	};
}
