import {
	jsonParse,
	type IDataObject,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { isRecord } from '../payloads/values';
import { credentialName } from '../resources/names';
import { claim, release } from './duplicates';
import { isAuthentic } from './signature';

export interface Answer {
	status: number;
	message: string;
	event?: undefined;
}

type Request = ReturnType<IWebhookFunctions['getRequestObject']> & {
	rawBody?: Buffer;
	readRawBody?: () => Promise<void>;
};

async function rawBodyOf(request: Request): Promise<Buffer> {
	if (!request.rawBody) await request.readRawBody?.();
	return request.rawBody ?? Buffer.alloc(0);
}

function parseObject(body: Buffer): IDataObject | undefined {
	const text = body.toString('utf8').replace(/^\uFEFF/, '');
	const value = jsonParse<unknown>(text, { fallbackValue: null });
	return isRecord(value) ? (value as IDataObject) : undefined;
}

/**
 * Reads a delivery and verifies it before anything else is done with it. It fails closed: without an
 * API key, or without a credential, nothing is let through.
 *
 * @returns the parsed event, or the answer to refuse it with
 */
export async function readDelivery(
	context: IWebhookFunctions,
): Promise<{ event: IDataObject } | Answer> {
	const credentials = await context.getCredentials(credentialName).catch(() => undefined);
	if (!credentials) return { status: 503, message: 'The credential cannot be read' };

	const request = context.getRequestObject() as Request;
	const body = await rawBodyOf(request);
	const signature = request.headers['x-kopokopo-signature'];
	if (!isAuthentic(body, signature, String(credentials.apiKey ?? ''))) {
		return { status: 401, message: 'The signature is not valid' };
	}
	const event = parseObject(body);
	return event ? { event } : { status: 400, message: 'The body is not a JSON object' };
}

/** Answers a delivery that starts nothing. */
export function answer(
	context: IWebhookFunctions,
	{ status, message }: Answer,
): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/**
 * Claims an event for this trigger: false when a copy of it already started an execution.
 *
 * The claim is given back when n8n does not answer 200, since then it has not stored the execution and
 * Kopo Kopo's next try must count. An event without an id is never taken for a copy.
 */
export function claimDelivery(context: IWebhookFunctions, { id }: IDataObject): boolean {
	if (typeof id !== 'string' || id === '') return true;
	const workflow = context.getWorkflow().id;
	const key = JSON.stringify([workflow, context.getNode().id, context.getMode(), id]);
	if (!claim(key)) return false;

	const response = context.getResponseObject();
	response.once('close', () => {
		if (!response.writableFinished || response.statusCode >= 300) release(key);
	});
	return true;
}
