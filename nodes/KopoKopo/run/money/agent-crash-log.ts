import type { Failure } from '../../api/request-failure';
import type { CrashRecords } from './crash-records';
import { interrupted, type ExecutionLog } from './execution-log';
import type { PreparedPayment } from './payment';

/** How many calls that have not ended use a record that this process inserted, by the stored log of the execution. */
const ownRecords = new WeakMap<object, Map<string, number>>();

/** Of a record without an execution ID, which only a Retry may match: equal calls of other executions have it too. */
const fallbackPrefix = 'call  ';

/** The crash log of calls of an AI agent, which may come in another order in a Retry. */
export class AgentCrashLog {
	private readonly own: Map<string, number>;

	/** Own records that this call uses. */
	private readonly used = new Set<string>();

	constructor(
		private readonly records: CrashRecords,
		private readonly executionLog: ExecutionLog,
		private readonly prepared: readonly PreparedPayment[],
	) {
		const { stored } = executionLog;
		this.own = ownRecords.get(stored) ?? new Map<string, number>();
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
			const names = items.flatMap(this.namesOf);
			const inserted = await this.records.insert(names.filter((name) => !this.own.has(name)));
			for (const name of inserted) this.own.set(name, 0);
			for (const name of names) {
				const calls = this.own.get(name);
				if (calls === undefined || this.used.has(name)) continue;
				this.used.add(name);
				this.own.set(name, calls + 1);
			}
			const isOfOther = (name: string) =>
				!this.own.has(name) && (isRetry || !name.startsWith(fallbackPrefix));
			const known = items.filter((one) => this.namesOf(one).some(isOfOther));
			return new Map(known.map((one) => [one, interrupted]));
		});
	}

	/** Deletes the records of rejected calls, unless an equal call needs them, or they are of an earlier attempt. */
	async endRun(isRejected: (one: PreparedPayment) => boolean): Promise<void> {
		const { token, store } = this.records;
		const rejected = new Set(this.prepared.filter(isRejected).flatMap(this.namesOf));
		await this.records.exclusive(async () => {
			for (const name of this.used) this.own.set(name, this.own.get(name)! - 1);
			const unused = [...this.used].filter(
				(name) => rejected.has(name) && this.own.get(name) === 0,
			);
			for (const name of unused) this.own.delete(name);
			await (token ? store.delete(unused) : this.records.release(unused));
		});
	}

	private readonly namesOf = (one: PreparedPayment): string[] => {
		const { token, executionId } = this.records;
		const ids = token ? [token] : [executionId, ''];
		return this.executionLog.slotsOf(one).flatMap((slot) => ids.map((id) => `call ${id} ${slot}`));
	};
}
