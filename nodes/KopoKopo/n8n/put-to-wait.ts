import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/**
 * When the time is up, n8n disables the node, which then outputs its input: that would look like a payment. So the input
 * is replaced. It is a copy of the previous node's output (n8n-core, `WorkflowExecute.addPairedItemLineage`), which n8n
 * stores with the execution.
 */
export async function putToWait(
	context: IExecuteFunctions,
	minutes: number,
	whenTimeIsUp: IDataObject,
): Promise<void> {
	const input = context.getExecuteData().data.main?.[0] ?? [];
	const pairedItem = input[0]?.pairedItem;
	input.splice(0, input.length, { json: whenTimeIsUp, pairedItem });
	await context.putExecutionToWait(new Date(Date.now() + minutes * 60_000));
}
