import type { IWebhookFunctions } from 'n8n-workflow';

import { BoundedMap } from '../lib/bounded-map';
import { onResponseEnd } from '../n8n/response-end';

type DeliveryState = 'beingStored' | 'stored';

/** The deliveries of this process, by dedup key: 20,000 of them, since an event has two keys. */
const deliveries = new BoundedMap<{ state: DeliveryState }>({
	maxSize: 40_000,
	maxAge: 24 * 60 * 60 * 1000,
});

/**
 * Claims a delivery until n8n has responded: without a 2xx, it has not stored the execution, and the next delivery is
 * the first. One key in common makes a duplicate. @returns the state of the earlier delivery; undefined for the first
 */
export function claimDelivery(
	context: IWebhookFunctions,
	keys: readonly string[],
): DeliveryState | undefined {
	const earlier = keys.flatMap((key) => deliveries.get(key) ?? []);
	if (earlier.length > 0) {
		return earlier.some(({ state }) => state === 'stored') ? 'stored' : 'beingStored';
	}
	const delivery: { state: DeliveryState } = { state: 'beingStored' };
	for (const key of keys) deliveries.set(key, delivery);
	onResponseEnd(context.getResponseObject(), (status) => {
		if (status < 300) delivery.state = 'stored';
		else for (const key of keys) deliveries.delete(key);
	});
	return undefined;
}
