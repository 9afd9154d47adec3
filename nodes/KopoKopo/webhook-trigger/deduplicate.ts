import type { IWebhookFunctions } from 'n8n-workflow';

import { claimDelivery } from '../webhooks/deduplication';
import type { DeliveryResponse } from '../webhooks/delivery';

const responses = {
	stored: { status: 200, message: 'Already received' },
	// If n8n can't store the first, the second saves the event: Kopo Kopo sends it again after a 503.
	beingStored: { status: 503, message: 'A copy of it is being stored' },
} as const satisfies Record<string, DeliveryResponse>;

/** A delivery without keys never counts as a duplicate. @returns undefined for the first delivery */
export function respondToDuplicate(
	context: IWebhookFunctions,
	keys: readonly string[],
): DeliveryResponse | undefined {
	if (keys.length === 0) return undefined;
	const trigger = [context.getWorkflow().id, context.getNode().id, context.getMode()];
	const known = claimDelivery(
		context,
		keys.map((key) => JSON.stringify([...trigger, key])),
	);
	return known && responses[known];
}
