import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../../api/request-failure';
import type { DedupStore } from '../../n8n/dedup-store';
import { executionToken } from '../../n8n/execution-token';
import { interrupted, type ExecutionLog } from './execution-log';
import type { PreparedPayment } from './payment';

/**
 * What the crash log knows of a run: it is new; an earlier try began it with the same list; its entries were removed;
 * or an earlier try began a run with another list in its place.
 */
type State = 'new' | 'resumed' | 'lost' | 'changed';

interface Run {
	index: number;
	/** The chain before this run. */
	from: string;
	/** The chain with this run. */
	id: string;
	state?: State;
	/** Whether another process has certainly not sent a block, by the block's number. */
	blocks: Map<number, boolean>;
	/** Its temporary entries. */
	entries: string[];
}

/** The runs of a node in an execution that this process has in memory. */
interface NodeRuns {
	/** The first run, and the last ones. */
	runs: Run[];
	/** Whether entries of runs between them were removed. */
	hasGap: boolean;
	/** Entries of an agent's calls that this process has recorded. */
	calls: Set<string>;
}

const listChanged: Failure = {
	...interrupted,
	what: 'n8n stopped during an earlier try of this execution, and the list has changed since. Kopo Kopo may not have received this payment',
};

const runsOfExecutions = new WeakMap<object, NodeRuns>();

/** Prefix of the entries of calls by which a Retry recognises them without a token. */
const fallbackPrefix = 'call  ';

/** Most runs of one execution whose entries stay, so that a long loop does not push out the idempotency keys. */
const mostRuns = 50;

/**
 * Records in n8n's database what is about to be sent, in case n8n stops: the execution log is lost then, and a Retry
 * of the execution starts from the beginning.
 *
 * - A run is identified by a hash of its payments, chained to the hash of the runs before it.
 * - Entries: `from`: a run began at this point of the chain. `run`: it had this list. `block`: this part of the list
 *   may be sent. `gap`: runs began from this point on whose entries were removed, up to the next run with entries.
 * - Exact keys contain the token that an execution and its Retry share since n8n 2.14. Before that, fallback keys
 *   contain only the payments, so that runs of other executions match too.
 * - Entries are removed once n8n has stored the execution, except those of a Retry: the first execution can be
 *   retried again.
 */
export class CrashLog {
	private readonly token: string | undefined;

	private readonly isRetry: boolean;

