import {
	NodeOperationError,
	UserError,
	type IDataObject,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
	type INodeExecutionData,
	type INodePropertyRouting,
	type PostReceiveAction,
	type PreSendAction,
} from 'n8n-workflow';

import { collectionPath, type Endpoint } from '../api/endpoints';
import { apiOrigin, chosenVersion } from '../api/environments';
import { explain } from '../api/errors';
import { exchange } from '../api/exchange';
import { idOfLocation, resourcePathOf } from '../api/location';
import { isRecord, readShape } from '../payloads/reader';
import { resourceShapes } from '../payloads/resources';
import type { Check } from './checks';
import { credentialName, defaultTimeout } from './names';

function refuseParameter(
	context: IExecuteSingleFunctions,
	label: string,
	error: unknown,
): NodeOperationError {
	const { message, description } = error as UserError;
	const itemIndex = context.getItemIndex();
	return new NodeOperationError(context.getNode(), `${label}${message} [item ${itemIndex}]`, {
		itemIndex,
		description: description ?? undefined,
	});
}

function setAt(target: Record<string, unknown>, path: string, value: unknown): void {
	const [first = '', ...rest] = path.split('.');
	if (rest.length === 0) {
		target[first] = value;
		return;
	}
	const inner = (target[first] ??= {}) as Record<string, unknown>;
	setAt(inner, rest.join('.'), value);
}

/**
 * Routing of a parameter that goes into the body: it is checked for every item before that item's
 * request is sent.
 *
 * @param parameter where the parameter stands, such as `options.email`
 * @param label its display name, for messages
 * @param property dotted path in the JSON body
 */
export function bodyRouting(
	parameter: string,
	label: string,
	property: string,
	check: Check,
): INodePropertyRouting {
	const setBodyValue: PreSendAction = async function (request) {
		const entered = this.getNodeParameter(parameter, '');
		let value: unknown;
		try {
			value = check(entered);
		} catch (error) {
			throw refuseParameter(this, `${label} `, error);
		}
		if (value !== undefined) setAt(request.body as Record<string, unknown>, property, value);
		return request;
	};
	return { send: { preSend: [setBodyValue] } };
}

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

function itemOf(context: IExecuteSingleFunctions, json: unknown): INodeExecutionData[] {
	return [
		{
			json: json as INodeExecutionData['json'],
			pairedItem: { item: context.getItemIndex() },
		},
	];
}

function unreadable(
	context: IExecuteSingleFunctions,
	{ movesMoney, noun }: Endpoint,
	{ statusCode }: IN8nHttpFullResponse,
	missing: string,
) {
	return explain(
		context.getNode(),
		{
			fate: 'accepted',
			what: `answered without ${missing} (${statusCode})`,
			advice: `Check the Base URL of the credential. Whether the ${noun} is there can be seen in the Kopo Kopo dashboard.`,
			status: statusCode,
		},
		{ itemIndex: context.getItemIndex(), movesMoney },
	);
}

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
		if (!id) throw unreadable(this, endpoint, response, 'a Location');
		const origin = apiOrigin(await this.getCredentials(credentialName));
		return itemOf(this, {
			id,
			location: new URL(String(location), origin).href,
			type: endpoint.type,
		});
	};
	return {
		request: { method: 'POST', body },
		send: { preSend: [addressCollection] },
		output: { postReceive: [acknowledge] },
		operations: exchange(endpoint.movesMoney),
	};
}

/** A status call: GET of the resource that the Location parameter names. */
export function statusRouting(endpoint: Endpoint): INodePropertyRouting {
	const addressResource: PreSendAction = async function (request) {
		const credentials = await this.getCredentials(credentialName);
		const entered = this.getNodeParameter('location', '');
		try {
			const origin = apiOrigin(credentials);
			const url = resourcePathOf(entered, endpoint, origin, chosenVersion(credentials));
			return { ...request, url };
		} catch (error) {
			throw refuseParameter(this, '', error);
		}
	};
	const present: PostReceiveAction = async function (_items, response) {
		const body: unknown = response.body;
		if (!isRecord(body) || !isRecord(body.data)) {
			throw unreadable(this, { ...endpoint, movesMoney: false }, response, 'a readable resource');
		}
		const simplify = this.getNodeParameter('simplify', true) === true;
		const shape = resourceShapes[endpoint.type];
		return itemOf(this, simplify && shape ? readShape(body, shape) : body);
	};
	return {
		request: { method: 'GET' },
		send: { preSend: [addressResource] },
		output: { postReceive: [present] },
		operations: exchange(false),
	};
}
