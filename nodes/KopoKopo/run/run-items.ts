import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Runnable } from './call';
import { MoneyGuard, unguarded, type Guard } from './money/guard';
import { paymentOf } from './money/payment';
import { prepareItems, type PreparedItem } from './prepare';
import { Report } from './report';
import { Run } from './run';

async function runWith<Prepared extends PreparedItem>(
	context: IExecuteFunctions,
	operation: Runnable,
	complete: (one: PreparedItem) => Prepared,
	guardFor: (prepared: readonly Prepared[]) => Guard<Prepared>,
): Promise<INodeExecutionData[]> {
	const report = new Report(context.getNode(), operation, context.getInputData().length);
	const prepared = await prepareItems(context, operation, complete, (item, error) =>
		report.notSent(item, error),
	);
	return await new Run(context, operation, report, prepared, guardFor(prepared)).run();
}

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
	if (!call.movesMoney) {
		return await runWith(
			context,
			operation,
			(one) => one,
			() => unguarded,
		);
	}
	const name = `${resource}.${value}`;
	return await runWith(
		context,
		operation,
		(one) => ({ ...one, payment: paymentOf(one, name) }),
		(payments) => new MoneyGuard(context, name, call.result, payments),
	);
}
