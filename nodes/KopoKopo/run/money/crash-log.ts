import { createHash } from 'crypto';

import type { Failure } from '../../api/request-failure';
import { blockSize } from './blocks';
import type { CrashRecords } from './crash-records';
import { interrupted, type ExecutionLog } from './execution-log';
import type { PreparedPayment } from './payment';

/**
 * Whether an attempt before a crash began this run. `new`: no. `resumed`: with this list. `changed`: with another list.
 * `lost`: perhaps, its records were deleted.
 */
type State = 'new' | 'resumed' | 'lost' | 'changed';

interface Run {
	index: number;
	chainBefore: string;
	chainAfter: string;
	state?: State;
	/** By number, whether a block is new: no earlier process can have sent it. */
	blocks: Map<number, boolean>;
	records: string[];
}

const listChanged: Failure = {
	...interrupted,
	message:
		'n8n stopped while it was sending payments in an earlier attempt of this execution, and the list has changed since.',
};

/** By the stored log of the execution. */
const runsOfExecutions = new WeakMap<object, Run[]>();

/** Runs whose records stay until the end of the execution, which deletes them one by one. */
const mostRuns = 50;

/**
 * Records in n8n's database what is about to be sent, in case n8n stops: the execution log is lost then, and a Retry
 * of the execution starts from the beginning.
 *
 * - A run of the node is identified by a hash of its payments and of the previous run's hash: the chain.
 * - Records: `from`: a run began at this point of the chain. `block`: this part of the list may be sent. `gap`: runs
 *   began from this point on whose records were deleted, up to the next run with records.
 * - An exact `from` has the token that a Retry shares, or else the execution's ID. The fallback, for a Retry without a
 *   token, has only the payments, so equal runs of other executions match too.
 */
export class CrashLog {
	/** The first run and the last ones: records of the runs between them were deleted. */
	private readonly runs: Run[];

	constructor(
		private readonly records: CrashRecords,
		private readonly executionLog: ExecutionLog,
		private readonly prepared: readonly PreparedPayment[],
	) {
		const { stored } = executionLog;
		this.runs = runsOfExecutions.get(stored) ?? [];
		runsOfExecutions.set(stored, this.runs);
	}

	/** Records that items are about to be sent. @returns those that may have been sent before n8n stopped */
	async recordBlock(
		block: number,
		items: readonly PreparedPayment[],
	): Promise<Map<PreparedPayment, Failure>> {
		const run = this.currentRun();
		const isNew = run.blocks.get(block) ?? (await this.isNewBlock(run, block));
		run.blocks.set(block, isNew);
		const failure = run.state === 'changed' ? listChanged : interrupted;
		return new Map(isNew ? [] : items.map((one) => [one, failure]));
	}

	/**
	 * Continues the chain, so that the next run counts as another one, even with the same list. Not if n8n's database
	 * failed before all was checked that an earlier attempt may have sent: a Retry has to check it.
	 */
	async endRun(isUnsent: (one: PreparedPayment) => boolean): Promise<void> {
		const run = this.runs.at(-1);
		if (run?.index !== this.executionLog.runIndex || this.mayHaveSent(run, isUnsent)) return;
		this.executionLog.stored.chain = run.chainAfter;
		if (this.runs.length > mostRuns) await this.deleteOldRuns();
	}

	/** Whether an earlier attempt may have sent an item that counts as unsent. It sent the blocks in their order. */
	private mayHaveSent(
		{ state, blocks }: Run,
		isUnsent: (one: PreparedPayment) => boolean,
	): boolean {
		let isNew = state === 'new';
		return this.prepared.some((one, position) => {
			const block = blocks.get(Math.floor(position / blockSize));
			isNew ||= block === true;
			const isChecked = isNew && block !== false;
			return !isChecked && one.item.settings.idempotencyKey === undefined && isUnsent(one);
		});
	}

	/** In their order, so that n8n can stop at any moment: a Retry takes a run without records after one with some for new. */
	private async deleteOldRuns(): Promise<void> {
		const [oldest, ...others] = this.runs.slice(1, 1 + mostRuns / 2);
		if (!oldest) return;
		await this.records.insert([`gap ${oldest.chainBefore}`]);
		for (const { records } of [oldest, ...others]) {
			for (const name of records) await this.records.release([name]);
			this.runs.splice(1, 1);
		}
	}

	private currentRun(): Run {
		const { runs } = this;
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
			records: [],
		};
		runs.push(run);
		return run;
	}

	private get chain(): string {
		return this.executionLog.stored.chain || (this.records.token ?? '');
	}

	private async isNewBlock(run: Run, number: number): Promise<boolean> {
		const { token, isRetry } = this.records;
		// Its record first: a block that is recorded without it would look like one that an earlier attempt had begun.
		if (run.state === undefined) await this.beginRun(run);
		if (run.state === 'changed' || run.state === 'lost') return false;
		const block = this.blockOf(run, number);
		const stay = run.state === 'resumed';
		const inserted = await this.insert(run, [block], { stay });
		// Without a token, an equal list of another execution has the same records.
		const mayBeShared = token === undefined && !isRetry;
		return inserted.has(block) || (run.state === 'new' && mayBeShared);
	}

	private async beginRun(run: Run): Promise<void> {
		const { chain } = this;
		const { token, executionId, isRetry } = this.records;
		const { stored } = this.executionLog;
		const fallback = `from ${chain}`;
		const exact = token || isRetry ? fallback : `from ${executionId} ${chain}`;
		if (stored.isTrusted) {
			if (await this.isInGap(exact)) {
				run.state = 'lost';
				return;
			}
			// A Retry that finds another list must not leave its records to a later Retry.
			const inserted = await this.insert(run, isRetry ? [exact] : [exact, fallback]);
			if (inserted.has(exact)) {
				run.state = 'new';
				return;
			}
		}
		stored.isTrusted = await this.hasBegun(run);
		stored.isAfterCrash = true;
		run.state = stored.isTrusted ? 'resumed' : 'changed';
	}

	private blockOf({ chainAfter }: Run, number: number): string {
		return `block ${chainAfter} ${number}`;
	}

	private async insert(run: Run, names: string[], options = {}): Promise<Set<string>> {
		run.records.push(...names);
		return await this.records.insert(names, options);
	}

	/** Whether a block of this list is recorded. */
	private async hasBegun(run: Run): Promise<boolean> {
		for (let number = 0; number * blockSize < this.prepared.length; number += 1) {
			if (await this.records.store.has(this.blockOf(run, number))) return true;
		}
		return false;
	}

	/** Whether the run may have begun although it has no record. */
	private async isInGap(exact: string): Promise<boolean> {
		const { stored } = this.executionLog;
		if (!stored.isAfterCrash) return false;
		const { store } = this.records;
		stored.isInGap ||= await store.has(`gap ${this.chain}`);
		stored.isInGap &&= !(await store.has(exact));
		return stored.isInGap;
	}
}
