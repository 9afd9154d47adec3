import type { Failure } from '../../api/request-failure';
import type { CrashEntries } from './crash-entries';
import { interrupted, type ExecutionLog } from './execution-log';
import type { PreparedPayment } from './payment';

/** Entries that this process added, by the stored log of the execution. */
const ownEntries = new WeakMap<object, Set<string>>();

/** Of an entry without an execution ID, which only a Retry may match: equal calls of other executions have it too. */
const fallbackPrefix = 'call  ';

/** The crash log of calls of an AI agent, which may come in another order in a Retry. */
export class AgentCrashLog {
	private readonly own: Set<string>;

	constructor(
		private readonly entries: CrashEntries,
		private readonly executionLog: ExecutionLog,
		private readonly prepared: readonly PreparedPayment[],
	) {
		const { stored } = executionLog;
		this.own = ownEntries.get(stored) ?? new Set();
		ownEntries.set(stored, this.own);
	}

	/** Records that calls are about to be sent. @returns those that may have been sent before n8n stopped */
	async recordBlock(
		_block: number,
		items: readonly PreparedPayment[],
	): Promise<Map<PreparedPayment, Failure>> {
		const { isRetry, store } = this.entries;
		const ownBefore = new Set(this.own);
		const missing = items.flatMap(this.entriesOf).filter((entry) => !ownBefore.has(entry));
		const added = await store.exclusive(async () => await this.entries.add(missing));
		missing.forEach((entry) => this.own.add(entry));
		const isOfOther = (entry: string) =>
			!ownBefore.has(entry) && !added.has(entry) && (isRetry || !entry.startsWith(fallbackPrefix));
		const known = items.filter((one) => this.entriesOf(one).some(isOfOther));
		return new Map(known.map((one) => [one, interrupted]));
	}

	async endRun(isRejected: (one: PreparedPayment) => boolean): Promise<void> {
		const { store } = this.entries;
		const rejected = this.prepared.filter(isRejected).flatMap(this.entriesOf);
		rejected.forEach((entry) => this.own.delete(entry));
		await store.exclusive(async () => await store.remove(rejected));
	}

	private readonly entriesOf = (one: PreparedPayment): string[] => {
		const { token, executionId } = this.entries;
		const ids = token ? [token] : [executionId, ''];
		return this.executionLog.slotsOf(one).flatMap((slot) => ids.map((id) => `call ${id} ${slot}`));
	};
}
