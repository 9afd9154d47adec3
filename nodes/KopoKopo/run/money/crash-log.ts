import { createHash } from 'crypto';

import type { Failure } from '../../api/request-failure';
import type { CrashEntries } from './crash-entries';
import { interrupted, type ExecutionLog } from './execution-log';
import type { PreparedPayment } from './payment';

/**
 * Whether an attempt before a crash began this run. `new`: no. `resumed`: with this list. `changed`: with another list.
 * `lost`: perhaps, its entries were removed.
 */
type State = 'new' | 'resumed' | 'lost' | 'changed';

interface Run {
	index: number;
	chainBefore: string;
	chainAfter: string;
	state?: State;
	/** By number, whether a block is new: no earlier process can have sent it. */
	blocks: Map<number, boolean>;
	temporaryEntries: string[];
}

interface NodeRuns {
	/** The first run and the last ones. With a gap, entries of runs between them were removed. */
	runs: Run[];
	hasGap: boolean;
}

const listChanged: Failure = {
	...interrupted,
	message:
		'n8n stopped while it was sending payments in an earlier attempt of this execution, and the list has changed since.',
};

/** By the stored log of the execution. */
const runsOfExecutions = new WeakMap<object, NodeRuns>();

/** Runs whose entries stay: a long loop must not push the idempotency keys out of n8n's store. */
const mostRuns = 50;

/**
 * Records in n8n's database what is about to be sent, in case n8n stops: the execution log is lost then, and a Retry
 * of the execution starts from the beginning.
 *
 * - A run of the node is identified by a hash of its payments and of the previous run's hash: the chain.
 * - Entries: `from`: a run began at this point of the chain. `run`: it had this list. `block`: this part of the list
 *   may be sent. `gap`: runs began from this point on whose entries were removed, up to the next run with entries.
 * - An exact `from` has the token that a Retry shares, or else the execution's ID. The fallback, for a Retry without a
 *   token, has only the payments, so equal runs of other executions match too.
 */
export class CrashLog {
	private readonly ofExecution: NodeRuns;

	constructor(
		private readonly entries: CrashEntries,
		private readonly executionLog: ExecutionLog,
		private readonly prepared: readonly PreparedPayment[],
	) {
		const { stored } = executionLog;
		this.ofExecution = runsOfExecutions.get(stored) ?? { runs: [], hasGap: false };
		runsOfExecutions.set(stored, this.ofExecution);
	}

	/** Records that items are about to be sent. @returns those that may have been sent before n8n stopped */
	async recordBlock(
		block: number,
		items: readonly PreparedPayment[],
	): Promise<Map<PreparedPayment, Failure>> {
		const run = this.currentRun();
		let isNew = run.blocks.get(block);
		if (isNew === undefined) {
			isNew = await this.entries.store.exclusive(async () => await this.isNewBlock(run, block));
			run.blocks.set(block, isNew);
		}
		const failure = run.state === 'changed' ? listChanged : interrupted;
		return new Map(isNew ? [] : items.map((one) => [one, failure]));
	}

	/** Continues the chain, so that the next run counts as another one, even with the same list. */
	async endRun(): Promise<void> {
		const { runs } = this.ofExecution;
		const run = runs.at(-1);
		if (run?.index !== this.executionLog.runIndex) return;
		this.executionLog.stored.chain = run.chainAfter;
		if (runs.length > mostRuns) await this.removeOldRuns(run);
	}

	private async removeOldRuns(current: Run): Promise<void> {
		const { store } = this.entries;
		const [oldest, ...others] = this.ofExecution.runs.splice(1, mostRuns / 2);
		if (!oldest) return;
		const entries = [oldest, ...others].flatMap((run) => run.temporaryEntries);
		if (entries.length === 0) return;
		if (!this.ofExecution.hasGap) {
			const gap = `gap ${oldest.chainBefore}`;
			await store.exclusive(
				async () => await this.entries.add([gap], { temporary: current.temporaryEntries }),
			);
			this.ofExecution.hasGap = true;
		}
		await store.release(entries.filter((entry) => !entry.startsWith('gap ')));
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
		return this.executionLog.stored.chain || (this.entries.token ?? '');
	}

	private async isNewBlock(run: Run, block: number): Promise<boolean> {
		const { token, isRetry } = this.entries;
		const names = { run: `run ${run.chainAfter}`, block: `block ${run.chainAfter} ${block}` };
		const addedWithRun = run.state ? undefined : await this.beginRun(run, names);
		if (run.state === 'changed' || run.state === 'lost') return false;
		const added = addedWithRun?.has(names.block)
			? addedWithRun
			: await this.entries.add(Object.values(names), {
					temporary: run.temporaryEntries,
					stays: run.state === 'resumed',
				});
		// Without a token, an equal list of another execution has the same entries.
		const mayBeShared = token === undefined && !isRetry;
		return added.has(names.block) || (run.state === 'new' && mayBeShared);
	}

	private async beginRun(run: Run, names: { run: string; block: string }): Promise<Set<string>> {
		const { chain } = this;
		const { token, executionId, isRetry, store } = this.entries;
		const { stored } = this.executionLog;
		const fallback = `from ${chain}`;
		const exact = token || isRetry ? fallback : `from ${executionId} ${chain}`;
		if (stored.isTrusted) {
			if (await this.isInGap(exact)) {
				run.state = 'lost';
				return new Set();
			}
			const all = [names.run, names.block];
			// A Retry that finds another list must not leave its entries to a later Retry.
			const entries = isRetry ? [exact] : [exact, fallback, ...all];
			const added = await this.entries.add(entries, { temporary: run.temporaryEntries });
			if (added.has(exact)) {
				run.state = 'new';
				return added;
			}
			if (added.has(names.run)) await store.remove(all);
		}
		stored.isTrusted = (await store.has(names.run)) === true;
		stored.isAfterCrash = true;
		run.state = stored.isTrusted ? 'resumed' : 'changed';
		return new Set();
	}

	/** Whether the run may have begun although it has no entry. */
	private async isInGap(exact: string): Promise<boolean> {
		const { stored } = this.executionLog;
		if (!stored.isAfterCrash) return false;
		const { store } = this.entries;
		stored.isInGap ||= (await store.has(`gap ${this.chain}`)) !== false;
		stored.isInGap &&= (await store.has(exact)) !== true;
		return stored.isInGap;
	}
}
