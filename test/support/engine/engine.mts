import 'reflect-metadata';

import {
	DataDeduplicationService,
	ExecutionLifecycleHooks,
	HookContext,
	PackageDirectoryLoader,
	PollContext,
	PollTriggerExecutor,
	TriggersAndPollers,
	WebhookContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	createRunExecutionData,
	type DeduplicationItemTypes,
	type DeduplicationScope,
	type ICheckProcessedContextData,
	type ICheckProcessedOptions,
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	type ICredentialsHelper,
	type IDataDeduplicator,
	type IDataObject,
	type IExecuteData,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type NodeParameterValueType,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { setImmediate } from 'node:timers/promises';

export type Parameters = Record<string, NodeParameterValueType>;

/** The built package, loaded by n8n-core's own loader as n8n loads a community node. */
let loader = new PackageDirectoryLoader(process.cwd());
let loading = loader.loadAll();

/** Loads the package again, as a new process does: nothing is left of what it had in memory. */
export function restartProcess(): void {
	jest.resetModules();
	loader = new PackageDirectoryLoader(process.cwd());
	loading = loader.loadAll();
}

const passThrough = (name: string): INodeType => ({
	description: {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
});

/** Properties of the action node as n8n loads it. */
export const actionProperties = async () => {
	await loading;
	return (loader.nodeTypes.kopoKopo!.type as INodeType).description.properties;
};

/** The type that n8n makes of the node for agents. */
const toolType = 'kopoKopoTool';

/** A call that an agent makes. */
export interface AgentCall {
	id: string;
	/** The agent's input item that the call is for. */
	itemIndex: number;
	/** What the agent asks for. */
	input?: IDataObject;
}

/** Has n8n's engine run the calls of its parameter `rounds`, as n8n's AI Agent does, a round at a time. */
const agent: INodeType = {
	description: {
		...passThrough('agent').description,
		properties: [{ displayName: 'Rounds', name: 'rounds', type: 'json', default: '[]' }],
	},
	async execute(response) {
		const rounds = JSON.parse(String(this.getNodeParameter('rounds', 0))) as AgentCall[][];
		const { round = 0 } = (response?.metadata ?? {}) as { round?: number };
		const calls = rounds[round];
		if (!calls) return [this.getInputData()];
		return {
			actions: calls.map(({ id, itemIndex, input = {} }) => ({
				actionType: 'ExecutionNodeAction' as const,
				nodeName: 'Kopo Kopo',
				type: 'ai_tool' as const,
				id,
				input,
				metadata: { itemIndex },
			})),
			metadata: { round: round + 1 },
		};
	},
};

const helperNodes: Record<string, INodeType> = {
	start: passThrough('start'),
	sink: passThrough('sink'),
	agent,
};

const nodeTypes = {
	getByNameAndVersion: (type: string) =>
		helperNodes[type] ??
		(loader.nodeTypes[type === toolType ? 'kopoKopo' : type]?.type as INodeType),
	getByName: (type: string) => nodeTypes.getByNameAndVersion(type),
	getKnownTypes: () => ({}),
} as unknown as INodeTypes;

let credentialStores = 0;

/**
 * Stored credentials and what n8n does with them around a request: n8n's own helper lives in its server
 * package, so its rules are followed here (n8n, `credentials-helper`). The end-to-end suite has the original.
 */
export class CredentialStore {
	readonly id = `credential-${(credentialStores += 1)}`;

	data: ICredentialDataDecryptedObject;

	/** How often n8n has decrypted it. */
	reads = 0;

	/** Why it cannot be decrypted, if so. */
	failure: Error | undefined;

	constructor(data: ICredentialDataDecryptedObject) {
		this.data = { environment: 'custom', apiVersion: 'v1', accessToken: '', ...data };
	}

	helper(): ICredentialsHelper {
		const credentialType = loader.credentialTypes.kopoKopoApi!.type;
		const { authenticate, preAuthentication } = credentialType;
		return {
			getParentTypes: () => [],
			isCredentialUsableByNode: () => true,
			getDecrypted: async (
				_additionalData: unknown,
				_details: unknown,
				_type: string,
				mode: WorkflowExecuteMode,
				executeData?: IExecuteData,
				raw?: boolean,
				resolving?: ICredentialsExpressionResolveValues,
			) => {
				this.reads += 1;
				if (this.failure) throw this.failure;
				if (raw || !resolving) return { ...this.data };
				const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } =
					resolving;
				return workflow.expression.getParameterValue(
					{ ...this.data } as INodeParameters,
					runExecutionData,
					runIndex,
					itemIndex,
					node.name,
					connectionInputData,
					mode,
					{},
					executeData,
				);
			},
			authenticate: async (
				credentials: ICredentialDataDecryptedObject,
				_type: string,
				request: IHttpRequestOptions,
			) =>
				typeof authenticate === 'function' ? await authenticate(credentials, request) : request,
			preAuthentication: async (
				helpers: ThisParameterType<NonNullable<typeof preAuthentication>>,
				credentials: ICredentialDataDecryptedObject,
				_type: string,
				_node: INode,
				expired: boolean,
			) => {
				if (credentials.accessToken !== '' && !expired) return undefined;
				const output = (await preAuthentication!.call(helpers, credentials)) as IDataObject;
				Object.assign(this.data, output);
				return Object.assign(credentials, output);
			},
		} as unknown as ICredentialsHelper;
	}
}

let executions = 0;

function additionalDataFor(
	credentials: CredentialStore,
	executionId = String((executions += 1)),
): IWorkflowExecuteAdditionalData {
	return {
		executionId,
		credentialsHelper: credentials.helper(),
		restApiUrl: '',
		instanceBaseUrl: 'http://localhost:5678',
		webhookBaseUrl: 'http://localhost:5678/webhook',
		webhookTestBaseUrl: 'http://localhost:5678/webhook-test',
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
		variables: {},
		setExecutionStatus: () => undefined,
		currentNodeExecutionIndex: 0,
		executionTimeoutTimestamp: undefined,
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** n8n's deduplication store, as its `deduplication-helper` reads and writes it: a row for each node, whole, without a lock. */
class ProcessedData implements IDataDeduplicator {
	private readonly rows = new Map<string, string[]>();

	/** Why n8n's database cannot be asked, if so. */
	failure: Error | undefined;

	/** Called before each write; what it throws is a database that fails, or a process that dies. */
	beforeWrite: () => void = () => undefined;

	/** Number of entries of all nodes. */
	get entries(): number {
		return [...this.rows.values()].reduce((sum, row) => sum + row.length, 0);
	}

	private keyOf = ({ node, workflow }: ICheckProcessedContextData) => `${workflow.id} ${node!.id}`;

	private async read(context: ICheckProcessedContextData): Promise<string[]> {
		if (this.failure) throw this.failure;
		await setImmediate();
		return [...(this.rows.get(this.keyOf(context)) ?? [])];
	}

	private async write(context: ICheckProcessedContextData, row: string[]): Promise<void> {
		await setImmediate();
		this.beforeWrite();
		this.rows.set(this.keyOf(context), row);
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		_scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		{ maxEntries }: ICheckProcessedOptions,
	) {
		const row = await this.read(context);
		const known = new Set(row);
		const isKnown = (item: DeduplicationItemTypes) => known.has(String(item));
		const added = items.filter((item) => !isKnown(item));
		const all = row.concat(added.map(String));
		await this.write(context, maxEntries ? all.slice(-maxEntries) : all);
		return { new: added, processed: items.filter(isKnown) };
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		_scope: DeduplicationScope,
		context: ICheckProcessedContextData,
	) {
		const row = await this.read(context);
		for (const item of items) {
			const index = row.indexOf(String(item));
			if (index >= 0) row.splice(index, 1);
		}
		await this.write(context, row);
	}

	async clearAllProcessedItems() {
		this.rows.clear();
	}

	async getProcessedDataCount(_scope: DeduplicationScope, context: ICheckProcessedContextData) {
		return (await this.read(context)).length;
	}
}

export const processedData = new ProcessedData();
void DataDeduplicationService.init(processedData);

export interface ActionRun {
	credentials: CredentialStore;
	parameters: Parameters;
	/** Input items; one empty item by default. */
	items?: IDataObject[];
	/** Node settings such as `retryOnFail` or `onError`. */
	settings?: Partial<INode>;
	/** The input of each run of the node, where it runs several times in the execution. */
	runs?: IDataObject[][];
	mode?: WorkflowExecuteMode;
	/** Of the execution; a new one by default. */
	executionId?: string;
	/** The calls of an agent that has the node as its tool, in the order in which it makes them. */
	agentRounds?: AgentCall[][];
	/** Whether n8n gives the execution a token when it stores it first, as it does from 2.14. */
	hasToken?: boolean;
}

export interface ActionResult {
	run: IRun;
	/** Output of the action node, item by item. */
	items: INodeExecutionData[];
	/** The error that ended the execution. */
	error: (Error & { description?: string | null; context?: IDataObject }) | undefined;
}

const connect = (...nodes: string[]) => ({
	main: [nodes.map((node) => ({ node, type: 'main' as const, index: 0 }))],
});

let workflowId = 'workflow';
let workflows = 0;

/** Uses another workflow from now on: its nodes share no entries and nothing in memory with others. */
export function newWorkflow(): void {
	workflowId = `workflow ${(workflows += 1)}`;
}

/** Runs the action node in n8n-core's engine, between a start and a sink, and gives what came out. */
export async function runAction(action: ActionRun): Promise<ActionResult> {
	return await (
		await startAction(action)
	).result;
}

/** What n8n stores of an execution. */
export const stored = ({ data }: IRun): IRun['data'] =>
	JSON.parse(JSON.stringify(data)) as IRun['data'];

/**
 * Tries a failed execution again, as n8n's executions list does (n8n, `ExecutionService.retry`): in a new
 * execution, with what was stored of the first.
 */
export async function retryAction(
	action: ActionRun,
	{ run }: ActionResult,
	{ loadWorkflow = false } = {},
): Promise<ActionResult> {
	return await (
		await startRetry(action, { run }, { loadWorkflow })
	).result;
}

/** Starts the same, to be cut off. */
export async function startRetry(
	action: ActionRun,
	{ run }: Pick<ActionResult, 'run'>,
	{ loadWorkflow = false } = {},
): ReturnType<typeof startAction> {
	const data = stored(run);
	const { resultData } = data;
	delete resultData.error;
	const runs = resultData.runData[resultData.lastNodeExecuted ?? ''];
	if (runs?.at(-1)?.error) runs.pop();
	const { execute, workflow } = await prepareAction({ ...action, mode: 'retry' });
	for (const entry of data.executionData!.nodeExecutionStack) {
		if (loadWorkflow) entry.node = workflow.getNode(entry.node.name)!;
	}
	return execute(data);
}

/** Starts the same, to be cancelled. */
export async function startAction(
	action: ActionRun,
): Promise<ReturnType<Awaited<ReturnType<typeof prepareAction>>['execute']>> {
	const { execute } = await prepareAction(action);
	return execute();
}

/** A workflow of the action node between a start and a sink, and what n8n has at hand to execute it. */
export async function prepareAction({
	credentials,
	parameters,
	items = [{}],
	settings = {},
	runs = [items],
	mode = 'manual',
	executionId,
	agentRounds,
	hasToken = true,
}: ActionRun) {
	await loading;
	const node = (name: string, type: string): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	});
	const { name } = { name: 'Kopo Kopo', ...settings };
	const workflow = new Workflow({
		id: workflowId,
		nodes: [
			node('Start', 'start'),
			{
				...node(name, agentRounds ? toolType : 'kopoKopo'),
				parameters,
				credentials: { kopoKopoApi: { id: credentials.id, name: 'Kopo Kopo' } },
				...settings,
			},
			node('Sink', 'sink'),
			{ ...node('Agent', 'agent'), parameters: { rounds: JSON.stringify(agentRounds ?? []) } },
		],
		connections: agentRounds
			? {
					Start: connect('Agent'),
					Agent: connect('Sink'),
					[name]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
				}
			: { Start: connect(name), [name]: connect('Sink') },
		active: false,
		nodeTypes,
		settings: { timezone: 'Africa/Nairobi', executionOrder: 'v1' },
	});
	const start = workflow.getNode('Start')!;
	const [first = [], ...others] = runs.map((input) => [input.map((json) => ({ json }))]);
	const runData = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [
				{ node: start, data: { main: first }, source: null },
				...others.map((main) => ({
					node: workflow.getNode(name)!,
					data: { main },
					source: { main: [{ previousNode: 'Start' }] },
				})),
			],
		},
	});
	if (!hasToken) delete runData.resumeToken;
	const additionalData = additionalDataFor(credentials, executionId);
	additionalData.hooks = new ExecutionLifecycleHooks(mode, additionalData.executionId!, {
		id: 'workflow',
	} as never);
	const execute = (data = runData) => {
		const begun = structuredClone(stored({ data } as IRun));
		const running = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(
			workflow,
		);
		const result = running.then((run): ActionResult => {
			const { resultData } = run.data;
			return {
				run,
				items: resultData.runData[name]?.at(-1)?.data?.main?.[0] ?? [],
				error: resultData.error as ActionResult['error'],
			};
		});
		return {
			result,
			cancel: () => running.cancel(),
			/** What n8n stored before it began: all that is left where its process dies. */
			begun: { run: { data: begun } as IRun, items: [], error: undefined } as ActionResult,
			/** What n8n would store at this moment, with the node still to be run. */
			snapshot: (): ActionResult => {
				const now = structuredClone(stored({ data } as IRun));
				now.executionData!.nodeExecutionStack = [
					{
						node: workflow.getNode(name)!,
						data: { main: [items.map((json) => ({ json, pairedItem: { item: 0 } }))] },
						source: { main: [{ previousNode: 'Start' }] },
					},
				];
				return { run: { data: now } as IRun, items: [], error: undefined };
			},
		};
	};
	return { workflow, node: workflow.getNode(name)!, additionalData, execute };
}

