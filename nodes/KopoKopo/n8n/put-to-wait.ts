import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/**
 * When the time is up, n8n disables the node, which then passes on its input: that would look like a payment. So
 * the input is replaced. n8n-core runs a node on a copy of the output of the node before
 * (`WorkflowExecute.addPairedItemLineage`), and stores that copy with the execution.
 *
 * @param whenTimeIsUp output of the node in that case
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
