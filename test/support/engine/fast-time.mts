import { performance } from 'node:perf_hooks';

/**
 * Lets time pass faster in a test file for all timers and `Date.now()`, so that a wait of a second takes 50 ms.
 * What goes through the network takes as long as before, so it seems slower.
 */
export function useFastTime(factor = 20): void {
	const { setTimeout } = globalThis;
	const { now } = Date;

	beforeAll(() => {
		const begun = now();
		const ticks = performance.now();
		Date.now = () => begun + Math.floor((performance.now() - ticks) * factor);
		globalThis.setTimeout = ((run: () => void, milliseconds = 0, ...values: []) =>
			setTimeout(run, Math.ceil(milliseconds / factor), ...values)) as typeof setTimeout;
	});

	afterAll(() => {
		globalThis.setTimeout = setTimeout;
		Date.now = now;
	});
}
