import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onShutdown } from '../support/host/shutdown.mts';

type Functions<Api> = Record<keyof Api, (...given: never[]) => unknown>;

/** A helper's functions as they are called from here: they give promises, and values are copied. */
export type Helper<Api extends Functions<Api>> = {
	[Name in keyof Api]: (...given: Parameters<Api[Name]>) => Promise<Awaited<ReturnType<Api[Name]>>>;
};

interface Call {
	id: number;
	name: string;
	given: unknown[];
}

type Outcome = { id: number; value: unknown } | { id: number; error: unknown };

interface Waiting {
	resolve(value: unknown): void;
	reject(error: unknown): void;
}

/** To be called by a helper's own module: offers its functions to the process that has started it, and ends with it. */
export function serve<Api extends Functions<Api>>(api: Api): void {
	const functions: Record<string, (...given: never[]) => unknown> = api;
	const answer = (outcome: Outcome) => process.send?.(outcome);
	process.on('message', async ({ id, name, given }: Call) => {
		try {
			answer({ id, value: await functions[name]!(...(given as never[])) });
		} catch (error) {
			answer({ id, error });
		}
	});
	process.once('disconnect', () => process.exit());
	// A Ctrl-C reaches the helpers too; whoever started them ends them, in its own order.
	process.on('SIGINT', () => undefined);
}

/**
 * Runs a module that calls {@link serve} in a process of its own, so that its work and the work of others do not wait
 * for each other. The process ends at the shutdown, or with this one.
 */
export function startHelper<Api extends Functions<Api>>(module: URL): Helper<Api> {
	const path = fileURLToPath(module);
	const child = fork(path, { serialization: 'advanced' });
	onShutdown(() => void child.kill());
	const waiting = new Map<number, Waiting>();
	let last = 0;

	child.on('message', (outcome: Outcome) => {
		const asked = waiting.get(outcome.id);
		waiting.delete(outcome.id);
		if ('error' in outcome) asked?.reject(outcome.error);
		else asked?.resolve(outcome.value);
	});
	child.once('exit', (code, signal) => {
		const error = new Error(`${path} has ended by itself (${signal ?? code}).`);
		for (const { reject } of waiting.values()) reject(error);
	});

	const call =
		(name: string) =>
		(...given: unknown[]) =>
			new Promise((resolve, reject) => {
				last += 1;
				waiting.set(last, { resolve, reject });
				child.send({ id: last, name, given } satisfies Call, (error) => error && reject(error));
			});
	return new Proxy({} as Helper<Api>, { get: (_, name) => call(String(name)) });
}
