import type { Report } from './progress.mts';
import { shutdown, shutdownOnSignals } from './shutdown.mts';

/**
 * Runs a script to its end, then ends all that it has started, and this process: with code 1 after an error, which is
 * reported.
 *
 * @param run is given whether a signal has ended it, since the clean-up after that ends whatever was under way
 */
export async function runScript(
	report: Report,
	run: (isInterrupted: () => boolean) => Promise<void>,
): Promise<void> {
	let interrupted = false;
	shutdownOnSignals((signal) => {
		interrupted = true;
		report(`${signal}: stopping what runs and removing what is temporary.`);
	});
	try {
		await run(() => interrupted);
	} catch (error) {
		// A signal's own clean-up is no failure of it.
		if (!interrupted) {
			report(error instanceof Error ? error.message : String(error));
			process.exitCode = 1;
		}
	}
	if (interrupted) return;
	await shutdown();
	process.exit();
}
