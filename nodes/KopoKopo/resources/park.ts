import {
	jsonParse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookDescription,
	type IWebhookFunctions,
} from 'n8n-workflow';

/** Path of its own, so that a late copy of a result cannot wake another node that waits in the execution. */
const path = 'kopokopo';

/** What wakes an execution that this node has put to wait. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: 'noData',
		path,
		restartWebhook: true,
	},
];

/** Where a result wakes the execution: n8n's resume URL, which since n8n 2.14 carries a token. */
export function resumeUrl(resumeUrlOfExecution: string): string {
	const url = new URL(resumeUrlOfExecution);
	url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
	return url.href;
}

export interface Parking {
	/** What a result is to be compared with; kept with the execution. */
	awaited: IDataObject;
	/** The item that goes on when the time is up. */
	timedOut: IDataObject;
	/** The item to show until then. */
	meanwhile: IDataObject;
	minutes: number;
}

/**
 * Puts the execution to wait in n8n's database.
 *
 * When the time is up n8n disables the node and has it pass its own input on, which would look like a
 * payment. So the input is replaced: n8n-core runs a node on a copy of what came from the node before
 * (`WorkflowExecute.addPairedItemLineage`), and stores that copy with the execution.
 */
export async function park(
	context: IExecuteFunctions,
	{ awaited, timedOut, meanwhile, minutes }: Parking,
): Promise<INodeExecutionData[]> {
	context.getContext('node').awaited = JSON.stringify(awaited);
	const input = context.getExecuteData().data.main![0]!;
	const { pairedItem } = input[0]!;
	input.splice(0, input.length, { json: timedOut, pairedItem });
	await context.putExecutionToWait(new Date(Date.now() + minutes * 60_000));
	return [{ json: meanwhile, pairedItem }];
}

/**
 * What the execution waits for, as {@link park} has kept it: a webhook reaches that by an expression alone.
 *
 * @returns undefined where that cannot be read
 */
export function awaitedIn(context: IWebhookFunctions): IDataObject | undefined {
	const name = JSON.stringify(context.getNode().name)
		.replaceAll('{', '\\u007b')
		.replaceAll('}', '\\u007d');
	try {
		const kept = context.evaluateExpression(`{{ $node[${name}].context.awaited }}`, 0);
		return jsonParse<IDataObject>(String(kept));
	} catch {
		// What a webhook throws would end the execution that waits.
		return undefined;
	}
}
