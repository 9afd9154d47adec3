/** What a function gives, or what it throws: for a look at an error that others are to see as it was. */
export function attempt<Result>(run: () => Result): { value: Result } | { thrown: unknown } {
	try {
		return { value: run() };
	} catch (thrown) {
		return { thrown };
	}
}
