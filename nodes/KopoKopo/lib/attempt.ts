/** try/catch that n8n's linter accepts: it forbids throwing a caught error again. */
export function attempt<Result>(run: () => Result): { value: Result } | { thrown: unknown } {
	try {
		return { value: run() };
	} catch (thrown) {
		return { thrown };
	}
}
