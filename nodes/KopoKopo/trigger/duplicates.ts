import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

/** Most deliveries remembered at once, by all triggers of this process. */
const mostRemembered = 20_000;

/** How long a delivery is remembered, in milliseconds. */
const rememberedFor = 24 * 60 * 60 * 1000;

/** Most deliveries that the data of one node keeps beyond a restart. */
const mostKept = 200;

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

/**
 * Claims a delivery for this trigger: false when a copy of it already started an execution.
 *
 * The claim is given back when n8n does not answer 200, since then it has not stored the execution and
 * Kopo Kopo's next try must count. A delivery without an identity is never taken for a copy.
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

	if (isKept || !claim(...keys)) {
		if (isKept || keys.some((key) => claims.get(key)?.stored)) keep(data, kept, identities);
		return false;
	}
	const response = context.getResponseObject();
	response.once('close', () => {
		if (response.writableFinished && response.statusCode < 300) markStored(keys);
		else release(...keys);
	});
	return true;
}

function keep(data: IDataObject, kept: string[], identities: string[]): void {
	const fresh = identities.filter((identity) => !kept.includes(identity));
	if (fresh.length > 0) data.copies = [...kept, ...fresh].slice(-mostKept);
}
