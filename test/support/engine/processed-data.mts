import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
} from 'n8n-workflow';
import { setImmediate } from 'node:timers/promises';

/**
 * n8n's deduplication store, as its `deduplication-helper` reads and writes it: rows named by the ID of a node, whole,
 * without a lock. Of two processes that insert a row, one fails: its name is a primary key.
 */
class ProcessedData implements IDataDeduplicator {
	private readonly rows = new Map<string, string[]>();

	/** Why n8n's database cannot be asked, if so. */
	failure: Error | undefined;

	/** Called before each write; what it throws is a database that fails, or a process that dies. */
	beforeWrite: () => void = () => undefined;

	/** Called after each write; what it throws is a database whose response is lost. */
	afterWrite: () => void = () => undefined;

	/** Number of entries of all rows. */
	get entries(): number {
		return [...this.rows.values()].reduce((sum, row) => sum + row.length, 0);
	}

	clear(): void {
		this.rows.clear();
	}

	private keyOf = ({ node, workflow }: ICheckProcessedContextData) => `${workflow.id} ${node!.id}`;

	private async read(key: string): Promise<string[] | undefined> {
		if (this.failure) throw this.failure;
		await setImmediate();
		return this.rows.get(key);
	}

	private async write(change: () => void): Promise<void> {
		await setImmediate();
		this.beforeWrite();
		change();
		this.afterWrite();
	}

	private insert(key: string, row: string[]): void {
		if (this.rows.has(key)) throw new Error('UNIQUE constraint failed: processed_data');
		this.rows.set(key, row);
	}

	private update(key: string, row: string[]): void {
		if (this.rows.has(key)) this.rows.set(key, row);
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		_scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		{ maxEntries }: ICheckProcessedOptions,
	) {
		const key = this.keyOf(context);
		const row = await this.read(key);
		const known = new Set(row);
		const isKnown = (item: DeduplicationItemTypes) => known.has(String(item));
		const added = items.filter((item) => !isKnown(item));
		const all = [...(row ?? []), ...added.map(String)];
		const kept = maxEntries ? all.slice(-maxEntries) : all;
		await this.write(() => (row ? this.update(key, kept) : this.insert(key, kept)));
		return { new: added, processed: items.filter(isKnown) };
	}

	async removeProcessed(): Promise<void> {
		throw new Error('The nodes do not use this');
	}

	async clearAllProcessedItems(_scope: DeduplicationScope, context: ICheckProcessedContextData) {
		const key = this.keyOf(context);
		await this.read(key);
		await this.write(() => this.rows.delete(key));
	}

	async getProcessedDataCount(_scope: DeduplicationScope, context: ICheckProcessedContextData) {
		return (await this.read(this.keyOf(context)))?.length ?? 0;
	}
}

export const processedData = new ProcessedData();
// n8n-core outlives a test file, and takes only one.
Reflect.set(DataDeduplicationService, 'instance', undefined);
void DataDeduplicationService.init(processedData);
