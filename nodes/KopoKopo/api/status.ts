import type { ICredentialDataDecryptedObject, IN8nHttpFullResponse } from 'n8n-workflow';

import { isFinalResult } from '../payloads/statuses';
import { valueAt } from '../payloads/values';
import type { Endpoint } from './endpoints';
import { apiOrigin, chosenVersion } from './environments';
import { resourcePathOf } from './location';
import type { Failure } from './request-failure';
import { send, type Sender, type SendOptions } from './send';

interface WithCredentials {
	credentials: ICredentialDataDecryptedObject;
}

/** A request that was accepted is looked up again later where these come in between. */
const passing = new Set([404, 408, 429]);

/** Whether a look-up that failed may succeed later. */
export const isTemporary = ({ status = 500 }: Failure): boolean =>
	passing.has(status) || status >= 500;

/** `data.attributes.status` of a resource's JSON. */
export const statusOf = (body: unknown): unknown => valueAt(body, 'data.attributes.status');

/** Whether nothing more comes after a resource's JSON. */
export const isFinal = ({ type, result }: Endpoint, body: unknown): boolean =>
	isFinalResult(type, result?.final ?? [], body);

/**
 * Path of the resource that an item's request has made.
 *
 * @throws InputError for an id that is none
 */
export const statusPathOf = (
	{ credentials }: WithCredentials,
	endpoint: Endpoint,
	id: unknown,
): string => resourcePathOf(id, endpoint, apiOrigin(credentials), chosenVersion(credentials));

/** Looks a resource up, as {@link send} does. */
export const checkStatus = async (
	context: Sender,
	{ credentials }: WithCredentials,
	path: string,
	options: SendOptions,
): Promise<IN8nHttpFullResponse> =>
	await send(context, credentials, { method: 'GET', path, options });
