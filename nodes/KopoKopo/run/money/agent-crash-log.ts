import type { Failure } from '../../api/request-failure';
import type { CrashRecords } from './crash-records';
import { interrupted, type ExecutionLog } from './execution-log';
import type { PreparedPayment } from './payment';

/** Records that this process inserted, by the stored log of the execution. */
const ownRecords = new WeakMap<object, Set<string>>();

/** Of a record without an execution ID, which only a Retry may match: equal calls of other executions have it too. */
const fallbackPrefix = 'call  ';

/** The crash log of calls of an AI agent, which may come in another order in a Retry. */
export class AgentCrashLog {
	private readonly own: Set<string>;

	constructor(
		private readonly records: CrashRecords,
		private readonly executionLog: ExecutionLog,
		private readonly prepared: readonly PreparedPayment[],
	) {
		const { stored } = executionLog;
		this.own = ownRecords.get(stored) ?? new Set();
		ownRecords.set(stored, this.own);
	}

	/** Records that calls are about to be sent. @returns those that may have been sent before n8n stopped */
	async recordBlock(
		_block: number,
		items: readonly PreparedPayment[],
	): Promise<Map<PreparedPayment, Failure>> {
		const { isRetry } = this.records;
		// Calls may overlap: an equal one waits until this one is recorded.
		return await this.records.exclusive(async () => {
			const isNew = (name: string) => !this.own.has(name);
			const missing = items.flatMap(this.namesOf).filter(isNew);
			const inserted = await this.records.insert(missing);
			const ofOthers = new Set(missing.filter((name) => !inserted.has(name)));
			const isOfOther = (name: string) =>
				ofOthers.has(name) && (isRetry || !name.startsWith(fallbackPrefix));
			const known = items.filter((one) => this.namesOf(one).some(isOfOther));
			missing.forEach((name) => this.own.add(name));
			return new Map(known.map((one) => [one, interrupted]));
		});
	}

	async endRun(isRejected: (one: PreparedPayment) => boolean): Promise<void> {
		const rejected = this.prepared.filter(isRejected).flatMap(this.namesOf);
		rejected.forEach((name) => this.own.delete(name));
		await this.records.store.delete(rejected);
	}

	private readonly namesOf = (one: PreparedPayment): string[] => {
		const { token, executionId } = this.records;
		const ids = token ? [token] : [executionId, ''];
		return this.executionLog.slotsOf(one).flatMap((slot) => ids.map((id) => `call ${id} ${slot}`));
	};
}
