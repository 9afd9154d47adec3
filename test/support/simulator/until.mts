import { setImmediate } from 'node:timers/promises';

/** In milliseconds: longer than any test may take. */
const patience = 60_000;

/** Waits until a condition holds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	const end = performance.now() + patience;
	while (!(await condition())) {
		if (performance.now() > end) throw new Error(`Timed out waiting for: ${String(condition)}`);
		await setImmediate();
	}
}
