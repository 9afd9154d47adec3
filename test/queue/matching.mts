/**
 * Pairs as many as possible of one list with one each of another (Kuhn's augmenting paths).
 * Taking the first that fits can use up the only partner of a later one.
 */
export function matchMost<A, B>(
	ones: readonly A[],
	others: readonly B[],
	fits: (one: A, other: B) => boolean,
): Map<A, B> {
	const partners = new Map<B, A>();
	const pair = (one: A, tried: Set<B>): boolean =>
		others.some((other) => {
			if (tried.has(other) || !fits(one, other)) return false;
			tried.add(other);
			const partner = partners.get(other);
			if (partner !== undefined && !pair(partner, tried)) return false;
			partners.set(other, one);
			return true;
		});
	for (const one of ones) pair(one, new Set());
	return new Map([...partners].map(([other, one]) => [one, other]));
}
