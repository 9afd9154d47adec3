import type { IExecuteFunctions, INode, IRunExecutionData } from 'n8n-workflow';

/** Whether a node is called by AI agents: n8n gives those a type of their own. */
export const isTool = ({ type }: INode): boolean => type.endsWith('Tool');

/** The part of n8n's contexts that it does not declare for nodes. */
interface Internals {
	runExecutionData?: IRunExecutionData;
}

/** A call of a tool, as the agent that waits for it has it (n8n-core, `requests-response`). */
interface ToolCall {
	action?: { id?: string; metadata?: { itemIndex?: number } };
}

/**
 * Index of the agent's input item for which it calls this node: two items may ask for equal payments.
 *
 * @returns undefined if this n8n does not tell
 */
export function agentItem(context: IExecuteFunctions): number | undefined {
	const id = context.getInputData()[0]?.json.toolCallId;
	if (id === undefined) return undefined;
	const { runExecutionData } = context as unknown as Internals;
	const calls = (runExecutionData?.executionData?.nodeExecutionStack ?? []).flatMap(
		({ metadata }) => (metadata?.subNodeExecutionData?.actions ?? []) as ToolCall[],
	);
	return calls.find(({ action }) => action?.id === id)?.action?.metadata?.itemIndex;
}

/** For how many input items the agent runs that calls this node, of which some n8n do not tell the one. */
export const agentItems = (context: IExecuteFunctions): number =>
	context.getExecuteData().data.main?.[0]?.length ?? 1;
