import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type IBinaryKeyData,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type IRun,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { additionalDataFor } from './additional-data.mts';
import type { CredentialStore } from './credential-store.mts';
import type { AgentCall } from './helper-nodes.mts';
import { loading, nodeTypes, toolType, type Parameters } from './node-types.mts';
import './processed-data.mts';

export interface ActionRun {
	credentials: CredentialStore;
	parameters: Parameters;
	/** Input items; one empty item by default. */
	items?: IDataObject[];
	/** The binary data of each input item. */
	binary?: Array<IBinaryKeyData | undefined>;
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
	binary = [],
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
	const [first = [], ...others] = runs.map((input) => [
		input.map((json, index) => ({ json, ...(binary[index] && { binary: binary[index] }) })),
	]);
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