/** A node that starts a workflow. */
const triggerNode = (
	name: string,
	type: string,
	credentials: CredentialStore,
	more: Partial<INode>,
): INode => ({
	id: 'trigger',
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	credentials: { kopoKopoApi: { id: credentials.id, name: 'Kopo Kopo' } },
	...more,
});

/** A workflow with the trigger alone, and the contexts in which n8n calls its methods. */
export async function triggerWorkflow(
	credentials: CredentialStore,
	parameters: Parameters,
	{ id = 'workflow', staticData = {} as IDataObject } = {},
) {
	await loading;
	const node = triggerNode('Kopo Kopo Trigger', 'kopoKopoTrigger', credentials, {
		webhookId: `webhook-of-${id}`,
		parameters,
	});

	const workflow = new Workflow({
		id,
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes,
		staticData,
	});
	const trigger = workflow.getNode(node.name)!;
	const type = nodeTypes.getByNameAndVersion(node.type) as INodeType;
	const webhookDescription = type.description.webhooks![0]!;
	const additionalData = additionalDataFor(credentials);
	const webhookData = {
		webhookDescription,
		isTest: false,
		node: node.name,
		workflowId: id,
		workflowExecuteAdditionalData: additionalData,
	} as unknown as IWebhookData;

	return {
		workflow,
		/** The outputs that n8n gives the trigger: it evaluates the expression of the description. */
		outputs: () => NodeHelpers.getNodeOutputs(workflow, trigger, type.description),
		/** Calls a lifecycle method as n8n does. */
		async lifecycle(
			method: 'checkExists' | 'create' | 'delete',
			{ isTest = false, mode = 'trigger' as WorkflowExecuteMode } = {},
		): Promise<boolean> {
			const context = new HookContext(
				workflow,
				trigger,
				additionalData,
				mode,
				'activate' as WorkflowActivateMode,
				{ ...webhookData, isTest } as IWebhookData,
			);
			return await type.webhookMethods!.default![method].call(context);
		},
		/** Activates as n8n does: `create` only where `checkExists` says no. */
		async activate(): Promise<void> {
			if (!(await this.lifecycle('checkExists'))) await this.lifecycle('create');
		},
		/** Hands a request to `webhook()`. */
		async receive(httpRequest: unknown, httpResponse: unknown) {
			const context = new WebhookContext(
				workflow,
				trigger,
				{ ...additionalData, httpRequest, httpResponse } as IWorkflowExecuteAdditionalData,
				'webhook',
				webhookData,
				[],
				null,
			);
			return await type.webhook!.call(context);
		},
	};
}

