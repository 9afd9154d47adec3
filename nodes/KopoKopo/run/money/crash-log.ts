import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../../api/request-failure';
import type { DedupStore } from '../../n8n/dedup-store';
import { executionToken } from '../../n8n/execution-token';
import { interrupted, type ExecutionLog } from './execution-log';
import type { Prepared } from './payment';

/**
 * What is known of a run of the node from the crash log: it never began; it began with the same list; its entries
 * were removed; or a run with another list began in its place.
 */
type State = 'new' | 'begun' | 'lost' | 'changed';

interface Run {
	index: number;
	/** The chain before this run, and with it. */
	from: string;
	id: string;
	state?: State;
	/** Blocks, and whether they were certainly not sent by another process. */
	blocks: Map<number, boolean>;
	/** Its temporary entries. */
	names: string[];
}

/** The runs of a node in an execution, as long as this process has the execution in memory. */
interface Life {
	/** The first run, and the last ones. */
	runs: Run[];
	/** Whether entries of runs between them were removed. */
	hasGap: boolean;
	/** Calls of an agent that this process has recorded. */
	calls: Set<string>;
}

const listChanged: Failure = {
	...interrupted,
	what: 'n8n stopped during an earlier try of this execution, and the list has changed since. Kopo Kopo may not have received this payment',
};

const lives = new WeakMap<object, Life>();

/** How the name of a call begins that a Retry has to recognise without a token. */
const anyExecution = 'call  ';

/** Most runs of one execution whose entries stay, so that a long loop does not push out the keys. */
const mostRuns = 50;

/**
 * What is about to be sent, recorded in n8n's database before it is sent, for the case that n8n stops: what the
 * execution log holds is lost then, and the Retry of the execution starts from the beginning.
 *
 * - A run is identified by a digest chained over the payments of this run and the runs before it.
 * - `from`: a run began at this point of the chain. `run`: it had this list. `block`: this part of it may be sent.
 *   `gap`: runs from this point on have begun, whose entries were removed, up to the next one that has entries.
 * - Since n8n 2.14 an execution and its Retry share a token, which is part of `$execution.resumeUrl`. Before
 *   that, the names hold only the payments, so that runs of other executions count as well.
 * - Entries are removed once n8n has stored the execution. Those of a Retry stay, because the first execution
 *   can be retried again.
 */
export class CrashLog {
	private readonly token: string | undefined;

	private readonly isRetry: boolean;

