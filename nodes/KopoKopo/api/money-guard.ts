import type {
	DeclarativeRestApiSettings,
	IExecuteData,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';

import { fateOf } from './errors';

/**
 * What was sent, by run. n8n's Retry On Fail runs a node again for all of its items, with the very
 * same execution data: whatever hangs on that object is known to the second try, unknown to every other
 * run or execution, and gone when the execution is.
 */
const ledgers = new WeakMap<IExecuteData, Map<string, Promise<INodeExecutionData[]>>>();

/**
 * Identity of a request within a run: two that share it are the same request, tried again.
 *
 * A node's own run sends one request per item, whatever an expression such as `$now` makes of its body
 * the second time. An AI agent's run calls the node as a tool many times: there the body tells them apart.
 */
export function requestKey(
	run: IExecuteData,
	node: INode,
	itemIndex: number,
	{ method, url, body }: DeclarativeRestApiSettings.HttpRequestOptions,
): string {
	const own = run.node.name === node.name;
	return JSON.stringify(own ? [itemIndex] : [node.name, itemIndex, method, url, body]);
}

/**
 * Sends a request at most once per run.
 *
 * A request that was accepted gives its first answer again. One whose fate is unknown throws again,
 * without being sent. Only one that was certainly not accepted (refused, or never sent) may go out again.
 */
export async function sendOnce(
	run: IExecuteData,
	key: string,
	send: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const ledger = ledgers.get(run) ?? new Map<string, Promise<INodeExecutionData[]>>();
	ledgers.set(run, ledger);

	const earlier = ledger.get(key);
	if (earlier) {
		const answer = await earlier.catch((error: unknown) => {
			const fate = fateOf(error);
			if (fate !== 'refused' && fate !== 'notSent') throw error;
			return undefined;
		});
		if (answer) return structuredClone(answer);
	}
	const sending = send();
	ledger.set(key, sending);
	return await sending;
}
