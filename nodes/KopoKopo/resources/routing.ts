import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	INodePropertyRouting,
	NodeApiError,
	PostReceiveAction,
	PreSendAction,
} from 'n8n-workflow';

import { collectionPath, type Endpoint } from '../api/endpoints';
import { apiOrigin, chosenVersion } from '../api/environments';
import { explain } from '../api/errors';
import { exchange } from '../api/exchange';
import { idOfLocation, resourcePathOf } from '../api/location';
import { readShape, type Shape } from '../payloads/reader';
import { resourceShapes } from '../payloads/resources';
import { isRecord } from '../payloads/values';
import { refuseParameter } from './body';
import { credentialName, defaultTimeout } from './names';

/** Routing that every operation shares: the time-out where the user set none, and the error texts. */
export const sharedRouting: INodePropertyRouting = {
	send: {
		paginate: true,
		preSend: [
			async function (this: IExecuteSingleFunctions, request: IHttpRequestOptions) {
				const { timeout } = this.getNodeParameter('requestOptions', {}) as { timeout?: number };
				return { ...request, timeout: timeout || defaultTimeout };
			},
		],
	},
};

/** Items of an answer, linked to their input item. */
export function itemsOf(context: IExecuteSingleFunctions, list: unknown[]): INodeExecutionData[] {
	return list.map((json) => ({
		json: json as IDataObject,
		pairedItem: { item: context.getItemIndex() },
	}));
}

/** The error for a request that was accepted, but whose answer lacks what it is for. */
export function unreadable(
	context: IExecuteSingleFunctions,
	{ statusCode }: IN8nHttpFullResponse,
	missing: string,
	movesMoney = false,
): NodeApiError {
	return explain(
		context.getNode(),
		{
			fate: 'accepted',
			what: `answered without ${missing} (${statusCode})`,
			advice: 'Check the environment or the Base URL of the credential.',
			status: statusCode,
		},
		{ itemIndex: context.getItemIndex(), movesMoney },
	);
}

/** Whether the user wants the flat fields. */
export const isSimplified = (context: IExecuteSingleFunctions): boolean =>
	context.getNodeParameter('simplify', true) === true;

/**
 * A create call: POST to the collection, answered by `201` with a Location and no body.
 *
 * @param body what the body holds where no parameter says otherwise
 */
export function createRouting(endpoint: Endpoint, body: IDataObject = {}): INodePropertyRouting {
	const addressCollection: PreSendAction = async function (request) {
		const credentials = await this.getCredentials(credentialName);
		return { ...request, url: collectionPath(endpoint, chosenVersion(credentials)) };
	};
	const acknowledge: PostReceiveAction = async function (_items, response) {
		const { location } = response.headers;
		const id = typeof location === 'string' ? idOfLocation(location) : undefined;
		if (!id) throw unreadable(this, response, 'a Location', endpoint.movesMoney);
		const origin = apiOrigin(await this.getCredentials(credentialName));
		const { href } = new URL(String(location), origin);
		return itemsOf(this, [{ id, location: href, type: endpoint.type }]);
	};
	return {
		request: { method: 'POST', body },
		send: { preSend: [addressCollection] },
		output: { postReceive: [acknowledge] },
		operations: exchange(endpoint.movesMoney),
	};
}

/**
 * Addresses the resource that the Location parameter names.
 *
 * @param action what is added to the path, such as `/cancel`
 */
export function addressResource(endpoint: Endpoint, action = ''): PreSendAction {
	return async function (request) {
		const credentials = await this.getCredentials(credentialName);
		const entered = this.getNodeParameter('location', '');
		try {
			const origin = apiOrigin(credentials);
			const path = resourcePathOf(entered, endpoint, origin, chosenVersion(credentials));
			return { ...request, url: `${path}${action}` };
		} catch (error) {
			throw refuseParameter(this, '', error);
		}
	};
}

/**
 * Presents a JSON object: flat, or as received.
 *
 * @param isWhole whether the object is what was asked for
 * @param missing what it is, for the error when it is not
 */
export function present(
	shape: Shape,
	isWhole: (body: Record<string, unknown>) => boolean,
	missing: string,
): PostReceiveAction {
	return async function (_items, response) {
		const body: unknown = response.body;
		if (!isRecord(body) || !isWhole(body)) throw unreadable(this, response, missing);
		return itemsOf(this, [isSimplified(this) ? readShape(body, shape) : body]);
	};
}

/** A status call: GET of the resource that the Location parameter names. */
export function statusRouting(
	endpoint: Endpoint,
	...postReceive: PostReceiveAction[]
): INodePropertyRouting {
	const shape = resourceShapes[endpoint.type] ?? [];
	const presentResource = present(
		shape,
		({ data }) => isRecord(data),
		`a readable ${endpoint.noun}`,
	);
	return {
		request: { method: 'GET' },
		send: { preSend: [addressResource(endpoint)] },
		output: { postReceive: [presentResource, ...postReceive] },
		operations: exchange(false),
	};
}
