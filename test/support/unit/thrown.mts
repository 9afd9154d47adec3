/** What a function throws, to be looked at as it is. */
export function thrownBy(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		return error;
	}
	throw new Error('Nothing was thrown');
}
