import type {
	DeclarativeRestApiSettings,
	IExecuteSingleFunctions,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';

import { fateOf } from './errors';

type Ledger = Map<string, Promise<INodeExecutionData[]>>;

/**
 * What was sent, by what it must not be sent twice within. n8n's Retry On Fail runs a node again for all
 * of its items, with the very same execution data: whatever hangs on that object is known to the second
 * try, unknown to every other run or execution, and gone when the execution is.
 */
const ledgers = new WeakMap<object, Ledger>();

function ledgerOf(scope: object): Ledger {
	const ledger = ledgers.get(scope) ?? (new Map() as Ledger);
	ledgers.set(scope, ledger);
	return ledger;
}

/** Whether a node is one that agents call: n8n gives those a type of their own. */
export const isTool = ({ type }: INode): boolean => type.endsWith('Tool');

/**
 * Where a request is remembered, and as what: two of one identity are the same request, tried again.
 *
 * A node's own run sends one request per item, whatever an expression such as `$now` makes of its body
 * the second time. An agent's run calls the node many times: there the body tells the calls apart. What
 * they have in common is the agent's execution data, or, since agents of n8n 2 have the engine run each
 * call as a run of the tool's own, the execution and which run of the agent asked for it.
 */
function placeOf(
	context: IExecuteSingleFunctions,
	{ method, url, body }: DeclarativeRestApiSettings.HttpRequestOptions,
): { ledger: Ledger; identity: string } {
	const node = context.getNode();
	const run = context.getExecuteData();
	const item = context.getItemIndex();
	const isOwnRun = run.node.name === node.name;
	if (isOwnRun && !isTool(node)) return { ledger: ledgerOf(run), identity: JSON.stringify([item]) };
	const caller = run.source?.main?.[0];
	return {
		ledger: ledgerOf(isOwnRun ? context.getContext('flow') : run),
		identity: JSON.stringify([
			node.name,
			caller?.previousNode,
			caller?.previousNodeRun,
			item,
			method,
			url,
			body,
		]),
	};
}

/**
 * Sends a request at most once per run.
 *
 * A request that was accepted gives its first answer again. One whose fate is unknown throws again,
 * without being sent. Only one that was certainly not accepted (refused, or never sent) may go out again.
 */
export async function sendOnce(
	context: IExecuteSingleFunctions,
	request: DeclarativeRestApiSettings.HttpRequestOptions,
	send: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const { ledger, identity } = placeOf(context, request);
	const earlier = ledger.get(identity);
	if (earlier) {
		const answer = await earlier.catch((error: unknown) => {
			const fate = fateOf(error);
			if (fate !== 'refused' && fate !== 'notSent') throw error;
			return undefined;
		});
		if (answer) return structuredClone(answer);
	}
	const sending = send();
	ledger.set(identity, sending);
	return await sending;
}
