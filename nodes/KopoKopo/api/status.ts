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

/** 404: Kopo Kopo may not list a new request yet. */
const temporaryStatuses = new Set([404, 408, 429]);

export const isTemporary = ({ status = 500 }: Failure): boolean =>
	temporaryStatuses.has(status) || status >= 500;

export const statusOf = (body: unknown): unknown => valueAt(body, 'data.attributes.status');

export const isFinal = ({ type, result }: Endpoint, body: unknown): boolean =>
	isFinalResult(type, result?.final ?? [], body);

/** @throws InputError for an unusable ID */
export const statusPathOf = (
	{ credentials }: WithCredentials,
	endpoint: Endpoint,
	id: unknown,
): string => resourcePathOf(id, endpoint, apiOrigin(credentials), chosenVersion(credentials));

export const checkStatus = async (
	context: Sender,
	{ credentials }: WithCredentials,
	path: string,
	options: SendOptions,
): Promise<IN8nHttpFullResponse> =>
	await send(context, credentials, { method: 'GET', path, options });
