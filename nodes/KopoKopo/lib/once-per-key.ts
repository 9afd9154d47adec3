/** A function that runs a task once for each key, and returns its result, or throws its error, to each caller. */
export function oncePerKey<Result>(): (
	key: string,
	task: () => Promise<Result>,
) => Promise<Result> {
	const results = new Map<string, Promise<Result>>();
	return async (key, task) => {
		const result = results.get(key) ?? task();
		results.set(key, result);
		return await result;
	};
}
