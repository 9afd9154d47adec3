import { WebhookContext } from 'n8n-core';
import type {
	INodeExecutionData,
	INodeType,
	IRunExecutionData,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { closed, originOf } from '../../simulator/server.mts';
import { prepareAction, type ActionResult, type ActionRun } from './run-node.mts';
import { serveWebhooks } from './webhook-server.mts';

type Prepared = Awaited<ReturnType<typeof prepareAction>>;

/** An execution of the action node that may be waiting. */
export interface Waiting {
	/** Up to where it waits, or its end. */
	result: ActionResult;
	/** Its end, once it was resumed. */
	resumed?: ActionResult;
	/** What n8n does when the time is up. */
	timeOut(): Promise<ActionResult>;
}

/** What stands in n8n's database while an execution waits. */
const stored = (data: IRunExecutionData) => JSON.parse(JSON.stringify(data)) as IRunExecutionData;

/** Goes on with an execution as n8n does: what woke it is what the node gives, or else its input. */
async function resume(
	{ execute, node }: Prepared,
	data: IRunExecutionData,
	woken?: INodeExecutionData[][],
): Promise<ActionResult> {
	const entry = data.executionData!.nodeExecutionStack[0]!;
	if (woken) {
		entry.data.main = woken;
		entry.node.disabled = true;
		data.waitTill = undefined;
		data.resultData.runData[node.name]!.pop();
	}
	return await execute(data).result;
}

/** Hands a delivery to the node's webhook as n8n does for an execution that waits. */
async function receive(
	{ workflow, node, additionalData }: Prepared,
	data: IRunExecutionData,
	suffix: string | undefined,
	http: Pick<IWorkflowExecuteAdditionalData, 'httpRequest' | 'httpResponse'>,
) {
	const type = workflow.nodeTypes.getByNameAndVersion(node.type) as INodeType;
	const webhookDescription = type.description.webhooks!.find(
		({ path, restartWebhook }) => restartWebhook && path === (suffix ?? ''),
	);
	if (!webhookDescription) return undefined;
	const webhookData = { webhookDescription, isTest: false } as unknown as IWebhookData;
	const context = new WebhookContext(
		workflow,
		node,
		{ ...additionalData, ...http },
		'webhook',
		webhookData,
		[],
		data,
	);
	return await type.webhook!.call(context);
}

/**
 * Where executions wait, and are woken by what is posted to their resume URLs (n8n, `WaitingWebhooks`). As
 * in n8n 1, whatever arrives while one is being stored wakes it again.
 */
export async function startWaitingHost() {
	const parked = new Map<string, { prepared: Prepared; waiting: Waiting }>();
	const state = { arrived: 0, storing: async () => {} };

	const server = await serveWebhooks(async (request, response) => {
		state.arrived += 1;
		const [, , id = '', suffix] = request.path.split('/');
		const found = parked.get(id);
		if (!found) return void response.status(404).end();
		const { prepared, waiting } = found;
		if (waiting.resumed) return void response.status(409).end();

		const data = stored(waiting.result.run.data);
		const http = { httpRequest: request, httpResponse: response } as never;
		const woken = await receive(prepared, data, suffix, http);
		if (!woken) return void response.status(404).end();
		if (woken.noWebhookResponse) return;
		await state.storing();
		waiting.resumed = await resume(prepared, data, woken.workflowData);
		response.status(200).end();
	});
	const url = originOf(server);

	return Object.assign(state, {
		url,
		/** Runs the action node until it waits or ends. */
		async run(action: ActionRun): Promise<Waiting> {
			const prepared = await prepareAction(action);
			const { additionalData } = prepared;
			additionalData.webhookWaitingBaseUrl = `${url}/webhook-waiting`;
			const result = await prepared.execute().result;
			const waiting: Waiting = {
				result,
				timeOut: async () => await resume(prepared, stored(result.run.data)),
			};
			if (result.run.data.waitTill) parked.set(additionalData.executionId!, { prepared, waiting });
			return waiting;
		},
		close: async () => await closed(server),
	});
}
