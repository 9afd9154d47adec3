import type { IDataObject } from 'n8n-workflow';

import { collectionPath, type Endpoint, type MoneyEndpoint } from '../../api/endpoints';
import { apiOrigin, chosenVersion } from '../../api/environments';
import { createdBy, resourcePathOf } from '../../api/location';
import { unreadable } from '../../api/unreadable';
import { bodyOf } from '../../parameters/read';
import { readShape, type Shape } from '../../payloads/reader';
import { resourceShapes } from '../../payloads/resources';
import { isRecord } from '../../payloads/values';
import type { Item, MoneyCall, Read, RequestCall } from '../../run/call';
import { callbackUrlOf, defaultCallbackUrl } from '../../run/callback-url';

const acknowledgement =
	({ type }: Endpoint): Read =>
	(response, { credentials }) => [{ ...createdBy(response, credentials), type }];

/** @param missing what the response should have been, for the error if `isWhole` is false */
export const present =
	(shape: Shape, isWhole: (body: Record<string, unknown>) => boolean, missing: string): Read =>
	(response, { settings }) => {
		const body: unknown = response.body;
		if (!isRecord(body) || !isWhole(body)) throw unreadable(response, missing);
		return [settings.simplify ? readShape(body, shape) : body];
	};

export const presentResource = ({ type, noun }: Endpoint): Read =>
	present(resourceShapes[type], ({ data }) => isRecord(data), `a readable ${noun}`);

export function createCall(
	endpoint: MoneyEndpoint,
	preset?: IDataObject,
	readResult?: Read,
): MoneyCall;
export function createCall(
	endpoint: Endpoint,
	preset?: IDataObject,
	readResult?: Read,
): RequestCall;
export function createCall(
	endpoint: Endpoint,
	preset: IDataObject = {},
	readResult: Read = presentResource(endpoint),
): RequestCall {
	const call: Pick<RequestCall, 'request' | 'read'> = {
		request(item, fields, context) {
			const { values, credentials } = item;
			const _links = endpoint.result && {
				callback_url: callbackUrlOf(item, () => defaultCallbackUrl(context, item)),
			};
			return {
				method: 'POST',
				path: collectionPath(endpoint, chosenVersion(credentials)),
				json: bodyOf(fields, values, { ...preset, ...(_links && { _links }) }),
			};
		},
		read: acknowledgement(endpoint),
	};
	const result = { endpoint, read: readResult };
	return endpoint.movesMoney
		? { ...call, movesMoney: endpoint.movesMoney, result }
		: { ...call, movesMoney: false, ...(endpoint.result?.final && { result }) };
}

export const locationOf = (endpoint: Endpoint, { values, credentials }: Item): string =>
	resourcePathOf(values.location, endpoint, apiOrigin(credentials), chosenVersion(credentials));

export const statusCall = (
	endpoint: Endpoint,
	read: Read = presentResource(endpoint),
): RequestCall => ({
	request: (item) => ({ method: 'GET', path: locationOf(endpoint, item) }),
	read,
	movesMoney: false,
});
