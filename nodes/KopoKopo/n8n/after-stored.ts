import type { ExecutionStatus } from 'n8n-workflow';

import { internalsOf, type LifecycleHooks } from './internals';

/** How an execution ends that n8n has stored together with the data of its nodes. */
const storedStatuses: ReadonlySet<ExecutionStatus> = new Set(['success', 'error', 'waiting']);

/** One object for each execution, or undefined if this n8n has no such hooks. */
export function lifecycleHooks(context: object): LifecycleHooks | undefined {
	const hooks = internalsOf(context).additionalData?.hooks;
	return typeof hooks?.addHandler === 'function' ? hooks : undefined;
}

/**
 * Runs a task once n8n has stored the execution and the data of its nodes: n8n adds its own handlers, which store
 * them, before any node runs. Never runs it if n8n stops or the execution is cancelled.
 */
export function afterStored(hooks: LifecycleHooks, task: () => Promise<void>): void {
	hooks.addHandler('workflowExecuteAfter', async ({ status }) => {
		if (status && storedStatuses.has(status)) await task();
	});
}
