import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { onShutdown } from './shutdown.mts';

const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 };

/**
 * A folder that does not outlive this process, however it ends. After a shutdown's removal, whatever was under way may
 * have written to it again, so the very end removes it once more.
 * @returns its path, and a function that removes it before.
 */
export function temporaryFolder(prefix: string): { path: string; remove(): Promise<void> } {
	const path = mkdtempSync(prefix);
	process.once('exit', () => rmSync(path, removal));
	return { path, remove: onShutdown(() => rm(path, removal)) };
}
