/** @throws where there are no values. */
export function median(values: readonly number[]): number {
	if (values.length === 0) throw new RangeError('There is no median of no values.');
	const sorted = [...values].sort((one, other) => one - other);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The median of what each pair's two values make when divided. Both values of a pair were measured one right after the
 * other, so whatever else slowed the machine down at that time slowed both.
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
	return median(ours.map((value, pair) => value / theirs[pair]!));
}
