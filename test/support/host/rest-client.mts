import { randomUUID } from 'node:crypto';
import type { N8n } from './n8n.mts';
import { fetchOnNewConnection } from './new-connection.mts';
import type { Release } from './recipe.mts';
import { waitFor } from './wait.mts';

/** The owner of every instance that is set up here: reachable from this machine alone, and gone when it stops. */
export const owner = {
	email: 'demo@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Lipa-na-n8n-1',
};

export interface WorkflowNode {
	/** A new one where absent. */
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	/** In a row where absent. */
	position?: [x: number, y: number];
	/** A new one where absent. */
	webhookId?: string;
	credentials?: Record<string, { id?: string; name: string }>;
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
	onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow';
}

export interface WorkflowDraft {
	name: string;
	nodes: WorkflowNode[];
	/** By node, then by the kind of connection, such as `main` or `ai_tool`. */
	connections: Record<string, Record<string, { node: string; type: string; index: number }[][]>>;
	settings?: Record<string, unknown>;
}

export interface StoredWorkflow {
	id: string;
	versionId: string;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
	data: Record<string, string | number | boolean>;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: string;
}

/** A community package as n8n lists it. */
export interface InstalledPackage {
	packageName: string;
	installedVersion: string;
	installedNodes: { name: string; type: string; latestVersion: number }[];
	/** Where n8n has found a newer one. */
	updateAvailable?: string;
}

/** A data table and where the REST API has it. */
export interface DataTable {
	id: string;
	path: string;
}

interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: { errorMessage: string | null }[];
}

const activationSeconds = 240;

/** A login, as plain data that can be handed to another process. */
export interface Session {
	url: string;
	/** How this n8n activates a workflow. */
	activation: Release['activation'];
	browserId: string;
	cookie: string;
}

/** With what the editor sends along, and n8n 1 does not add. */
const completed = (draft: WorkflowDraft) => ({
	...draft,
	nodes: draft.nodes.map((node, index) => ({
		id: randomUUID(),
		webhookId: randomUUID(),
		position: [index * 220, 0],
		...node,
	})),
});

/** n8n's own REST API, as the editor in a browser uses it. */
export class RestClient {
	readonly session: Session;

	constructor(session: Session) {
		this.session = session;
	}

	/** Makes the owner's account of a fresh n8n, which also logs in. */
	static async setUpOwner({
		url,
		release: { activation },
	}: Pick<N8n, 'url' | 'release'>): Promise<RestClient> {
		const client = new RestClient({ url, activation, browserId: randomUUID(), cookie: '' });
		await client.call('POST', '/owner/setup', owner);
		return client;
	}

	async createCredential(draft: Omit<Credential, 'id'>): Promise<Credential> {
		const { id } = await this.call<{ id: string }>('POST', '/credentials', draft);
		return { ...draft, id };
	}

	/** What the Test button does. */
	async testCredential(credentials: Credential): Promise<{ status: string; message: string }> {
		return this.call('POST', '/credentials/test', { credentials });
	}

	async createWorkflow(draft: WorkflowDraft): Promise<StoredWorkflow> {
		return this.call('POST', '/workflows', { active: false, settings: {}, ...completed(draft) });
	}

	/** Saves a workflow that is stored, which does not yet publish it. */
	async updateWorkflow({ id }: StoredWorkflow, draft: WorkflowDraft): Promise<StoredWorkflow> {
		return this.call('PATCH', `/workflows/${id}`, completed(draft));
	}

	/**
	 * Publishes a workflow and waits until its triggers are registered.
	 * @throws what n8n says of triggers that it gave up to register
	 */
	async activate({ id, versionId }: StoredWorkflow): Promise<void> {
		if (this.session.activation === 'update') return this.setActive(id, true);
		await this.call('POST', `/workflows/${id}/activate`, { versionId });
		await this.waitForPublication(id, 'published');
	}

	async deactivate({ id }: StoredWorkflow): Promise<void> {
		if (this.session.activation === 'update') return this.setActive(id, false);
		await this.call('POST', `/workflows/${id}/deactivate`, {});
		await this.waitForPublication(id, 'not_published');
	}

	private async setActive(id: string, active: boolean): Promise<void> {
		await this.call('PATCH', `/workflows/${id}?forceSave=true`, { active });
	}

	/** Runs a workflow by hand from one of its triggers, as the editor does, with what that is to give. */
	async run(workflow: StoredWorkflow, trigger: string, given?: Record<string, unknown>) {
		const data = given && {
			data: {
				startTime: Date.now(),
				executionTime: 0,
				executionIndex: 0,
				source: [],
				data: { main: [[{ json: given }]] },
			},
		};
		await this.call('POST', `/workflows/${workflow.id}/run`, {
			// n8n 1 runs what it is sent, n8n 2 what it has stored.
			workflowData: workflow,
			triggerToStartFrom: { name: trigger, ...data },
		});
	}

	/** What Install does in Settings, Community nodes. */
	async installPackage(name: string, version?: string): Promise<InstalledPackage> {
		return this.call('POST', '/community-packages', { name, version });
	}

