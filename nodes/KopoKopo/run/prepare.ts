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
import type { Runnable } from './call';
import { checkDurableWait } from './durable-wait/wait';
import { paymentOf, type Prepared } from './money/payment';
import { takeTurns } from './turns';

/** An item that is ready to be sent. */
export interface Ready extends Prepared {
	batching: Batching;
}

/** What one item's parameters say, checked, and the request that they make. */
async function prepareItem(
	context: IExecuteFunctions,
	node: INode,
	{ resource, value, call, fields }: Runnable,
	index: number,
	credentialOf: CredentialReader,
): Promise<Ready> {
	const credentials = await credentialOf(index);
	const source: Source = ({ name, default: initial }) =>
		Object.hasOwn(node.parameters, name) ? context.getNodeParameter(name, index) : initial;
	const about = {
		timezone: context.getTimezone(),
		apiVersion: chosenVersion(credentials),
		written: node.parameters,
	};
	const values = readValues([...fields, requestOptionsField], source, about);
	const options = sendOptionsOf(values);
	const item = { index, values, credentials, options };
	const request = { ...(await call.request(item, fields, context)), options };
	const payment = call.movesMoney
		? paymentOf({ item, request }, `${resource}.${value}`)
		: undefined;
	return { item, request, payment, batching: batchingOf(values) };
}

/**
 * Prepares all items of a run before any of them is sent.
 *
 * @param fail is told of an item that cannot be sent
 */
export async function prepareItems(
	context: IExecuteFunctions,
	operation: Runnable,
	fail: (item: number, error: unknown) => void,
): Promise<Ready[]> {
	const node = context.getNode();
	const { length } = context.getInputData();
	const ready: Ready[] = [];
	const credentialOf = await credentialReader(context, length);
	const nextTurn = takeTurns();
	for (let index = 0; index < length; index += 1) {
		await nextTurn();
		const prepare = async () => {
			if (operation.call.waitsDurably) checkDurableWait(node, operation, length);
			return await prepareItem(context, node, operation, index, credentialOf);
		};
		await prepare().then(
			(one) => ready.push(one),
			(error: unknown) => fail(index, error),
		);
	}
	return ready;
}
