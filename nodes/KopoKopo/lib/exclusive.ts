const lastTasks = new Map<string, Promise<unknown>>();

/** Runs the tasks of a key one at a time in this process, in their order. */
export async function exclusive<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
	const previous = lastTasks.get(key) ?? Promise.resolve();
	const current = previous.catch(() => undefined).then(task);
	lastTasks.set(key, current);
	try {
		return await current;
	} finally {
		if (lastTasks.get(key) === current) lastTasks.delete(key);
	}
}
