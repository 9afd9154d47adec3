import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../../api/request-failure';
import type { DedupStore } from '../../n8n/dedup-store';
import { executionToken } from '../../n8n/execution-token';
import { interrupted, type ExecutionLog } from './execution-log';
import type { PreparedPayment } from './payment';

/** Whether an earlier try began this run: no; with this list; perhaps, its entries were removed; with another list. */
type State = 'new' | 'resumed' | 'lost' | 'changed';

interface Run {
	index: number;
	chainBefore: string;
	chainAfter: string;
	state?: State;
	/** Whether another process has certainly not sent a block, by the block's number. */
	blocks: Map<number, boolean>;
	temporaryEntries: string[];
}

interface NodeRuns {
	/** The first run and the last ones. With a gap, entries of runs between them were removed. */
	runs: Run[];
	hasGap: boolean;
	agentCalls: Set<string>;
}

const listChanged: Failure = {
	...interrupted,
	what: 'n8n stopped during an earlier try of this execution, and the list has changed since. Kopo Kopo may not have received this payment',
};

const runsOfExecutions = new WeakMap<object, NodeRuns>();

const fallbackPrefix = 'call  ';

/** A long loop must not push the idempotency keys out of n8n's store. */
const mostRuns = 50;

/**
 * Records in n8n's database what is about to be sent, in case n8n stops: the execution log is lost then, and a Retry
 * of the execution starts from the beginning.
 *
 * - A run is identified by a hash of its payments, chained to the hash of the runs before it.
 * - Entries: `from`: a run began at this point of the chain. `run`: it had this list. `block`: this part of the list
 *   may be sent. `gap`: runs began from this point on whose entries were removed, up to the next run with entries.
 * - Exact keys have the token that a Retry shares, or else the execution's ID. Fallback keys, for a Retry without a
 *   token, have only the payments, so equal runs of other executions match too.
 * - Entries are removed once n8n has stored the execution, except in a Retry: the first execution can be retried again.
 */
export class CrashLog {
	private readonly token: string | undefined;

	private readonly isRetry: boolean;

	private readonly ofExecution: NodeRuns;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly store: DedupStore,
		private readonly executionLog: ExecutionLog,
		private readonly prepared: readonly PreparedPayment[],
	) {
		this.token = executionToken(context);
		this.isRetry = context.getMode() === 'retry';
		const { log } = executionLog;
		this.ofExecution = runsOfExecutions.get(log) ?? {
			runs: [],
			hasGap: false,
			agentCalls: new Set(),
		};
		runsOfExecutions.set(log, this.ofExecution);
	}

	/** Records that items are about to be sent. @returns those that may have been sent before n8n stopped */
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

	/** Continues the chain, so that the next run counts as another one, even with the same list. */
	async endRun(isRejected: (one: PreparedPayment) => boolean): Promise<void> {
		const { runs, agentCalls } = this.ofExecution;
		if (this.executionLog.isAgentCall) {
			const entries = this.prepared.filter(isRejected).flatMap(this.callEntriesOf);
			entries.forEach((entry) => agentCalls.delete(entry));
			await this.store.exclusive(async () => await this.store.remove(entries));
			return;
		}
		const run = runs.at(-1);
		if (run?.index !== this.executionLog.runIndex) return;
		this.executionLog.log.chain = run.chainAfter;
		if (runs.length > mostRuns) await this.removeOldRuns(run);
	}

	private async removeOldRuns(current: Run): Promise<void> {
		const [oldest, ...others] = this.ofExecution.runs.splice(1, mostRuns / 2);
		if (!oldest) return;
		const entries = [oldest, ...others].flatMap((run) => run.temporaryEntries);
		if (entries.length === 0) return;
		if (!this.ofExecution.hasGap) {
			const gap = `gap ${oldest.chainBefore}`;
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
		const run: Run = {
			index,
			chainBefore: this.chain,
			chainAfter: hash.digest('base64'),
			blocks: new Map(),
			temporaryEntries: [],
		};
		runs.push(run);
		return run;
	}

	private get chain(): string {
		return this.executionLog.log.chain || (this.token ?? '');
	}

	private async isNewBlock(run: Run, block: number): Promise<boolean> {
		const entries = { run: `run ${run.chainAfter}`, block: `block ${run.chainAfter} ${block}` };
		const addedWithRun = run.state ? undefined : await this.beginRun(run, entries);
		if (run.state === 'changed' || run.state === 'lost') return false;
		const added = addedWithRun?.has(entries.block)
			? addedWithRun
			: await this.addEntries(run, Object.values(entries));
		// Without a token, an equal list of another execution has the same entries.
		const mayBeShared = this.token === undefined && !this.isRetry;
		return added.has(entries.block) || (run.state === 'new' && mayBeShared);
	}

	/** @returns the entries that it has added */
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

	/** Whether the run may have begun although it has no entry. */
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
		const { agentCalls } = this.ofExecution;
		const ownBefore = new Set(agentCalls);
		const entries = items.flatMap(this.callEntriesOf).filter((entry) => !ownBefore.has(entry));
		const added = await this.store.exclusive(async () => await this.addEntries(undefined, entries));
		entries.forEach((entry) => agentCalls.add(entry));
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
		run?.temporaryEntries.push(...own);
		this.store.removeAfterStored(own);
		return added;
	}
}
