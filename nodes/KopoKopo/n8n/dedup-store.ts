import { sleep, type ExecutionStatus, type IExecuteFunctions } from 'n8n-workflow';

/** Most idempotency keys that a node remembers. */
export const maxKeys = 25_000;

/** Two entries for each key, and room for the crash log. n8n drops the oldest entries. */
const options = { mode: 'entries', maxEntries: 2 * maxKeys + 5_000 } as const;

/** Values that n8n hashes in one call without a pause of more than 60 ms. */
const mostAdded = 5_000;

/** n8n searches its whole list for each value that it removes (n8n, `deduplication-helper`). */
const mostRemoved = 100;

/** How an execution ends that n8n has stored together with the data of its nodes. */
const storedStatuses: ReadonlySet<ExecutionStatus> = new Set(['success', 'error', 'waiting']);

/** The last task of each node: n8n reads and writes a node's whole row without a lock. */
const lastTasks = new Map<string, Promise<unknown>>();

interface Hooks {
	addHandler?(
		name: 'workflowExecuteAfter',
		handler: (run: { status?: ExecutionStatus }) => Promise<void>,
	): void;
}

/** The part of n8n's contexts that it does not declare for nodes. */
interface Internals {
	additionalData?: { hooks?: Hooks };
}

/** The temporary entries of each execution, by node. */
const temporaryEntries = new WeakMap<Hooks, Map<string, Set<string>>>();

/** How many executions of this process hold a temporary entry. */
const holders = new Map<string, number>();

/** Identifies a node of a workflow. */
export const nodeKey = (context: Pick<IExecuteFunctions, 'getWorkflow' | 'getNode'>): string =>
	`${String(context.getWorkflow().id)} ${context.getNode().id}`;

function* chunksOf(values: readonly string[], size: number): Generator<string[]> {
	for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}

/**
 * The entries of a node in n8n's deduplication store: texts, of which n8n keeps hashes. The store can add
 * what is missing, remove, and count; so a lookup that adds nothing takes several calls (`has`).
 *
 * `add`, `remove` and `has` belong into an `exclusive` task.
 */
export class DedupStore {
	/** Identifies the node. */
	readonly nodeKey: string;

	private readonly helpers: IExecuteFunctions['helpers'];

	constructor(private readonly context: IExecuteFunctions) {
		this.nodeKey = nodeKey(context);
		this.helpers = context.helpers;
	}

	/** Runs a task while no other task of this process uses the entries of this node. */
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

	/** Adds values and returns those that were missing. */
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

	/** Whether a value is stored. If the process dies meanwhile, the value is gone, never added. */
	async has(value: string): Promise<boolean> {
		const count = async () => await this.helpers.getProcessedDataCount('node', options);
		const before = await count();
		await this.remove([value]);
		const isStored = (await count()) < before;
		if (isStored) await this.add([value]);
		return isStored;
	}

	/**
	 * Removes values once n8n has stored the execution and the data of its nodes. They stay if n8n cannot
	 * store it: its process died, or it was cancelled.
	 */
	removeAfterStored(values: Iterable<string>): void {
		const entries = this.temporary();
		for (const value of values) {
			if (!entries || entries.has(value)) continue;
			entries.add(value);
			holders.set(this.holderKey(value), this.holdersOf(value) + 1);
		}
	}

	/** How many executions of this process have a temporary value. */
	holdersOf = (value: string): number => holders.get(this.holderKey(value)) ?? 0;

	/** Removes temporary values that no other execution of this process has. */
	async release(values: readonly string[]): Promise<void> {
		const entries = this.temporary();
		const released = values.filter((value) => {
			if (!entries?.delete(value)) return false;
			const others = this.holdersOf(value) - 1;
			if (others > 0) holders.set(this.holderKey(value), others);
			else holders.delete(this.holderKey(value));
			return others <= 0;
		});
		if (released.length === 0) return;
		await this.exclusive(async () => await this.remove(released));
	}

	private holderKey = (value: string): string => `${this.nodeKey} ${value}`;

	private temporary(): Set<string> | undefined {
		const { hooks } = (this.context as unknown as Internals).additionalData ?? {};
		if (!hooks?.addHandler) return undefined;
		const ofExecution = temporaryEntries.get(hooks) ?? new Map<string, Set<string>>();
		temporaryEntries.set(hooks, ofExecution);
		const known = ofExecution.get(this.nodeKey);
		if (known) return known;
		const entries = new Set<string>();
		ofExecution.set(this.nodeKey, entries);
		hooks.addHandler('workflowExecuteAfter', async ({ status }) => {
			if (!status || !storedStatuses.has(status)) return;
			// An entry that cannot be removed is dropped in the end.
			await this.release([...entries]).catch(() => undefined);
		});
		return entries;
	}
}
