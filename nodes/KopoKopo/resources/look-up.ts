import type {
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	PostReceiveAction,
} from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { apiOrigin, chosenVersion } from '../api/environments';
import { resourcePathOf } from '../api/location';
import { credentialName } from '../api/names';
import { valueAt } from '../payloads/values';

/** `data.attributes.status` of a resource's JSON. */
export const statusOf = (body: unknown): unknown => valueAt(body, 'data.attributes.status');

/** Whether nothing more comes after the status that a resource's JSON gives. */
export const isFinal = ({ final = [] }: Endpoint, body: unknown): boolean =>
	final.includes(String(statusOf(body)).toLowerCase());

/**
 * What looks up the resource that an item's request has made, as often as it is called.
 *
 * @param request the request that made it, for whatever options the two have in common
 * @throws UserError for an id that is none
 */
export async function lookUpOf(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	endpoint: Endpoint,
	id: unknown,
): Promise<() => Promise<IN8nHttpFullResponse>> {
	const credentials = await context.getCredentials(credentialName);
	const url = resourcePathOf(id, endpoint, apiOrigin(credentials), chosenVersion(credentials));
	return async () => await send(context, { ...request, method: 'GET', url, body: undefined });
}

/** Sends a request with the credential's token. */
export async function send(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	return (await context.helpers.httpRequestWithAuthentication.call(context, credentialName, {
		...request,
		returnFullResponse: true,
	})) as IN8nHttpFullResponse;
}

/** The items that an answer is made into. */
export async function itemsFrom(
	context: IExecuteSingleFunctions,
	answer: PostReceiveAction[],
	response: IN8nHttpFullResponse,
): Promise<INodeExecutionData[]> {
	let items: INodeExecutionData[] = [];
	for (const action of answer) {
		if (typeof action === 'function') items = await action.call(context, items, response);
	}
	return items;
}
