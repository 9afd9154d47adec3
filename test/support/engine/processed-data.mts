import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
} from 'n8n-workflow';
import { setImmediate } from 'node:timers/promises';

/** n8n's deduplication store, as its `deduplication-helper` reads and writes it: a row for each node, whole, without a lock. */
class ProcessedData implements IDataDeduplicator {
	private readonly rows = new Map<string, string[]>();

	/** Why n8n's database cannot be asked, if so. */
	failure: Error | undefined;

	/** Called before each write; what it throws is a database that fails, or a process that dies. */
	beforeWrite: () => void = () => undefined;

	/** Number of entries of all nodes. */
	get entries(): number {
		return [...this.rows.values()].reduce((sum, row) => sum + row.length, 0);
	}

	private keyOf = ({ node, workflow }: ICheckProcessedContextData) => `${workflow.id} ${node!.id}`;

	private async read(context: ICheckProcessedContextData): Promise<string[]> {
		if (this.failure) throw this.failure;
		await setImmediate();
		return [...(this.rows.get(this.keyOf(context)) ?? [])];
	}

	private async write(context: ICheckProcessedContextData, row: string[]): Promise<void> {
		await setImmediate();
		this.beforeWrite();
		this.rows.set(this.keyOf(context), row);
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		_scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		{ maxEntries }: ICheckProcessedOptions,
	) {
		const row = await this.read(context);
		const known = new Set(row);
		const isKnown = (item: DeduplicationItemTypes) => known.has(String(item));
		const added = items.filter((item) => !isKnown(item));
		const all = row.concat(added.map(String));
		await this.write(context, maxEntries ? all.slice(-maxEntries) : all);
		return { new: added, processed: items.filter(isKnown) };
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		_scope: DeduplicationScope,
		context: ICheckProcessedContextData,
	) {
		const row = await this.read(context);
		for (const item of items) {
			const index = row.indexOf(String(item));
			if (index >= 0) row.splice(index, 1);
		}
		await this.write(context, row);
	}

	async clearAllProcessedItems() {
		this.rows.clear();
	}

	async getProcessedDataCount(_scope: DeduplicationScope, context: ICheckProcessedContextData) {
		return (await this.read(context)).length;
	}
}

export const processedData = new ProcessedData();
// n8n-core outlives a test file, and takes only one.
Reflect.set(DataDeduplicationService, 'instance', undefined);
void DataDeduplicationService.init(processedData);
