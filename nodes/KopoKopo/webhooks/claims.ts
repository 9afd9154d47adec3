import type { IWebhookFunctions } from 'n8n-workflow';

/** Most deliveries remembered at once, by this process. */
const mostRemembered = 20_000;

/** How long a delivery is remembered, in milliseconds. */
const rememberedFor = 24 * 60 * 60 * 1000;

interface Claim {
	at: number;
	/** Whether n8n has stored the execution; until then the delivery may still have to count again. */
	stored: boolean;
}

const claims = new Map<string, Claim>();

function forgetOld(now: number): void {
	for (const [key, { at }] of claims) {
		if (claims.size <= mostRemembered && now - at <= rememberedFor) return;
		claims.delete(key);
	}
}

/** Claims a delivery: true for the first of its copies, false for the others, even at the same moment. */
export function claim(...keys: string[]): boolean {
	const now = Date.now();
	forgetOld(now);
	const isFirst = keys.every((key) => !claims.has(key));
	for (const key of keys) if (!claims.has(key)) claims.set(key, { at: now, stored: false });
	return isFirst;
}

/** Gives a claim back, so that the next copy counts as the first. */
export function release(...keys: string[]): void {
	for (const key of keys) claims.delete(key);
}

function markStored(keys: string[]): void {
	for (const key of keys) {
		const claimed = claims.get(key);
		if (claimed) claimed.stored = true;
	}
}

/** Whether what came of a delivery is stored by n8n. */
export const isStored = (keys: string[]): boolean => keys.some((key) => claims.get(key)?.stored);

/**
 * Claims a delivery until it is answered. The claim is given back when n8n does not answer 2xx, since
 * then it has not stored what came of it, and Kopo Kopo's next try must count.
 */
export function claimDelivered(context: IWebhookFunctions, keys: string[]): boolean {
	if (!claim(...keys)) return false;
	const response = context.getResponseObject();
	response.once('close', () => {
		if (response.writableFinished && response.statusCode < 300) markStored(keys);
		else release(...keys);
	});
	return true;
}
