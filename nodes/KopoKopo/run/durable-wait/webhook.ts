import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { isFinal } from '../../api/status';
import { readShape } from '../../payloads/reader';
import { resourceShapes } from '../../payloads/resources';
import { isRecord, isSameTill, toAmount, valueAt } from '../../payloads/values';
import { claimDelivery } from '../../webhooks/deduplication';
import { respond, readDelivery } from '../../webhooks/delivery';
import { addMissing, insertExtras } from '../extras';
import { expectedResultOf, type ExpectedResult } from './wait';

const { stkPush } = endpoints;

/** What a result says of the payment that differs from what was asked for. */
function differencesIn(body: unknown, { amount, tillNumber }: ExpectedResult): string[] {
	const paid = valueAt(body, 'data.attributes.event.resource');
	if (!isRecord(paid)) return [];
	const compared: Array<[string, unknown, unknown, boolean]> = [
		['amount', amount, paid.amount, toAmount(paid.amount) === amount],
		['till', tillNumber, paid.till_number, isSameTill(paid.till_number, tillNumber)],
	];
	return compared
		.filter(([, , , isSame]) => !isSame)
		.map(([name, asked, told]) => `${name}: asked for ${asked}, told ${String(told ?? 'none')}`);
}

/**
 * Takes the result of the payment that the execution waits for. Whatever else comes is refused, and the
 * execution goes on waiting. The ID decides: Kopo Kopo may write an amount or a till in another way, and
 * a customer who has paid is not to be told that the time is up. What differs is told in the output.
 */
export async function receiveResult(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const delivery = await readDelivery(context);
	if (!delivery.body) return respond(context, delivery);

	const { body } = delivery;
	const awaited = expectedResultOf(context);
	if (!awaited) return respond(context, { status: 503, message: 'The execution cannot be read' });
	if (valueAt(body, 'data.type') !== stkPush.type || valueAt(body, 'data.id') !== awaited.id) {
		return respond(context, { status: 409, message: 'Not the payment that is waited for' });
	}
	if (!isFinal(stkPush, body)) return respond(context, { status: 200, message: 'Not final' });
	// n8n 1 lets every copy that comes at the same moment wake the execution.
	const known = claimDelivery(context, [JSON.stringify([stkPush.type, awaited.id])]);
	if (known === 'beingStored') {
		return respond(context, { status: 503, message: 'A copy of it is being stored' });
	}
	if (known) return respond(context, { status: 409, message: 'Already received' });
	const json = awaited.simplify ? readShape(body, resourceShapes[stkPush.type]) : body;
	const differences = differencesIn(body, awaited);
	const output = insertExtras(addMissing(json, awaited.requested), awaited.extras);
	return {
		workflowData: [[{ json: { ...output, ...(differences.length > 0 && { differences }) } }]],
	};
}
