import type { IDataObject, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Endpoint } from '../../api/endpoints';
import { isFinal, checkStatus, statusOf, statusPathOf } from '../../api/status';
import { attempt } from '../../lib/attempt';
import { putToWait } from '../../n8n/put-to-wait';
import type { CallResult, DurableWait, Item } from '../call';
import { addMissing, insertExtras, requestedValues } from '../extras';
import { storeExpectedResult } from './expected-result';

/** Until the execution waits, n8n rejects its result. */
const checkTimeoutMs = 3000;

async function checkOnce(
	context: IExecuteFunctions,
	item: Item,
	endpoint: Endpoint,
	id: unknown,
): Promise<IN8nHttpFullResponse | undefined> {
	const path = attempt(() => statusPathOf(item, endpoint, id));
	if (!('value' in path)) return undefined;
	const timeout = Math.min(item.options.timeout ?? checkTimeoutMs, checkTimeoutMs);
	return await checkStatus(context, item, path.value, { ...item.options, timeout }).catch(
		() => undefined,
	);
}

/** Checks before it waits: n8n answers 409 to a result while the execution runs, and Kopo Kopo may not send it again. */
export async function waitForWebhook(
	context: IExecuteFunctions,
	item: Item,
	acknowledgement: IDataObject,
	extras: IDataObject,
	result: CallResult,
	{ comparedParameters }: DurableWait,
): Promise<IDataObject[]> {
	const { endpoint, read } = result;
	const { id } = acknowledgement;
	const requested = requestedValues(result, item);
	const response = await checkOnce(context, item, endpoint, id);
	if (response && isFinal(endpoint, response.body)) {
		return read(response, item).map((json) => insertExtras(addMissing(json, requested), extras));
	}
	const status = statusOf(response?.body) ?? null;
	const meanwhile = { ...acknowledgement, status, ...extras };
	// Its result goes to the execution that sent it.
	if (extras.alreadySent === true) return [meanwhile];

	const { values, settings } = item;
	storeExpectedResult(context, {
		id: String(id),
		simplify: settings.simplify,
		compared: Object.fromEntries(comparedParameters.map((name) => [name, values[name]])),
		extras,
		requested,
	});
	await putToWait(context, settings.timeoutMinutes, { ...meanwhile, timedOut: true });
	return [meanwhile];
}
