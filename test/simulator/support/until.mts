import { setImmediate } from 'node:timers/promises';

/** Waits, as long as the test may last, until something is so. */
export async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await setImmediate();
}
