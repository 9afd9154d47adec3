import type {
	DeclarativeRestApiSettings,
	IAllExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
	IN8nRequestOperations,
} from 'n8n-workflow';

import { explain, fateOf, readFailure } from './errors';
import { requestKey, sendOnce } from './money-guard';

type RequestData = DeclarativeRestApiSettings.ResultOptions;

/**
 * The exchange of one request for its answer, placed where n8n lets a declarative node wrap it: a
 * pagination function runs after every `preSend`, and what it calls sends the request and runs every
 * `postReceive`. So it sees what `postReceive` never does: time-outs, dropped connections and error
 * statuses, with n8n's renewal of the token on a 401 already behind it (n8n-core, `RoutingNode.makeRequest`).
 *
 * @param movesMoney whether the request must never be sent a second time within a run
 */
export function exchange(movesMoney: boolean): IN8nRequestOperations {
	return {
		async pagination(this: IExecutePaginationFunctions, requestData: RequestData) {
			const node = this.getNode();
			const itemIndex = this.getItemIndex();
			const send = async (): Promise<INodeExecutionData[]> =>
				await this.makeRoutingRequest
					.call(this as unknown as IAllExecuteFunctions, requestData)
					.catch((error: unknown) => {
						if (fateOf(error)) throw error;
						throw explain(node, readFailure(error), { itemIndex, movesMoney });
					});
			if (!movesMoney) return await send();
			const run = this.getExecuteData();
			return await sendOnce(run, requestKey(run, node, itemIndex, requestData.options), send);
		},
	};
}
