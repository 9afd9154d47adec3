import {
	jsonParse,
	type IDataObject,
	type IExecuteFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { attempt } from '../../lib/attempt';
import { nodeContext, nodeContextInWebhook } from '../../n8n/node-context';
import type { Values } from '../../parameters/field';

export interface ExpectedResult {
	id: string;
	simplify: boolean;
	compared: Values;
	extras: IDataObject;
	requested: IDataObject;
}

export function storeExpectedResult(context: IExecuteFunctions, expected: ExpectedResult): void {
	nodeContext(context).expectedResult = JSON.stringify(expected);
}

export function readExpectedResult(context: IWebhookFunctions): ExpectedResult | undefined {
	// An error thrown in a webhook would end the execution that waits.
	const read = attempt(() =>
		jsonParse<ExpectedResult>(String(nodeContextInWebhook(context, 'expectedResult'))),
	);
	return 'value' in read ? read.value : undefined;
}
