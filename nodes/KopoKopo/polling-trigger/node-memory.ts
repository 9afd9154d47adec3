import type { Batch, Cursor } from './cursor';

/** A batch with which n8n is to start an execution. */
export interface EmittedBatch {
	batch: Batch;
	/** The source of its cursor. */
	source: string;
	/** By which the execution is recognised. */
	keys: ReadonlySet<string>;
	/** How often it was emitted before. */
	tries: number;
	/** When it may be emitted again, in milliseconds since the epoch. */
	dueAt: number;
}

/** What this process knows about a node, besides the node's data. */
interface NodeMemory {
	isPolling: boolean;
	/** The cursor of a first poll, until n8n has stored one of the same source. */
	firstCursor?: Cursor;
	/** Batches with which no execution has begun yet. */
	unconfirmed: readonly EmittedBatch[];
}

/** By node key. */
const nodes = new Map<string, NodeMemory>();

export function memoryOf(nodeKey: string): NodeMemory {
	const memory = nodes.get(nodeKey) ?? { isPolling: false, unconfirmed: [] };
	nodes.set(nodeKey, memory);
	return memory;
}
