import {
	prepareAction,
	startAction,
	stored,
	type ActionResult,
	type ActionRun,
} from './run-node.mts';

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