	private readonly ofExecution: NodeRuns;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly store: DedupStore,
		private readonly executionLog: ExecutionLog,
		/** All items of the run. */
		private readonly prepared: readonly PreparedPayment[],
	) {
		this.token = executionToken(context);
		this.isRetry = context.getMode() === 'retry';
		const { log } = executionLog;
		this.ofExecution = runsOfExecutions.get(log) ?? { runs: [], hasGap: false, calls: new Set() };
		runsOfExecutions.set(log, this.ofExecution);
	}

	/**
	 * Records that a block of items is about to be sent.
	 *
	 * @returns those that may have been sent before n8n stopped, and why
	 */
	async recordBlock(
		block: number,
		items: readonly PreparedPayment[],
	): Promise<Map<PreparedPayment, Failure>> {
		if (this.executionLog.isAgentCall) return await this.recordCalls(items);
		const run = this.currentRun();
		let isNew = run.blocks.get(block);
		if (isNew === undefined) {
			isNew = await this.store.exclusive(async () => await this.isNewBlock(run, block));
			run.blocks.set(block, isNew);
		}
		const failure = run.state === 'changed' ? listChanged : interrupted;
		return new Map(isNew ? [] : items.map((one) => [one, failure]));
	}

	/** Continues the chain after this run, so that the next run with the same list is another one. */
	async endRun(isRejected: (one: PreparedPayment) => boolean): Promise<void> {
		const { runs, calls } = this.ofExecution;
		if (this.executionLog.isAgentCall) {
			const entries = this.prepared.filter(isRejected).flatMap(this.callEntriesOf);
			entries.forEach((entry) => calls.delete(entry));
			await this.store.exclusive(async () => await this.store.remove(entries));
			return;
		}
		const run = runs.at(-1);
		if (run?.index !== this.executionLog.runIndex) return;
		this.executionLog.log.chain = run.id;
		if (runs.length > mostRuns) await this.removeOldRuns(run);
	}

	private async removeOldRuns(current: Run): Promise<void> {
		const [oldest, ...others] = this.ofExecution.runs.splice(1, mostRuns / 2);
		if (!oldest) return;
		const entries = [oldest, ...others].flatMap((run) => run.entries);
		if (entries.length === 0) return;
		if (!this.ofExecution.hasGap) {
			const gap = `gap ${oldest.from}`;
			await this.store.exclusive(async () => await this.addEntries(current, [gap]));
			this.ofExecution.hasGap = true;
		}
		await this.store.release(entries.filter((entry) => !entry.startsWith('gap ')));
	}

	private currentRun(): Run {
		const { runs } = this.ofExecution;
		const index = this.executionLog.runIndex;
		const last = runs.at(-1);
		if (last?.index === index) return last;
		const hash = createHash('sha256').update(this.chain);
		for (const { payment } of this.prepared) hash.update(`\n${payment.whole}`);
		const id = hash.digest('base64');
		const run: Run = { index, from: this.chain, id, blocks: new Map(), entries: [] };
		runs.push(run);
		return run;
	}

	private get chain(): string {
		return this.executionLog.log.chain || (this.token ?? '');
	}

	/** Records a block. @returns whether another process has certainly not sent it */
	private async isNewBlock(run: Run, block: number): Promise<boolean> {
		const entries = { run: `run ${run.id}`, block: `block ${run.id} ${block}` };
		const addedWithRun = run.state ? undefined : await this.beginRun(run, entries);
		if (run.state === 'changed' || run.state === 'lost') return false;
		const added = addedWithRun?.has(entries.block)
			? addedWithRun
			: await this.addEntries(run, Object.values(entries));
		// Without a token, an equal list of another execution has the same entries.
		const mayBeShared = this.token === undefined && !this.isRetry;
		return added.has(entries.block) || (run.state === 'new' && mayBeShared);
	}

	/** Sets the state of a run. @returns the entries that it has added */
	private async beginRun(run: Run, entries: { run: string; block: string }): Promise<Set<string>> {
		const { token, isRetry, chain } = this;
		const { log } = this.executionLog;
		const fallback = `from ${chain}`;
		const exact = token || isRetry ? fallback : `from ${this.context.getExecutionId()} ${chain}`;
		if (log.isTrusted) {
			if (await this.isInGap(exact)) {
				run.state = 'lost';
				return new Set();
			}
			const all = [entries.run, entries.block];
			// A Retry that finds another list must not leave its entries to a later Retry.
			const added = await this.addEntries(run, isRetry ? [exact] : [exact, fallback, ...all]);
			if (added.has(exact)) {
				run.state = 'new';
				return added;
			}
			if (added.has(entries.run)) await this.store.remove(all);
		}
		log.isTrusted = await this.store.has(entries.run);
		log.isAfterCrash = true;
		run.state = log.isTrusted ? 'resumed' : 'changed';
		return new Set();
	}

	/** Whether a run may have begun though it has no entry. */
	private async isInGap(exact: string): Promise<boolean> {
		const { log } = this.executionLog;
		if (!log.isAfterCrash) return false;
		log.isInGap ||= await this.store.has(`gap ${this.chain}`);
		log.isInGap &&= !(await this.store.has(exact));
		return log.isInGap;
	}

	private async recordCalls(
		items: readonly PreparedPayment[],
	): Promise<Map<PreparedPayment, Failure>> {
		const { calls } = this.ofExecution;
		const ownBefore = new Set(calls);
		const entries = items.flatMap(this.callEntriesOf).filter((entry) => !ownBefore.has(entry));
		const added = await this.store.exclusive(async () => await this.addEntries(undefined, entries));
		entries.forEach((entry) => calls.add(entry));
		const isOfOther = (entry: string) =>
			!ownBefore.has(entry) &&
			!added.has(entry) &&
			(this.isRetry || !entry.startsWith(fallbackPrefix));
		const known = items.filter((one) => this.callEntriesOf(one).some(isOfOther));
		return new Map(known.map((one) => [one, interrupted]));
	}

	private readonly callEntriesOf = (one: PreparedPayment): string[] => {
		const { token } = this;
		const ids = token ? [token] : [String(this.context.getExecutionId()), ''];
		return this.executionLog.slotsOf(one).flatMap((slot) => ids.map((id) => `call ${id} ${slot}`));
	};

	/** Adds entries, twice: another process may have written the node's row at the same moment. */
	private async addEntries(run: Run | undefined, entries: readonly string[]): Promise<Set<string>> {
		if (entries.length === 0) return new Set();
		const added = await this.store.add(entries);
		await this.store.add(entries);
		if (this.isRetry && this.token) return added;
		const own = entries.filter((entry) => added.has(entry) || this.store.referenceCount(entry) > 0);
		run?.entries.push(...own);
		this.store.removeAfterStored(own);
		return added;
	}
}
