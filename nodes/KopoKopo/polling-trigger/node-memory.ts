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
	isPolling: boolean;
	/** The cursor of a first poll, until n8n has stored one of the same source. */
	firstCursor?: Cursor;
	unconfirmed: readonly EmittedBatch[];
	/** The keys of the last batch that this process emitted. */
	emitted: ReadonlySet<string>;
}

const nodes = new Map<string, NodeMemory>();

export function memoryOf(nodeKey: string): NodeMemory {
	const memory = nodes.get(nodeKey) ?? {
		isPolling: false,
		unconfirmed: [],
		emitted: new Set(),
	};
	nodes.set(nodeKey, memory);
	return memory;
}
