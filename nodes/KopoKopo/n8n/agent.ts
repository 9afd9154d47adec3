import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { internalsOf } from './internals';

/** Whether AI agents call a node: n8n gives such a node a type with this suffix. */
export const isTool = ({ type }: INode): boolean => type.endsWith('Tool');

/** A tool call that an agent waits for (n8n-core, `requests-response`). */
interface ToolCall {
	action?: { id?: string; metadata?: { itemIndex?: number } };
}

export function agentRun(context: IExecuteFunctions): string {
	const agent = context.getExecuteData().source?.main?.[0];
	return [agent?.previousNode, agent?.previousNodeRun ?? 0].join(' ');
}

/** Index of the agent's input item that this call is for. Undefined if this n8n does not tell. */
export function agentItem(context: IExecuteFunctions): number | undefined {
	const id = context.getInputData()[0]?.json.toolCallId;
	if (id === undefined) return undefined;
	const stack = internalsOf(context).runExecutionData?.executionData?.nodeExecutionStack ?? [];
	const calls = stack.flatMap(
		({ metadata }): ToolCall[] => metadata?.subNodeExecutionData?.actions ?? [],
	);
	return calls.find(({ action }) => action?.id === id)?.action?.metadata?.itemIndex;
}

export const agentItemCount = (context: IExecuteFunctions): number =>
	context.getExecuteData().data.main?.[0]?.length ?? 1;

export function agentArguments(context: IExecuteFunctions, item: number): IDataObject {
	const asked = { ...context.getInputData()[item]?.json };
	// It changes when the agent repeats the call.
	delete asked.toolCallId;
	return asked;
}
