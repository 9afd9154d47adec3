import type {
	DeclarativeRestApiSettings,
	IAllExecuteFunctions,
	IExecuteData,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	IN8nRequestOperations,
	INodeExecutionData,
	PreSendAction,
} from 'n8n-workflow';

import { explain, fateOf, readFailure } from './errors';
import { Gate } from './gate';
import { requestKey, sendOnce } from './money-guard';

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

/**
 * The exchange of one request for its answer, placed where n8n lets a declarative node wrap it: n8n
 * calls a pagination function for every item, and what that calls sends the request and runs every
 * `postReceive`. So it sees what `postReceive` never does: time-outs, dropped connections and error
 * statuses, with n8n's renewal of the token on a 401 already behind it (n8n-core, `RoutingNode.makeRequest`).
 *
 * @param prepare what makes the request of the item's parameters, in order; what it throws is not sent
 * @param movesMoney whether the request must never be sent a second time within a run
 * @param afterwards what is done with the items of the answer, not counted among those under way
 */
export function exchange(
	prepare: PreSendAction[],
	movesMoney: boolean,
	afterwards?: Afterwards,
): IN8nRequestOperations {
	async function pagination(
		this: IExecutePaginationFunctions,
		requestData: RequestData,
	): Promise<INodeExecutionData[]> {
		const node = this.getNode();
		const itemIndex = this.getItemIndex();
		const run = this.getExecuteData();

		const gate = gateOf(run);
		const pass = async <Result>(task: () => Promise<Result>) => await gate.pass(task);

		let request = requestData.options as IHttpRequestOptions;
		const items = await pass(async () => {
			for (const step of prepare) request = await step.call(this, request);
			const send = async () =>
				await this.makeRoutingRequest
					.call(this as unknown as IAllExecuteFunctions, { ...requestData, options: request })
					.catch((error: unknown) => {
						if (fateOf(error)) throw error;
						throw explain(node, readFailure(error), { itemIndex, movesMoney });
					});
			if (!movesMoney) return await send();
			return await sendOnce(run, requestKey(run, node, itemIndex, request), send);
		});
		return afterwards ? await afterwards.call(this, items, request, pass) : items;
	}
	return { pagination };
}
