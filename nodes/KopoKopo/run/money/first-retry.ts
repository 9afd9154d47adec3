import type { CrashRecords } from './crash-records';
import type { ExecutionLog } from './execution-log';

/** By the stored log of a Retry. */
const claims = new WeakMap<object, Promise<boolean>>();

/**
 * Whether no other Retry of this execution has sent anything: n8n copies the same log to each. Since n8n 2.14, the crash
 * log knows what each sent, by the token. @throws if n8n cannot save the claim
 */
export async function isFirstRetry(
	{ isRetry, token, store, executionId, firstExecution }: CrashRecords,
	{ stored }: ExecutionLog,
): Promise<boolean> {
	stored.execution ??= firstExecution;
	if (!isRetry || token) return true;
	const claim = async () => {
		const name = `retry of ${stored.execution}`;
		if (!(await store.insert([name])).has(name)) return false;
		// A Retry of this Retry has what this one sent.
		stored.execution = executionId;
		return true;
	};
	const claimed = claims.get(stored) ?? claim();
	claims.set(stored, claimed);
	return await claimed.catch((error: unknown) => {
		claims.delete(stored);
		throw error;
	});
}
