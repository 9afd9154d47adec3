import { sleep, type IExecuteFunctions } from 'n8n-workflow';

import { afterStored, lifecycleHooks } from './after-stored';
import type { LifecycleHooks } from './internals';
import { nodeKey } from './node-key';

export const maxKeys = 25_000;

/** Two entries for each key, and room for the crash log. n8n drops the oldest entries. */
const options = { mode: 'entries', maxEntries: 2 * maxKeys + 5_000 } as const;

/** n8n hashes this many values in 60 ms, during which it does nothing else. */
const mostAdded = 5_000;

/** n8n searches its whole list for each value that it removes (n8n, `deduplication-helper`). */
const mostRemoved = 100;

/** The last task of each node: n8n reads and writes a node's whole row without a lock. */
const lastTasks = new Map<string, Promise<unknown>>();

const temporaryEntriesByNode = new WeakMap<LifecycleHooks, Map<string, Set<string>>>();

/** How many executions of this process use a temporary entry, by node and entry. */
const referenceCounts = new Map<string, number>();

type Helpers = Partial<
	Pick<IExecuteFunctions['helpers'], 'checkProcessedAndRecord' | 'removeProcessed'>
>;

/** Whether n8n has a deduplication store. */
export function hasDedupStore({ helpers }: { helpers: Helpers }): boolean {
	return Boolean(helpers.checkProcessedAndRecord && helpers.removeProcessed);
}

function* chunksOf(values: readonly string[], size: number): Generator<string[]> {
	for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}

/**
 * The entries of a node in n8n's deduplication store, which keeps hashes of texts. It can add missing entries and
 * remove, but not look up (see `has`). Call `add`, `remove` and `has` in an `exclusive` task.
 */
export class DedupStore {
	readonly nodeKey: string;

	private readonly helpers: IExecuteFunctions['helpers'];

	constructor(private readonly context: IExecuteFunctions) {
		this.nodeKey = nodeKey(context);
		this.helpers = context.helpers;
	}

	async exclusive<Result>(task: () => Promise<Result>): Promise<Result> {
		const previous = lastTasks.get(this.nodeKey) ?? Promise.resolve();
		const current = previous.catch(() => undefined).then(task);
		lastTasks.set(this.nodeKey, current);
		try {
			return await current;
		} finally {
			if (lastTasks.get(this.nodeKey) === current) lastTasks.delete(this.nodeKey);
		}
	}

	/** @returns values that were missing */
	async add(values: readonly string[]): Promise<Set<string>> {
		const added = new Set<string>();
		for (const chunk of chunksOf([...new Set(values)], mostAdded)) {
			const check = async () => await this.helpers.checkProcessedAndRecord(chunk, 'node', options);
			// If two processes insert the first row of a node at the same moment, one of them fails.
			for (const value of (await check().catch(check)).new) added.add(String(value));
			if (values.length > mostAdded) await sleep(0);
		}
		return added;
	}

	async remove(values: readonly string[]): Promise<void> {
		for (const chunk of chunksOf(values, mostRemoved)) {
			await this.helpers.removeProcessed(chunk, 'node', options);
			if (values.length > mostRemoved) await sleep(0);
		}
	}

	/**
	 * Whether a value is stored. It is added if it is missing, and removed again. A mark is stored meanwhile: if a process
	 * dies, both stay. @returns undefined if the mark is there, so that the value may have been added by a check
	 */
	async has(value: string): Promise<boolean | undefined> {
		const mark = `check ${value}`;
		const added = await this.add([mark, value]);
		await this.remove([...added]);
		if (added.has(value)) return false;
		return added.has(mark) ? true : undefined;
	}

	/**
	 * Removes values once n8n has stored the execution. They stay if n8n stops or the execution is cancelled.
	 * @returns whether n8n will tell
	 */
	removeAfterStored(values: Iterable<string>): boolean {
		const entries = this.temporary();
		if (!entries) return false;
		for (const value of values) {
			if (entries.has(value)) continue;
			entries.add(value);
			referenceCounts.set(this.entryKey(value), this.referenceCount(value) + 1);
		}
		return true;
	}

	referenceCount(value: string): number {
		return referenceCounts.get(this.entryKey(value)) ?? 0;
	}

	async release(values: readonly string[]): Promise<void> {
		const entries = this.temporary();
		const unused = values.filter((value) => {
			if (!entries?.delete(value)) return false;
			const others = this.referenceCount(value) - 1;
			if (others > 0) referenceCounts.set(this.entryKey(value), others);
			else referenceCounts.delete(this.entryKey(value));
			return others <= 0;
		});
		if (unused.length === 0) return;
		await this.exclusive(async () => await this.remove(unused));
	}

	private entryKey(value: string): string {
		return `${this.nodeKey} ${value}`;
	}

	private temporary(): Set<string> | undefined {
		const hooks = lifecycleHooks(this.context);
		if (!hooks) return undefined;
		const ofExecution = temporaryEntriesByNode.get(hooks) ?? new Map<string, Set<string>>();
		temporaryEntriesByNode.set(hooks, ofExecution);
		const known = ofExecution.get(this.nodeKey);
		if (known) return known;
		const entries = new Set<string>();
		ofExecution.set(this.nodeKey, entries);
		// What cannot be removed is dropped in the end, when n8n drops its oldest entries.
		afterStored(hooks, async () => await this.release([...entries]).catch(() => undefined));
		return entries;
	}
}
