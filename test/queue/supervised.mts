import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../support/host/process.mts';
import type { Report } from '../support/host/progress.mts';
import { onShutdown } from '../support/host/shutdown.mts';

/** How long a part is away before it comes back: that of a container which Docker starts again, and some more. */
const outage = 2000;

type Part = Pick<Running, 'kill' | 'ended'>;

/** A part of queue mode that is started again whenever it ends, as `restart: unless-stopped` does in Docker. */
export interface Supervised<P extends Part> {
	name: string;
	/** How often it was started. */
	starts: number;
	/** Resolves when it is ready: at once if it is. */
	ready(): Promise<P>;
	/** Ends it at once. It comes back by itself. */
	kill(): Promise<void>;
}

/** Starts a part, and keeps it running until this process shuts down. */
export function supervise<P extends Part>(
	name: string,
	launch: () => Promise<P>,
	report: Report,
): Supervised<P> {
	let closing = false;
	let current: Promise<P>;

	const launchUntilReady = async (): Promise<P> => {
		for (;;) {
			if (closing) throw new Error(`${name} is not started any more`);
			supervised.starts += 1;
			try {
				const part = await launch();
				// The newest is undone first, so this comes before the part itself is stopped.
				onShutdown(() => void (closing = true));
				void part.ended.then(restart, restart);
				return part;
			} catch (error) {
				report(`${name} did not start, and is started again: ${String(error).split('\n')[0]}`);
				await sleep(outage);
			}
		}
	};
	const restart = () => {
		if (closing) return;
		report(`${name} has ended, and is started again`);
		current = sleep(outage).then(launchUntilReady);
		// Whoever waits for it is told; nobody has to.
		current.catch(() => undefined);
	};
	const supervised: Supervised<P> = {
		name,
		starts: 0,
		ready: () => current,
		async kill() {
			const part = await current;
			report(`${name} is killed`);
			await part.kill();
		},
	};
	onShutdown(() => void (closing = true));
	current = launchUntilReady();
	current.catch(() => undefined);
	return supervised;
}
