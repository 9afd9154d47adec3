import { setImmediate } from 'node:timers/promises';

/** Milliseconds after which what has not come to be never will: longer than any test may last. */
const patience = 60_000;

/** Waits, as long as the test may last, until something is so. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	const end = performance.now() + patience;
	while (!(await condition())) {
		if (performance.now() > end) throw new Error(`This never came to be: ${String(condition)}`);
		await setImmediate();
	}
}
