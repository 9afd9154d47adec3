import type {
	DeclarativeRestApiSettings,
	IAllExecuteFunctions,
	IExecuteData,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	IN8nRequestOperations,
	INodeExecutionData,
	PreSendAction,
} from 'n8n-workflow';

import { asNodeError, explain, failedItem, fateOf, readFailure } from './errors';
import { Gate } from './gate';
import { sendOnce } from './money-guard';

type RequestData = DeclarativeRestApiSettings.ResultOptions;

/**
 * Most items of a run under way at once. n8n hands over all items of a node as fast as it can: each of
 * them reads the credential from n8n's database, whose health check then waits behind a thousand others.
 */
const atOnce = 10;

const gates = new WeakMap<IExecuteData, Gate>();

function gateOf(run: IExecuteData): Gate {
	const gate = gates.get(run) ?? new Gate(atOnce);
	gates.set(run, gate);
	return gate;
}

/**
 * What is done after an item's request was answered, however long it takes.
 *
 * @param pass lets a task of the item through when it is its turn
 */
export type Afterwards = (
	this: IExecutePaginationFunctions,
	items: INodeExecutionData[],
	request: IHttpRequestOptions,
	pass: <Result>(task: () => Promise<Result>) => Promise<Result>,
) => Promise<INodeExecutionData[]>;

/** What stands before the sending of a request. */
export interface Preparation {
	/** Makes the request of the item's parameters, in order; what a step throws is not sent. */
	prepare: PreSendAction[];
	/** Whether the request must never be sent a second time within a run. */
	movesMoney: boolean;
}

/**
 * Makes one item's request and sends it.
 *
 * @param draft what the request holds before its preparation
 * @param transmit sends a request and makes items of the answer
 * @returns the items with the request that they answer
 * @throws NodeApiError that says what became of the request, or what the preparation threw
 */
export async function sendItem(
	context: IExecuteSingleFunctions,
	draft: IHttpRequestOptions,
	{ prepare, movesMoney }: Preparation,
	transmit: (request: IHttpRequestOptions) => Promise<INodeExecutionData[]>,
): Promise<{ items: INodeExecutionData[]; request: IHttpRequestOptions }> {
	const node = context.getNode();
	const itemIndex = context.getItemIndex();

	let request = draft;
	for (const step of prepare) request = await step.call(context, request);
	const send = async () =>
		await transmit(request).catch((error: unknown) => {
			if (fateOf(error)) throw error;
			throw explain(node, readFailure(error), { itemIndex, movesMoney });
		});
	const items = movesMoney ? await sendOnce(context, request, send) : await send();
	return { items, request };
}

/**
 * The exchange of one request for its answer, placed where n8n lets a declarative node wrap it: n8n
 * calls a pagination function for every item, and what that calls sends the request and runs every
 * `postReceive`. So it sees what `postReceive` never does: time-outs, dropped connections and error
 * statuses, with n8n's renewal of the token on a 401 already behind it (n8n-core, `RoutingNode.makeRequest`).
 *
 * @param afterwards what is done with the items of the answer, not counted among those under way
 */
export function exchange(preparation: Preparation, afterwards?: Afterwards): IN8nRequestOperations {
	async function runItem(
		context: IExecutePaginationFunctions,
		requestData: RequestData,
	): Promise<INodeExecutionData[]> {
		const gate = gateOf(context.getExecuteData());
		const pass = async <Result>(task: () => Promise<Result>) => await gate.pass(task);

		const draft = requestData.options as IHttpRequestOptions;
		const transmit = async (options: IHttpRequestOptions) =>
			await context.makeRoutingRequest.call(context as unknown as IAllExecuteFunctions, {
				...requestData,
				options,
			});
		const { items, request } = await pass(
			async () => await sendItem(context, draft, preparation, transmit),
		);
		return afterwards ? await afterwards.call(context, items, request, pass) : items;
	}

	async function pagination(
		this: IExecutePaginationFunctions,
		requestData: RequestData,
	): Promise<INodeExecutionData[]> {
		return await runItem(this, requestData).catch((cause: unknown) => {
			if (!this.continueOnFail()) throw cause;
			return [failedItem(asNodeError(this.getNode(), cause), this.getItemIndex())];
		});
	}
	return { pagination };
}