	/** What Update does there. */
	async updatePackage(name: string, version?: string): Promise<InstalledPackage> {
		return this.call('PATCH', '/community-packages', { name, version });
	}

	/** What Uninstall does there. */
	async uninstallPackage(name: string): Promise<void> {
		await this.call('DELETE', `/community-packages?name=${name}`);
	}

	async installedPackages(): Promise<InstalledPackage[]> {
		return this.call('GET', '/community-packages');
	}

	/** The nodes that the editor offers, with the latest version of each. While n8n writes the list, it is incomplete. */
	async nodeTypes(): Promise<{ name: string; displayName: string }[]> {
		return waitFor('complete list of nodes', 240, async () => {
			const answer = await fetchOnNewConnection(`${this.session.url}/types/nodes.json`, {
				headers: { cookie: this.session.cookie, 'browser-id': this.session.browserId },
			});
			return (answer.json() as Promise<{ name: string; displayName: string }[]>).catch(
				() => undefined,
			);
		});
	}

	/** Makes a data table whose columns are texts. */
	async createDataTable(name: string, columns: string[]): Promise<DataTable> {
		const project = await this.call<{ id: string }>('GET', '/projects/personal');
		const path = `/projects/${project.id}/data-tables`;
		const { id } = await this.call<{ id: string }>('POST', path, {
			name,
			columns: columns.map((column) => ({ name: column, type: 'string' })),
		});
		return { id, path: `${path}/${id}` };
	}

	/** The data table of this name, which a workflow created. */
	async findDataTable(name: string): Promise<DataTable> {
		const project = await this.call<{ id: string }>('GET', '/projects/personal');
		const path = `/projects/${project.id}/data-tables`;
		const { data } = await this.call<{ data: { id: string; name: string }[] }>('GET', path);
		const { id } = data.find((table) => table.name === name)!;
		return { id, path: `${path}/${id}` };
	}

	async rowsOf({ path }: DataTable): Promise<Array<Record<string, unknown>>> {
		const { data } = await this.call<{ data: Array<Record<string, unknown>> }>(
			'GET',
			`${path}/rows`,
		);
		return data;
	}

	async addRows({ path }: DataTable, data: Array<Record<string, unknown>>): Promise<void> {
		await this.call('POST', `${path}/insert`, { data, returnType: 'count' });
	}

	/** Changes the rows whose column has this value, as a person does in the editor. */
	async updateRows(
		{ path }: DataTable,
		columnName: string,
		value: string,
		data: Record<string, unknown>,
	): Promise<void> {
		const filters = [{ columnName, condition: 'eq', value }];
		await this.call('PATCH', `${path}/rows`, { filter: { type: 'and', filters }, data });
	}

	/** The executions of a workflow, the newest first. */
	async executions(workflow: StoredWorkflow): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow.id }));
		const path = `/executions?filter=${filter}&limit=100`;
		const { results } = await this.call<{ results: ExecutionSummary[] }>('GET', path);
		return results;
	}

	/** How many executions of a workflow n8n has stored, of all or of one status. */
	async countExecutions(workflow: StoredWorkflow, status?: string): Promise<number> {
		const wanted = { workflowId: workflow.id, ...(status && { status: [status] }) };
		const path = `/executions?filter=${encodeURIComponent(JSON.stringify(wanted))}&limit=1`;
		return (await this.call<{ count: number }>('GET', path)).count;
	}

	/** What the Stop button does. */
	async stop(executionId: string): Promise<void> {
		await this.call('POST', `/executions/${executionId}/stop`, {});
	}

	/** What Retry in the list of executions does: with the workflow as it was, or as it is now. */
	async retry(executionId: string, loadWorkflow = false): Promise<void> {
		await this.call('POST', `/executions/${executionId}/retry`, { loadWorkflow });
	}

	/** One execution's data, in the `flatted` form in which n8n stores it. */
	async executionData(id: string): Promise<string> {
		const { data } = await this.call<{ data: string }>('GET', `/executions/${id}`);
		return data;
	}

	/** An n8n that registers triggers before it answers has nothing to wait for, and has told what went wrong. */
	private async waitForPublication(id: string, wanted: 'published' | 'not_published') {
		if (this.session.activation !== 'later') return;
		await waitFor(`activation state "${wanted}"`, activationSeconds, async () => {
			const path = `/workflows/${id}/publication-status`;
			const { status, triggers } = await this.call<PublicationStatus>('GET', path);
			if (wanted === 'published' && (status === 'failed' || status === 'partial')) {
				const messages = triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
				throw new Error(`n8n could not activate it: ${messages.join('; ')}`);
			}
			return status === wanted || undefined;
		});
	}

	private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await fetchOnNewConnection(`${this.session.url}/rest${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				'browser-id': this.session.browserId,
				cookie: this.session.cookie,
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`n8n answered ${answer.status} to ${method} ${path}: ${text}`);
		const cookies = answer.headers.getSetCookie();
		if (cookies.length) {
			this.session.cookie = cookies.map((line) => line.split(';')[0]).join('; ');
		}
		return (JSON.parse(text) as { data: T }).data;
	}
}
