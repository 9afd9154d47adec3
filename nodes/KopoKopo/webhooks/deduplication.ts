import type { IWebhookFunctions } from 'n8n-workflow';

import { onResponseEnd } from '../n8n/response-end';

/** Most keys remembered at once, by this process: of 20,000 deliveries, since an event has two. */
const mostRemembered = 40_000;

/** How long a delivery is remembered, in milliseconds. */
const rememberedFor = 24 * 60 * 60 * 1000;

/** What is known of a delivery: that n8n is storing what comes of it, or has stored it. */
type Known = 'beingStored' | 'stored';

interface Claim {
	at: number;
	known: Known;
}

/** By what copies of a delivery have in common, the oldest first. */
const claims = new Map<string, Claim>();

function forgetOld(now: number): void {
	for (const [key, { at }] of claims) {
		if (claims.size <= mostRemembered && now - at <= rememberedFor) return;
		claims.delete(key);
	}
}

/**
 * Claims a delivery until n8n has answered it. Where n8n does not answer 2xx it has not stored what came
 * of it, and the next copy counts as the first.
 *
 * @param keys what copies of it have in common, of which one is enough
 * @returns what is known of an earlier copy; undefined for the first
 */
export function claimDelivery(context: IWebhookFunctions, keys: string[]): Known | undefined {
	const now = Date.now();
	forgetOld(now);
	const earlier = keys.flatMap((key) => claims.get(key) ?? []);
	if (earlier.length > 0) {
		return earlier.some(({ known }) => known === 'stored') ? 'stored' : 'beingStored';
	}
	const claim: Claim = { at: now, known: 'beingStored' };
	for (const key of keys) claims.set(key, claim);
	onResponseEnd(context.getResponseObject(), (status) => {
		if (status < 300) claim.known = 'stored';
		else for (const key of keys) claims.delete(key);
	});
	return undefined;
}
