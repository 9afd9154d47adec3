import type { IExecuteFunctions } from 'n8n-workflow';

import { Semaphore } from '../lib/semaphore';
import { inRow } from './dedup-row';

const options = { mode: 'entries' } as const;

/** A record needs no more than its name. */
const recorded = [''];

const mostAtOnce = 10;

type Helper = 'checkProcessedAndRecord' | 'clearAllProcessedItems' | 'getProcessedDataCount';

type Helpers = Pick<IExecuteFunctions['helpers'], Helper>;

/** Whether n8n has a deduplication store. */
export function hasDedupStore({ helpers }: { helpers: Partial<Helpers> }): boolean {
	const { checkProcessedAndRecord, clearAllProcessedItems, getProcessedDataCount } = helpers;
	return Boolean(checkProcessedAndRecord && clearAllProcessedItems && getProcessedDataCount);
}

/**
 * Records of a node in n8n's deduplication store, each a row with a name. The name is part of the primary key of n8n's
 * table, so of all executions, workers and processes, one inserts it.
 */
export class DedupStore {
	private readonly helpers: Helpers;

	private readonly semaphore = new Semaphore(mostAtOnce);

	constructor(private readonly context: IExecuteFunctions) {
		this.helpers = context.helpers;
	}

	/** @returns names that were missing. If one cannot be inserted, all are removed again, as far as n8n can. */
	async insert(names: Iterable<string>): Promise<Set<string>> {
		const inserted = new Set<string>();
		const insertions = [...new Set(names)].map(async (name) => {
			if (await this.insertOne(name)) inserted.add(name);
		});
		const results = await Promise.allSettled(insertions);
		const failed = results.find((result) => result.status === 'rejected');
		if (!failed) return inserted;
		await this.delete(inserted).catch(() => undefined);
		throw failed.reason;
	}

	async has(name: string): Promise<boolean> {
		const count = async () => await this.helpers.getProcessedDataCount('node', options);
		return (await this.call(name, count)) > 0;
	}

	async delete(names: Iterable<string>): Promise<void> {
		const clear = async () => await this.helpers.clearAllProcessedItems('node', options);
		await Promise.all([...names].map(async (name) => await this.call(name, clear)));
	}

	private async insertOne(name: string): Promise<boolean> {
		const record = async () =>
			await this.helpers.checkProcessedAndRecord(recorded, 'node', options);
		const insert = async () => (await this.call(name, record)).new.length > 0;
		// If another process inserts the row at the same moment, n8n fails here, and finds the row the second time.
		return await insert().catch(insert);
	}

	private async call<Result>(name: string, helper: () => Promise<Result>): Promise<Result> {
		return await this.semaphore.use(async () => await inRow(this.context, name, helper));
	}
}
