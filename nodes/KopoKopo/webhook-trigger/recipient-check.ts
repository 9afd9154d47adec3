import type { IWebhookFunctions } from 'n8n-workflow';

import { parseUrl } from '../api/environments';

export const path = 'kopokopo';

function triggerIn(url: string | undefined): string | undefined {
	const parts = parseUrl(url ?? '')?.pathname.split('/') ?? [];
	return parts.at(-1) === path ? parts.at(-2) : undefined;
}

/**
 * Whether a result is meant for this trigger. Kopo Kopo signs the callback URL along with the result, so that
 * a captured result can't be posted to another trigger. A callback URL of another form passes: a proxy may
 * forward it to this trigger.
 */
export function isAddressedTo(context: IWebhookFunctions, callbackUrl?: string): boolean {
	const recipient = triggerIn(callbackUrl);
	return recipient === undefined || recipient === triggerIn(context.getNodeWebhookUrl('default'));
}
