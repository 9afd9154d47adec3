import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { claimDelivered, isStored } from '../webhooks/claims';

/** Most deliveries that the data of one node keeps beyond a restart. */
const mostKept = 200;

/**
 * Claims a delivery for this trigger: false when a copy of it already started an execution.
 *
 * A delivery without an identity is never taken for a copy.
 *
 * n8n saves what a trigger writes to its node's data only after calls that started no execution. So the
 * copies that came are what a restart does not forget: a third one is still known. Copies of what is not
 * stored yet are not kept: if storing fails, the next try must count.
 */
export function claimDelivery(context: IWebhookFunctions, identities: string[]): boolean {
	if (identities.length === 0) return true;
	const place = [context.getWorkflow().id, context.getNode().id, context.getMode()];
	const keys = identities.map((identity) => JSON.stringify([...place, identity]));
	const data = context.getWorkflowStaticData('node');
	const kept = (Array.isArray(data.copies) ? data.copies : []) as string[];
	const isKept = identities.some((identity) => kept.includes(identity));

	if (!isKept && claimDelivered(context, keys)) return true;
	if (isKept || isStored(keys)) keep(data, kept, identities);
	return false;
}

function keep(data: IDataObject, kept: string[], identities: string[]): void {
	const fresh = identities.filter((identity) => !kept.includes(identity));
	if (fresh.length > 0) data.copies = [...kept, ...fresh].slice(-mostKept);
}
