import {
	jsonParse,
	type IDataObject,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { isRecord } from '../payloads/values';
import { verifyWithApiKey } from './api-key';
import { verifySignature } from './signature';

export interface DeliveryResponse {
	status: number;
	message: string;
	body?: undefined;
}

type Request = ReturnType<IWebhookFunctions['getRequestObject']> & {
	rawBody?: Buffer;
	readRawBody?: () => Promise<void>;
};

/** The raw bytes. n8n has already read them, except for multipart forms, which it parses itself. */
async function rawBodyOf(request: Request): Promise<Buffer | undefined> {
	if (!request.rawBody) await request.readRawBody?.().catch(() => undefined);
	return request.rawBody;
}

/** The JSON object in the body of a delivery; undefined for anything else. */
export function parseObject(bytes: Buffer): IDataObject | undefined {
	const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
	const value = jsonParse<unknown>(text, { fallbackValue: null });
	return isRecord(value) ? value : undefined;
}

/** Without an API key or a credential, nothing is accepted. @returns the parsed body, or the response that rejects it */
export async function readDelivery(
	context: IWebhookFunctions,
): Promise<{ body: IDataObject } | DeliveryResponse> {
	const request = context.getRequestObject();
	const bytes = await rawBodyOf(request);
	const signature = request.headers['x-kopokopo-signature'];
	const isGenuine =
		bytes !== undefined &&
		(await verifyWithApiKey(context, (apiKey) => verifySignature(bytes, signature, apiKey)).catch(
			() => undefined,
		));
	if (isGenuine === undefined) return { status: 503, message: 'The credential cannot be read' };
	if (!isGenuine) return { status: 401, message: 'The signature is not valid' };
	const body = parseObject(bytes);
	return body ? { body } : { status: 400, message: 'The body is not a JSON object' };
}

export function respond(
	context: IWebhookFunctions,
	{ status, message }: DeliveryResponse,
): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
