import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { endpoints } from '../api/endpoints';
import { readShape } from '../payloads/reader';
import { resourceShapes } from '../payloads/resources';
import { isRecord, toAmount, valueAt } from '../payloads/values';
import { claimDelivered } from '../webhooks/claims';
import { answer, readDelivery } from '../webhooks/delivery';
import { awaitedIn, type Awaited } from './durable-wait';
import { isFinal, statusOf } from './look-up';

const { stkPush } = endpoints;

/** Kopo Kopo gives one till with and without the K of online payments. */
const tillDigits = (till: unknown): string => String(till).toUpperCase().replace(/^K/, '');

/** Whether a result is that of the payment: by id, and where money came, by amount and till. */
function isOf(body: unknown, { id, amount, tillNumber }: Awaited): boolean {
	if (valueAt(body, 'data.type') !== stkPush.type || valueAt(body, 'data.id') !== id) return false;
	const paid = valueAt(body, 'data.attributes.event.resource');
	if (!isRecord(paid)) return String(statusOf(body)).toLowerCase() !== 'success';
	return (
		toAmount(paid.amount) === amount && tillDigits(paid.till_number) === tillDigits(tillNumber)
	);
}

/**
 * Takes the result of the payment that the execution waits for. Whatever else comes is refused, and the
 * execution goes on waiting.
 */
export async function takeResult(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const delivery = await readDelivery(context);
	if (!delivery.body) return answer(context, delivery);

	const { body } = delivery;
	const awaited = awaitedIn(context);
	if (!awaited) return answer(context, { status: 503, message: 'The execution cannot be read' });
	if (!isOf(body, awaited)) {
		return answer(context, { status: 409, message: 'Not the payment that is waited for' });
	}
	if (!isFinal(stkPush, body)) return answer(context, { status: 200, message: 'Not final' });
	// n8n 1 lets every copy that comes at the same moment wake the execution.
	if (!claimDelivered(context, [JSON.stringify([stkPush.type, awaited.id])])) {
		return answer(context, { status: 409, message: 'Already received' });
	}
	const json = awaited.simplify ? readShape(body, resourceShapes[stkPush.type]) : body;
	return { workflowData: [[{ json }]] };
}
