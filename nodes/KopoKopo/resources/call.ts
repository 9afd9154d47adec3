import type {
	IDataObject,
	IExecuteSingleFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	NodeApiError,
	PostReceiveAction,
	PreSendAction,
} from 'n8n-workflow';

import { collectionPath, type Endpoint } from '../api/endpoints';
import { apiOrigin, chosenVersion, parseUrl } from '../api/environments';
import { explain } from '../api/errors';
import { idOfLocation, resourcePathOf } from '../api/location';
import { credentialName } from '../api/names';
import { readShape, type Shape } from '../payloads/reader';
import { resourceShapes } from '../payloads/resources';
import { isRecord } from '../payloads/values';
import { refuseParameter } from './body';

/** What an operation asks of Kopo Kopo, and what it makes of the answer. */
export interface Call {
	method: 'GET' | 'POST';
	/** What the body holds where no parameter says otherwise. */
	body?: IDataObject;
	/** Makes the request of the item's parameters; what it throws is not sent. */
	address: PreSendAction;
	/** What else happens to the request before it is addressed. */
	prepare?: PreSendAction[];
	answer: PostReceiveAction[];
	/** Whether it must never be sent a second time within a run. */
	movesMoney?: boolean;
	/** What makes items of its result, where that can be waited for. */
	result?: { endpoint: Endpoint; answer: PostReceiveAction[] };
}

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

const originFor = async (context: IExecuteSingleFunctions): Promise<string> =>
	apiOrigin(await context.getCredentials(credentialName));

/** Whether the user wants the flat fields. */
export const isSimplified = (context: IExecuteSingleFunctions): boolean =>
	context.getNodeParameter('simplify', true) === true;

/**
 * A create call: POST to the collection, answered by `201` with a Location and no body.
 *
 * @param body what the body holds where no parameter says otherwise
 * @param resultAnswer what more is made of the result, where it is waited for
 */
export function createCall(
	endpoint: Endpoint,
	body: IDataObject = {},
	...resultAnswer: PostReceiveAction[]
): Call {
	const { movesMoney, type } = endpoint;
	const acknowledge: PostReceiveAction = async function (_items, response) {
		const { location } = response.headers;
		const id = typeof location === 'string' ? idOfLocation(location) : undefined;
		if (!id) throw unreadable(this, response, 'a Location', movesMoney);
		const { href } = parseUrl(String(location)) ?? new URL(String(location), await originFor(this));
		return itemsOf(this, [{ id, location: href, type }]);
	};
	return {
		method: 'POST',
		body,
		address: async function (request) {
			const credentials = await this.getCredentials(credentialName);
			return { ...request, url: collectionPath(endpoint, chosenVersion(credentials)) };
		},
		answer: [acknowledge],
		movesMoney,
		...(endpoint.final && {
			result: { endpoint, answer: statusCall(endpoint, ...resultAnswer).answer },
		}),
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
export function statusCall(endpoint: Endpoint, ...answer: PostReceiveAction[]): Call {
	const shape = resourceShapes[endpoint.type] ?? [];
	const isResource = ({ data }: Record<string, unknown>) => isRecord(data);
	return {
		method: 'GET',
		address: addressResource(endpoint),
		answer: [present(shape, isResource, `a readable ${endpoint.noun}`), ...answer],
	};
}
