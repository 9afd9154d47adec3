type Cleanup = () => void | Promise<void>;

const cleanups = new Set<Cleanup>();

/**
 * Registers what must not outlive this process.
 * @returns a function that does it now, instead of at the end.
 */
export function onShutdown(cleanup: Cleanup): () => Promise<void> {
	cleanups.add(cleanup);
	return async () => {
		if (cleanups.delete(cleanup)) await cleanup();
	};
}

/** Undoes everything registered, the newest first; one that fails does not stop the others. */
export async function shutdown(): Promise<void> {
	for (const cleanup of [...cleanups].reverse()) {
		if (!cleanups.delete(cleanup)) continue;
		try {
			await cleanup();
		} catch (error) {
			console.error(`While cleaning up: ${String(error)}`);
		}
	}
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** On Ctrl-C and its like: cleans up and ends with the exit code that shells expect. */
export function shutdownOnSignals(announce: (signal: string) => void): void {
	let ending = false;
	const end = async (signal: keyof typeof exitCodes) => {
		if (ending) return;
		ending = true;
		announce(signal);
		await shutdown();
		process.exit(exitCodes[signal]);
	};
	for (const signal of Object.keys(exitCodes) as (keyof typeof exitCodes)[]) {
		process.on(signal, () => void end(signal));
	}
}
