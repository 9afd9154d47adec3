import type { IExecuteFunctions } from 'n8n-workflow';

import type { DedupStore } from '../../n8n/dedup-store';
import { firstStart } from '../../n8n/first-start';
import { executionToken } from '../../n8n/execution-token';

/** Entries of the crash logs in n8n's database. They are removed once n8n has stored the execution. */
export class CrashEntries {
	readonly token: string | undefined;

	readonly isRetry: boolean;

	constructor(
		private readonly context: IExecuteFunctions,
		readonly store: DedupStore,
	) {
		this.token = executionToken(context);
		this.isRetry = context.getMode() === 'retry';
	}

	get executionId(): string {
		return String(this.context.getExecutionId());
	}

	/** The same in each Retry of an execution, if n8n has stored what ran before. */
	get firstExecution(): string {
		const start = this.isRetry ? firstStart(this.context) : undefined;
		return start === undefined ? this.executionId : `started at ${start}`;
	}

	/**
	 * Call this in an exclusive task. It adds twice: another process may have written the row at the same moment. A call
	 * of an MCP Server Trigger has no execution, so it cannot be retried, and nothing would remove its entries.
	 * @param stays whether another Retry needs the entries. @returns those that were missing; `temporary` gets those that
	 * will be removed
	 */
	async add(
		entries: readonly string[],
		{ temporary = [], stays = false }: { temporary?: string[]; stays?: boolean } = {},
	): Promise<Set<string>> {
		if (this.context.getExecutionId() === undefined) return new Set(entries);
		if (entries.length === 0) return new Set();
		const added = await this.store.add(entries);
		await this.store.add(entries);
		if (stays || (this.isRetry && this.token)) return added;
		const own = entries.filter((entry) => added.has(entry) || this.store.referenceCount(entry) > 0);
		temporary.push(...own);
		this.store.removeAfterStored(own);
		return added;
	}
}
