import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { parseUrl } from '../api/environments';
import { valueAt } from '../payloads/values';

/** Path below a trigger's own part of its address. */
export const path = 'kopokopo';

/** The part of an address that tells one trigger from another; undefined for addresses of other things. */
function triggerIn(address: unknown): string | undefined {
	const parts = parseUrl(String(address))?.pathname.split('/') ?? [];
	return parts.at(-1) === path ? parts.at(-2) : undefined;
}

/**
 * Whether a result was asked for by this trigger's address, which Kopo Kopo signs along with it: somebody
 * who has captured it can hand it to no other trigger. An address of another form may be one that a proxy
 * leads to this trigger.
 */
export function isAddressedTo(context: IWebhookFunctions, body: IDataObject): boolean {
	const asked = triggerIn(valueAt(body, 'data.attributes._links.callback_url'));
	return asked === undefined || asked === triggerIn(context.getNodeWebhookUrl('default'));
}