	private readonly life: Life;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly store: DedupStore,
		private readonly executionLog: ExecutionLog,
		/** All items of the run. */
		private readonly prepared: readonly Prepared[],
	) {
		this.token = executionToken(context);
		this.isRetry = context.getMode() === 'retry';
		const { log } = executionLog;
		this.life = lives.get(log) ?? { runs: [], hasGap: false, calls: new Set() };
		lives.set(log, this.life);
	}

	/**
	 * Records that a block of items is about to be sent.
	 *
	 * @returns those that may have been sent before n8n stopped, and why
	 */
	async begin(block: number, items: readonly Prepared[]): Promise<Map<Prepared, Failure>> {
		if (this.executionLog.isAgentCall) return await this.beginCalls(items);
		const run = this.currentRun();
		let isNew = run.blocks.get(block);
		if (isNew === undefined) {
			isNew = await this.store.exclusive(async () => await this.beginBlock(run, block));
			run.blocks.set(block, isNew);
		}
		const failure = run.state === 'changed' ? listChanged : interrupted;
		return new Map(isNew ? [] : items.map((one) => [one, failure]));
	}

	/** Continues the chain after this run, so that a Retry does not take it for the same run. */
	async end(isRejected: (one: Prepared) => boolean): Promise<void> {
		if (this.executionLog.isAgentCall) {
			const names = this.prepared.filter(isRejected).flatMap(this.callsOf);
			names.forEach((name) => this.life.calls.delete(name));
			await this.store.exclusive(async () => await this.store.remove(names));
			return;
		}
		const run = this.life.runs.at(-1);
		if (run?.index !== this.executionLog.runIndex) return;
		this.executionLog.log.chain = run.id;
		if (this.life.runs.length <= mostRuns) return;
		const old = this.life.runs.splice(1, mostRuns / 2);
		const names = old.flatMap((one) => one.names);
		if (names.length === 0) return;
		if (!this.life.hasGap) {
			const gap = `gap ${old[0]!.from}`;
			await this.store.exclusive(async () => await this.record(run, [gap]));
			this.life.hasGap = true;
		}
		await this.store.release(names.filter((name) => !name.startsWith('gap ')));
	}

	private currentRun(): Run {
		const { runs } = this.life;
		const index = this.executionLog.runIndex;
		const last = runs.at(-1);
		if (last?.index === index) return last;
		const hash = createHash('sha256').update(this.chain);
		for (const { payment } of this.prepared) hash.update(`\n${payment?.whole}`);
		const id = hash.digest('base64');
		const run: Run = { index, from: this.chain, id, blocks: new Map(), names: [] };
		runs.push(run);
		return run;
	}

	private get chain(): string {
		return this.executionLog.log.chain || (this.token ?? '');
	}

	/** Whether a block was certainly not sent by another process. */
	private async beginBlock(run: Run, block: number): Promise<boolean> {
		const names = { run: `run ${run.id}`, block: `block ${run.id} ${block}` };
		const begun = run.state ? undefined : await this.beginRun(run, names);
		if (run.state === 'changed' || run.state === 'lost') return false;
		const added = begun?.has(names.block) ? begun : await this.record(run, Object.values(names));
		// Without a token, an equal list of another execution has the same names.
		const mayBeShared = this.token === undefined && !this.isRetry;
		return added.has(names.block) || (run.state === 'new' && mayBeShared);
	}

	/** Finds out the state of a run. @returns what it has added */
	private async beginRun(run: Run, names: { run: string; block: string }): Promise<Set<string>> {
		const { token, isRetry, chain } = this;
		const { log } = this.executionLog;
		const recognised = `from ${chain}`;
		const from = token || isRetry ? recognised : `from ${this.context.getExecutionId()} ${chain}`;
		if (log.isTrusted) {
			if (await this.isInGap(from)) {
				run.state = 'lost';
				return new Set();
			}
			const all = [names.run, names.block];
			// A Retry that finds another list must not leave its names to a later Retry.
			const added = await this.record(run, isRetry ? [from] : [from, recognised, ...all]);
			if (added.has(from)) {
				run.state = 'new';
				return added;
			}
			if (added.has(names.run)) await this.store.remove(all);
		}
		log.isTrusted = await this.store.has(names.run);
		log.isAfterCrash = true;
		run.state = log.isTrusted ? 'begun' : 'changed';
		return new Set();
	}

	/** Whether a run may have begun though it has no entry. */
	private async isInGap(from: string): Promise<boolean> {
		const { log } = this.executionLog;
		if (!log.isAfterCrash) return false;
		log.isInGap ||= await this.store.has(`gap ${this.chain}`);
		log.isInGap &&= !(await this.store.has(from));
		return log.isInGap;
	}

	private async beginCalls(items: readonly Prepared[]): Promise<Map<Prepared, Failure>> {
		const own = new Set(this.life.calls);
		const names = items.flatMap(this.callsOf).filter((name) => !own.has(name));
		const added = await this.store.exclusive(async () => await this.record(undefined, names));
		names.forEach((name) => this.life.calls.add(name));
		const isKnown = (name: string) =>
			!own.has(name) && !added.has(name) && (this.isRetry || !name.startsWith(anyExecution));
		const known = items.filter((one) => this.callsOf(one).some(isKnown));
		return new Map(known.map((one) => [one, interrupted]));
	}

	private readonly callsOf = (one: Prepared): string[] => {
		const { token } = this;
		const ids = token ? [token] : [String(this.context.getExecutionId()), ''];
		return this.executionLog.slotsOf(one).flatMap((slot) => ids.map((id) => `call ${id} ${slot}`));
	};

	/** Adds names, twice: another process may have written the same row at the same moment. */
	private async record(run: Run | undefined, names: readonly string[]): Promise<Set<string>> {
		if (names.length === 0) return new Set();
		const added = await this.store.add(names);
		await this.store.add(names);
		if (this.isRetry && this.token) return added;
		const mine = names.filter((name) => added.has(name) || this.store.referenceCount(name) > 0);
		run?.names.push(...mine);
		this.store.removeAfterStored(mine);
		return added;
	}
}
