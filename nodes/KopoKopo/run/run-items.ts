import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isTool } from '../n8n/agent';
import { runIndex } from '../n8n/run-index';
import { isOwnCall, type RequestCall, type Runnable } from './call';
import { MoneyGuard, unguarded, type Guard } from './money/guard';
import { paymentOf, type PreparedPayment, type PreparedRequest } from './money/payment';
import { prepareItems, type PreparedItem } from './prepare';
import { Report } from './report';
import { Run, type StartSending } from './run';
import { sendItem } from './send-item';

/** How the items of an operation are run. */
interface Way<Prepared extends PreparedItem> {
	complete(one: PreparedItem): Prepared | Promise<Prepared>;
	guardFor(prepared: readonly Prepared[]): Guard<Prepared>;
	startSending: StartSending<Prepared>;
}

async function runWith<Prepared extends PreparedItem>(
	context: IExecuteFunctions,
	operation: Runnable,
	{ complete, guardFor, startSending }: Way<Prepared>,
): Promise<INodeExecutionData[]> {
	const node = context.getNode();
	const mode = context.getMode();
	// Each call of an agent is a run, and its error is for the agent.
	const isOfAgent = isTool(node);
	const report = new Report(node, operation, context.getInputData().length, {
		isRetry: mode === 'retry',
		isLaterRun: !isOfAgent && runIndex(context) > 0,
		isSubWorkflow: !isOfAgent && mode === 'integrated',
	});
	const prepared = await prepareItems(context, operation, complete, (item, error) =>
		report.notSent(item, error),
	);
	const guard = guardFor(prepared);
	return await new Run(context, operation, report, prepared, guard, startSending).run();
}

const prepareRequest =
	(context: IExecuteFunctions, { fields }: Runnable, call: RequestCall) =>
	async (one: PreparedItem): Promise<PreparedItem & PreparedRequest> => {
		const { item } = one;
		const request = await call.request(item, fields, context);
		return { ...one, request: { ...request, options: item.options } };
	};

/**
 * Checks the parameters of all items before it sends anything. If the workflow stops on errors, it sends nothing if an
 * item cannot be sent, and nothing more after one has failed.
 * @throws NodeApiError or NodeOperationError that says what happened to each item
 */
export async function runItems(
	context: IExecuteFunctions,
	operation: Runnable,
): Promise<INodeExecutionData[]> {
	const { call, resource, value } = operation;
	if (isOwnCall(call)) {
		return await runWith<PreparedItem>(context, operation, {
			complete(one) {
				call.check?.(one.item);
				return one;
			},
			guardFor: () => unguarded,
			startSending(run, prepared) {
				const items = prepared.map(({ item }) => item);
				const outputOf = call.start(run, items);
				return async ({ item }) => await outputOf(item);
			},
		});
	}
	const prepare = prepareRequest(context, operation, call);
	const startSending = () => async (one: PreparedRequest) => await sendItem(context, call, one);
	if (!call.movesMoney) {
		return await runWith<PreparedItem & PreparedRequest>(context, operation, {
			complete: prepare,
			guardFor: () => unguarded,
			startSending,
		});
	}
	const name = `${resource}.${value}`;
	return await runWith<PreparedItem & PreparedPayment>(context, operation, {
		async complete(one) {
			const prepared = await prepare(one);
			return { ...prepared, payment: paymentOf(prepared, name) };
		},
		guardFor: (payments) => new MoneyGuard(context, name, call.result, payments),
		startSending,
	});
}
