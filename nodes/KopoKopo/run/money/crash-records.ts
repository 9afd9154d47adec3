import type { IExecuteFunctions } from 'n8n-workflow';

import { exclusive } from '../../lib/exclusive';
import type { DedupStore } from '../../n8n/dedup-store';
import { executionToken } from '../../n8n/execution-token';
import { firstStart } from '../../n8n/first-start';
import { nodeKey } from '../../n8n/node-key';
import { TemporaryRecords } from '../../n8n/temporary-records';

/** Records of the crash logs in n8n's database. They are deleted once n8n has stored the execution. */
export class CrashRecords {
	readonly token: string | undefined;

	readonly isRetry: boolean;

	private readonly nodeKey: string;

	private readonly temporary: TemporaryRecords;

	constructor(
		private readonly context: IExecuteFunctions,
		readonly store: DedupStore,
	) {
		this.nodeKey = nodeKey(context);
		this.token = executionToken(context);
		this.isRetry = context.getMode() === 'retry';
		this.temporary = new TemporaryRecords(context, store, async (task) => await this.inTurn(task));
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
	 * A call of an MCP Server Trigger has no execution, so it cannot be retried, and nothing would delete its records.
	 * @param stay whether another Retry needs the records
	 * @returns those that were missing
	 */
	async insert(names: readonly string[], { stay = false } = {}): Promise<Set<string>> {
		if (this.context.getExecutionId() === undefined) return new Set(names);
		return await this.inTurn(async () => {
			const inserted = await this.store.insert(names);
			if (stay || (this.isRetry && this.token)) return inserted;
			const isShared = (name: string) => this.temporary.referenceCount(name) > 0;
			this.temporary.add(names.filter((name) => inserted.has(name) || isShared(name)));
			return inserted;
		});
	}

	async release(names: readonly string[]): Promise<void> {
		await this.temporary.release(names);
	}

	/** One task of the node at a time in this process. */
	async exclusive<Result>(task: () => Promise<Result>): Promise<Result> {
		return await exclusive(`${this.nodeKey} crash log`, task);
	}

	/** Without a token, equal payments of several executions have the same records. */
	private async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		return await (this.token ? task() : exclusive(`${this.nodeKey} records`, task));
	}
}
