import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { chosenVersion } from '../api/environments';
import { credentialReader, type CredentialReader } from '../n8n/credential-reader';
import { readValues, type Source } from '../parameters/read';
import {
	batchingOf,
	requestOptionsField,
	sendOptionsOf,
	type Batching,
} from '../parameters/request-options';
import { settingsOf } from '../parameters/settings';
import type { Item, Runnable } from './call';
import { checkDurableWait } from './durable-wait/call';
import { takeTurns } from './turns';

export interface PreparedItem {
	item: Item;
	batching: Batching;
}

function itemPreparer(
	context: IExecuteFunctions,
	{ parameters }: INode,
	{ fields }: Runnable,
	credentialOf: CredentialReader,
): (index: number) => Promise<PreparedItem> {
	const allFields = [...fields, requestOptionsField] as const;
	const timezone = context.getTimezone();
	return async (index) => {
		const credentials = await credentialOf(index);
		const source: Source = ({ name, default: initial }) =>
			Object.hasOwn(parameters, name) ? context.getNodeParameter(name, index) : initial;
		const about = { timezone, apiVersion: chosenVersion(credentials), written: parameters };
		const values = readValues(allFields, source, about);
		const options = sendOptionsOf(values);
		const item = { index, values, settings: settingsOf(values), credentials, options };
		return { item, batching: batchingOf(values) };
	};
}

/** @param complete adds what the run needs to send an item. @param fail is called for each item with an input error */
export async function prepareItems<Completed>(
	context: IExecuteFunctions,
	operation: Runnable,
	complete: (prepared: PreparedItem) => Completed | Promise<Completed>,
	fail: (item: number, error: unknown) => void,
): Promise<Completed[]> {
	// n8n copies the node with each call.
	const node = context.getNode();
	const { length } = context.getInputData();
	const completed: Completed[] = [];
	const credentialOf = await credentialReader(context, length);
	const prepareItem = itemPreparer(context, node, operation, credentialOf);
	const nextTurn = takeTurns();
	for (let index = 0; index < length; index += 1) {
		await nextTurn();
		const prepare = async () => {
			if (operation.call.result?.durableWait) checkDurableWait(node, operation, length);
			return await complete(await prepareItem(index));
		};
		await prepare().then(
			(one) => completed.push(one),
			(error: unknown) => fail(index, error),
		);
	}
	return completed;
}