/** What n8n has in its database of a workflow that polls. */
export interface PollerDatabase {
	staticData: IDataObject;
	/** The items of the executions that polls started. */
	executions: IDataObject[][];
	/** What the trigger made of them, when each execution began. */
	outputs: Array<Promise<INodeExecutionData[]>>;
	/** With durable poll cursors, what a node keeps: n8n stores it together with the execution. */
	cursor?: IDataObject;
	/** Whether it refuses executions that are to be stored; n8n only logs that. */
	refuses: boolean;
	/** The errors of polls, which n8n lists as failed executions. */
	errors: Array<Error & { description?: string | null }>;
}

export const emptyDatabase = (): PollerDatabase => ({
	staticData: {},
	executions: [],
	outputs: [],
	refuses: false,
	errors: [],
});

const span = { setStatus: () => undefined };
const logger = { scoped: () => logger, debug: () => undefined, error: () => undefined };
const tracing = {
	startSpan: async (_options: unknown, run: (of: unknown) => Promise<unknown>) => await run(span),
	startNewTraceSpan: async (_options: unknown, run: (of: unknown) => Promise<unknown>) =>
		await run(span),
	pickWorkflowAttributes: () => ({}),
	pickNodeAttributes: () => ({}),
};
const pollExecutor = new PollTriggerExecutor(
	logger as never,
	new TriggersAndPollers(),
	tracing as never,
	logger as never,
);

