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
		const insertOne = async (name: string) => {
			if (await this.insertOne(name)) inserted.add(name);
		};
		await this.forEach(new Set(names), insertOne, 1).catch(async (error: unknown) => {
			await this.delete(inserted).catch(() => undefined);
			throw error;
		});
		return inserted;
	}

	async has(name: string): Promise<boolean> {
		const count = async () => await this.helpers.getProcessedDataCount('node', options);
		return await this.semaphore.use(async () => (await inRow(this.context, name, count)) > 0);
	}

	async delete(names: Iterable<string>): Promise<void> {
		const clear = async () => await this.helpers.clearAllProcessedItems('node', options);
		// A record that stays can block a payment. If ten cannot be deleted, the database does not work.
		await this.forEach(names, async (name) => await inRow(this.context, name, clear), 10);
	}

	private async insertOne(name: string): Promise<boolean> {
		const record = async () =>
			await this.helpers.checkProcessedAndRecord(recorded, 'node', options);
		const insert = async () => (await inRow(this.context, name, record)).new.length > 0;
		// If another process inserts the row at the same moment, n8n fails here, and finds the row the second time.
		return await insert().catch(insert);
	}

	/** Begins no more calls once too many have failed, and waits for those that have begun. @throws the first error */
	private async forEach(
		names: Iterable<string>,
		call: (name: string) => Promise<void>,
		tooMany: number,
	): Promise<void> {
		const errors: unknown[] = [];
		const callOne = async (name: string) => {
			if (errors.length < tooMany) await call(name).catch((error: unknown) => errors.push(error));
		};
		await Promise.all(
			[...names].map(async (name) => await this.semaphore.use(async () => await callOne(name))),
		);
		if (errors.length > 0) throw errors[0];
	}
}
