import type { IExecuteFunctions } from 'n8n-workflow';

import { afterStored, lifecycleHooks } from './after-stored';
import type { DedupStore } from './dedup-store';
import type { LifecycleHooks } from './internals';
import { nodeKey } from './node-key';

/** Runs a task, perhaps after others of the node. */
export type Turn = <Result>(task: () => Promise<Result>) => Promise<Result>;

const recordsByNode = new WeakMap<LifecycleHooks, Map<string, Set<string>>>();

/** How many executions of this process use a record, by node and name. */
const referenceCounts = new Map<string, number>();

/** Records of a node that are deleted once n8n has stored the execution. They stay if n8n stops, or it is cancelled. */
export class TemporaryRecords {
	private readonly nodeKey: string;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly store: DedupStore,
		private readonly inTurn: Turn,
	) {
		this.nodeKey = nodeKey(context);
	}

	/** They stay if n8n does not tell when it has stored the execution. */
	add(names: Iterable<string>): void {
		const records = this.ofExecution();
		for (const name of names) {
			if (!records || records.has(name)) continue;
			records.add(name);
			referenceCounts.set(this.keyOf(name), this.referenceCount(name) + 1);
		}
	}

	referenceCount(name: string): number {
		return referenceCounts.get(this.keyOf(name)) ?? 0;
	}

	/** Deletes records that no other execution of this process uses. If n8n cannot, they can be released again. */
	async release(names: readonly string[]): Promise<void> {
		await this.inTurn(async () => await this.releaseNow(names));
	}

	private async releaseNow(names: readonly string[]): Promise<void> {
		const records = this.ofExecution();
		const own = new Set(names.filter((name) => records?.has(name)));
		await this.store.delete([...own].filter((name) => this.referenceCount(name) === 1));
		for (const name of own) {
			records?.delete(name);
			const others = this.referenceCount(name) - 1;
			if (others > 0) referenceCounts.set(this.keyOf(name), others);
			else referenceCounts.delete(this.keyOf(name));
		}
	}

	private keyOf(name: string): string {
		return `${this.nodeKey} ${name}`;
	}

	private ofExecution(): Set<string> | undefined {
		const hooks = lifecycleHooks(this.context);
		if (!hooks) return undefined;
		const ofNodes = recordsByNode.get(hooks) ?? new Map<string, Set<string>>();
		recordsByNode.set(hooks, ofNodes);
		const known = ofNodes.get(this.nodeKey);
		if (known) return known;
		const records = new Set<string>();
		ofNodes.set(this.nodeKey, records);
		// What cannot be deleted stays. Its error must not fail the execution.
		afterStored(hooks, async () => await this.release([...records]).catch(() => undefined));
		return records;
	}
}
