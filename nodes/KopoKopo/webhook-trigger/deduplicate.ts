import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { claimDelivery } from '../webhooks/deduplication';
import type { DeliveryResponse } from '../webhooks/delivery';

/** Most identities that the data of one node keeps beyond a restart: of 200 deliveries, since an event has two. */
const mostKept = 400;

const received: DeliveryResponse = { status: 200, message: 'Already received' };

/** That it comes again is what saves it where the first copy cannot be stored. */
const beingStored: DeliveryResponse = { status: 503, message: 'A copy of it is being stored' };

/**
 * Claims a delivery for this trigger. A delivery without an identity is never taken for a copy.
 *
 * n8n saves what a trigger writes to its node's data only after calls that started no execution. So the
 * copies that came are what a restart does not forget: a third one is still known.
 *
 * @returns the answer to a copy; undefined for the first
 */
export function answerToCopy(
	context: IWebhookFunctions,
	identities: string[],
): DeliveryResponse | undefined {
	if (identities.length === 0) return undefined;
	const data = context.getWorkflowStaticData('node');
	const kept = (Array.isArray(data.copies) ? data.copies : []) as string[];
	if (identities.some((identity) => kept.includes(identity))) {
		keep(data, kept, identities);
		return received;
	}
	const place = [context.getWorkflow().id, context.getNode().id, context.getMode()];
	const known = claimDelivery(
		context,
		identities.map((identity) => JSON.stringify([...place, identity])),
	);
	if (known === 'stored') keep(data, kept, identities);
	return known && (known === 'stored' ? received : beingStored);
}

function keep(data: IDataObject, kept: string[], identities: string[]): void {
	const fresh = identities.filter((identity) => !kept.includes(identity));
	if (fresh.length > 0) data.copies = [...kept, ...fresh].slice(-mostKept);
}
