import {
	ExecutionLifecycleHooks,
	PollContext,
	PollTriggerExecutor,
	TriggersAndPollers,
	WorkflowExecute,
} from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type IDataObject,
	type INodeExecutionData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { additionalDataFor } from './additional-data.mts';
import type { CredentialStore } from './credential-store.mts';
import { loading, nodeTypes, triggerNode, type Parameters } from './node-types.mts';
import './processed-data.mts';

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
	const contextFor = (
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
		budget?: () => number,
	) =>
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
			budget,
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
		/** A poll of n8n's durable scheduler, for which n8n makes a workflow again (n8n, `poll-trigger-task-handler`). */
		async pollOfScheduler(budget: number) {
			const context = contextFor('trigger', 'update', () => budget);
			await pollExecutor.create(workflow, node, context, () => true)();
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
