import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { apiOrigin, chosenVersion } from '../api/environments';
import { resourcePathOf } from '../api/location';
import { send, type SendOptions } from '../api/send';
import { asText, valueAt } from '../payloads/values';
import type { Item } from './call';

/** `data.attributes.status` of a resource's JSON. */
export const statusOf = (body: unknown): unknown => valueAt(body, 'data.attributes.status');

/** Whether nothing more comes after the status that a resource's JSON gives. */
export const isFinal = ({ result }: Endpoint, body: unknown): boolean =>
	result?.final?.includes(asText(statusOf(body)).toLowerCase()) ?? false;

/**
 * Path of the resource that an item's request has made.
 *
 * @throws Refusal for an id that is none
 */
export const statusPathOf = ({ credentials }: Item, endpoint: Endpoint, id: unknown): string =>
	resourcePathOf(id, endpoint, apiOrigin(credentials), chosenVersion(credentials));

/** Looks a resource up, as {@link send} does. */
export const lookUp = async (
	context: IExecuteFunctions,
	{ credentials }: Item,
	path: string,
	options: SendOptions,
): Promise<IN8nHttpFullResponse> =>
	await send(context, credentials, { method: 'GET', path, options });
