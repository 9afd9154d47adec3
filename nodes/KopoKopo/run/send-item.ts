import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { asSentence } from '../api/error-text';
import { readFailure, RequestFailure } from '../api/request-failure';
import { send } from '../api/send';
import { attempt } from '../lib/attempt';
import type { Call, Item, RequestCall } from './call';
import { waitForWebhook } from './durable-wait/wait';
import { insertExtras } from './extras';
import type { PreparedRequest } from './money/payment';
import { waitForResult, type WaitContext } from './wait-for-result';

export async function sendItem(
	context: IExecuteFunctions,
	call: RequestCall,
	{ item, request }: PreparedRequest,
): Promise<IDataObject[]> {
	const response = await send(context, item.credentials, request).catch((error: unknown) => {
		throw new RequestFailure(readFailure(error));
	});
	const read = attempt(() => call.read(response, item));
	if ('value' in read) return read.value;
	const { thrown } = read;
	if (thrown instanceof RequestFailure) throw thrown;
	throw new RequestFailure({
		outcome: 'accepted',
		message: asSentence(
			`Kopo Kopo sent a response that this node cannot read: ${(thrown as Error).message}`,
		),
		advice: 'Please report this error on GitHub.',
		status: response.statusCode,
	});
}

export async function outputOf(
	waitContext: WaitContext,
	{ result }: Call,
	{ item }: { item: Item },
	acknowledged: IDataObject[],
	extras: IDataObject,
): Promise<IDataObject[]> {
	const withExtras = (items: IDataObject[]) => items.map((json) => insertExtras(json, extras));
	const [acknowledgement] = acknowledged;
	if (!result || !acknowledgement?.id) return withExtras(acknowledged);
	const { context } = waitContext;
	const { durableWait } = result;
	if (durableWait) {
		return await waitForWebhook(context, item, acknowledgement, extras, result, durableWait);
	}
	const wait = item.settings.waitForResult;
	if (!wait) return withExtras(acknowledged);
	return withExtras(await waitForResult(waitContext, item, acknowledgement, result, wait));
}
