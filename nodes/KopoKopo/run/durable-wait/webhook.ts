import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isFinal } from '../../api/status';
import { readShape } from '../../payloads/reader';
import { resourceShapes } from '../../payloads/resources';
import { valueAt } from '../../payloads/values';
import { claimDelivery } from '../../webhooks/deduplication';
import { respond, readDelivery } from '../../webhooks/delivery';
import type { Call } from '../call';
import { addMissing, insertExtras } from '../extras';
import { resumePath } from './call';
import { readExpectedResult } from './expected-result';

export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: 'noData',
		path: resumePath,
		restartWebhook: true,
	},
];

/**
 * Resumes the execution with its result, and rejects other deliveries. Only the type and the ID decide, so that a
 * customer who has paid is never reported as timed out: other differences are listed in the output.
 */
export async function receiveResult(
	context: IWebhookFunctions,
	{ result }: Call,
): Promise<IWebhookResponseData> {
	const delivery = await readDelivery(context);
	if (!delivery.body) return respond(context, delivery);

	const { body } = delivery;
	const expected = readExpectedResult(context);
	if (!expected || !result?.durableWait) {
		return respond(context, { status: 503, message: 'The execution cannot be read' });
	}
	const { endpoint, durableWait } = result;
	const { type } = endpoint;
	if (valueAt(body, 'data.type') !== type || valueAt(body, 'data.id') !== expected.id) {
		return respond(context, { status: 409, message: 'Not the payment that is waited for' });
	}
	if (!isFinal(endpoint, body)) return respond(context, { status: 200, message: 'Not final' });
	// n8n 1 lets each of several copies that arrive together resume the execution.
	const earlier = claimDelivery(context, [JSON.stringify([type, expected.id])]);
	if (earlier === 'beingStored') {
		return respond(context, { status: 503, message: 'A copy of it is being stored' });
	}
	if (earlier) return respond(context, { status: 409, message: 'Already received' });
	const json = expected.simplify ? readShape(body, resourceShapes[type]) : body;
	const differences = durableWait.differences(body, expected.compared);
	const output = insertExtras(addMissing(json, expected.requested), expected.extras);
	return {
		workflowData: [[{ json: { ...output, ...(differences.length > 0 && { differences }) } }]],
	};
}
