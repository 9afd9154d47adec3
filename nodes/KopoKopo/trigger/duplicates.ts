/** Most deliveries remembered at once, by all triggers of this process. */
const mostRemembered = 20_000;

/** How long a delivery is remembered, in milliseconds. */
const rememberedFor = 24 * 60 * 60 * 1000;

const claims = new Map<string, number>();

function forgetOld(now: number): void {
	for (const [key, claimedAt] of claims) {
		if (claims.size <= mostRemembered && now - claimedAt <= rememberedFor) return;
		claims.delete(key);
	}
}

/** Claims a delivery: true for the first of its copies, false for the others, even at the same moment. */
export function claim(key: string): boolean {
	const now = Date.now();
	forgetOld(now);
	if (claims.has(key)) return false;
	claims.set(key, now);
	return true;
}

/** Gives a claim back, so that the next copy counts as the first. */
export function release(key: string): void {
	claims.delete(key);
}
