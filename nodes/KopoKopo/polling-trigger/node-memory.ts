import type { Batch, Cursor } from './cursor';

export interface EmittedBatch {
	batch: Batch;
	source: string;
	/** By which the execution is recognised. */
	keys: ReadonlySet<string>;
	tries: number;
	/** When it may be emitted again, in milliseconds since the epoch. */
	dueAt: number;
}

interface NodeMemory {
	running?: object;
	/** The cursor of the last poll without items, and a digest of the stored one that it continues. */
	unstored?: { after: string; cursor: Cursor };
	unconfirmed: readonly EmittedBatch[];
	/** The keys of the last batch that this process emitted. */
	emitted: ReadonlySet<string>;
}

const nodes = new Map<string, NodeMemory>();

export function memoryOf(nodeKey: string): NodeMemory {
	const memory = nodes.get(nodeKey) ?? {
		unconfirmed: [],
		emitted: new Set(),
	};
	nodes.set(nodeKey, memory);
	return memory;
}