/**
 * A workflow with the polling trigger alone, as a process of n8n has it: begun from the database, and
 * polled by n8n-core's own executor. What lives in n8n's server package is followed here (n8n,
 * `trigger-execution-context.factory`): the data of the nodes is stored with an execution that begins, and
 * after an activation.
 */
export async function pollingWorkflow(
	credentials: CredentialStore,
	parameters: Parameters,
	database: PollerDatabase,
	{ id = 'workflow', name = 'Kopo Kopo Polling Trigger', timezone = 'Africa/Nairobi' } = {},
) {
	await loading;
	const node = triggerNode(name, 'kopoKopoPollingTrigger', credentials, { parameters });

	const workflow = new Workflow({
		id,
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes,
		staticData: JSON.parse(JSON.stringify(database.staticData)) as IDataObject,
		settings: { timezone },
	});
	const additionalData = additionalDataFor(credentials);
	let isCurrent = true;
	const save = () => {
		const { staticData } = workflow as unknown as { staticData: { __dataChanged: boolean } };
		if (!staticData.__dataChanged) return;
		database.staticData = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		staticData.__dataChanged = false;
	};
	let staged: IDataObject = {};
	const commitCursor = async () => {
		if (database.cursor) database.cursor = structuredClone(staged);
	};
	const runPoll = async <Result,>(poll: () => Promise<Result>) => {
		staged = structuredClone(database.cursor ?? {});
		return await poll();
	};
	const nodeData = () => (database.cursor ? staged : workflow.getStaticData('node', node));
	const contextFor = (mode: WorkflowExecuteMode, activation: WorkflowActivateMode) =>
		new PollContext(
			workflow,
			node,
			additionalData,
			mode,
			activation,
			(data) => {
				save();
				if (database.refuses) return;
				void commitCursor();
				const items = data[0]!.map(({ json }) => json);
				const count = database.executions.push(items);
				database.outputs.push(execute(items, 'trigger', `${id} ${count}`));
			},
			(error) => database.errors.push(error),
			commitCursor,
			runPoll,
			nodeData,
		);
	/** Runs an execution that a poll has started, or _Fetch Test Event_, and gives the node's output. */
	async function execute(
		items: IDataObject[],
		mode: WorkflowExecuteMode = 'trigger',
		executionId?: string,
	): Promise<INodeExecutionData[]> {
		const main = [items.map((json) => ({ json }))];
		const runData = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node, data: { main }, source: null }] },
		});
		const additional = { ...additionalDataFor(credentials), ...(executionId && { executionId }) };
		additional.hooks = new ExecutionLifecycleHooks(mode, additional.executionId!, {
			id,
		} as never);
		const { data } = await new WorkflowExecute(additional, mode, runData).processRunExecutionData(
			workflow,
		);
		const { error, runData: runs } = data.resultData;
		if (error) throw new Error(error.message);
		return runs[name]?.[0]?.data?.main?.[0] ?? [];
	}
	let poll: ReturnType<PollTriggerExecutor['create']>;
	return {
		workflow,
		execute,
		/** Polls once, as n8n does at each activation. */
		async activate(activation: WorkflowActivateMode = 'activate') {
			poll = pollExecutor.create(
				workflow,
				node,
				contextFor('trigger', activation),
				() => isCurrent,
			);
			await poll(true);
			save();
		},
		/** One of the Poll Times. */
		async poll() {
			await poll();
		},
		/** Another version of the workflow takes its place: n8n throws away what this one finds. */
		supersede() {
			isCurrent = false;
		},
		async fetchTestEvent(): Promise<INodeExecutionData[]> {
			return await execute([{}], 'manual');
		},
	};
}
