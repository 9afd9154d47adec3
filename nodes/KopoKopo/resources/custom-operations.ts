import {
	NodeOperationError,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type PreSendAction,
} from 'n8n-workflow';

import { asNodeError, failedItem } from '../api/errors';
import { isTool } from '../api/money-guard';
import type { Operation, Resource } from './resource';

const refuseTool = (node: INode, { name }: Operation): NodeOperationError =>
	new NodeOperationError(
		node,
		`${name} cannot be a tool of an AI agent. Give the agent Request Payment, with Wait for Result (waitForResult) if it has to know the outcome.`,
		{ description: 'It puts the workflow to wait, and an agent cannot.' },
	);

/** In place of what an operation's routing would do: n8n runs it where it takes the node as a tool. */
export const refuseRouting = (operation: Operation): PreSendAction =>
	async function () {
		throw refuseTool(this.getNode(), operation);
	};

/** n8n hands on the input of a custom operation that failed; here a failed item is what a routing makes of it. */
function customOperation(operation: Operation, run: NonNullable<Operation['run']>) {
	return async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			if (isTool(this.getNode())) throw refuseTool(this.getNode(), operation);
			return [await run.call(this)];
		} catch (cause) {
			const error = asNodeError(this.getNode(), cause);
			if (!this.continueOnFail()) throw error;
			return [this.getInputData().map((_, item) => failedItem(error, item))];
		}
	};
}

/** The operations that run in place of their routing, as n8n finds them: by resource, then by operation. */
export const customOperationsOf = (
	resources: readonly Resource[],
): NonNullable<INodeType['customOperations']> =>
	Object.fromEntries(
		resources.map(({ value, operations }) => [
			value,
			Object.fromEntries(
				operations.flatMap((operation) =>
					operation.run ? [[operation.value, customOperation(operation, operation.run)]] : [],
				),
			),
		]),
	);
