import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readNotification } from '../payloads/notification';
import { readDelivery, respond } from '../webhooks/delivery';
import { respondToDuplicate } from './deduplicate';
import { toOutputs } from './outputs';
import { isAddressedTo } from './recipient-check';
import { selectionOf } from './selection';

export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const delivery = await readDelivery(context);
	if (!delivery.body) return respond(context, delivery);

	const notification = readNotification(delivery.body);
	const selection = selectionOf(context);
	if (
		!notification ||
		!selection.includes(notification) ||
		!isAddressedTo(context, notification.callbackUrl)
	) {
		return respond(context, { status: 200, message: 'Not selected' });
	}
	const duplicate = selection.skipDuplicates && respondToDuplicate(context, notification.keys);
	if (duplicate) return respond(context, duplicate);
	const json = selection.simplify ? notification.simplify() : delivery.body;
	return { workflowData: toOutputs(context, notification.topic, json) };
}
