import type { CrashRecords } from '../../../../nodes/KopoKopo/run/money/crash-records.ts';
import type { ExecutionLog } from '../../../../nodes/KopoKopo/run/money/execution-log.ts';
import { isFirstRetry } from '../../../../nodes/KopoKopo/run/money/first-retry.ts';

type Log = Pick<ExecutionLog, 'stored'>;

/** An n8n without tokens. */
class Database {
	failure: Error | undefined;

	private readonly records = new Set<string>();

	/** @returns whether the Retry is the first, and its log, as n8n stores it */
	async retry(executionId: string, log: Log, isRetry = true): Promise<[boolean, Log]> {
		const copy = structuredClone(log);
		const first = await isFirstRetry(this.recordsOf(executionId, isRetry), copy as ExecutionLog);
		return [first, copy];
	}

	recordsOf(executionId: string, isRetry = true): CrashRecords {
		const store = {
			insert: async (names: string[]) => {
				if (this.failure) throw this.failure;
				const inserted = names.filter((name) => !this.records.has(name));
				inserted.forEach((name) => this.records.add(name));
				return new Set(inserted);
			},
		};
		const records = { isRetry, token: undefined, store, executionId, firstExecution: executionId };
		return records as unknown as CrashRecords;
	}
}

const emptyLog: Log = { stored: { entries: {}, chain: '', isTrusted: true } };

const failedExecution = async (database: Database) =>
	(await database.retry('1', emptyLog, false))[1];

it('is true for one Retry of an execution', async () => {
	const database = new Database();
	const failed = await failedExecution(database);
	expect((await database.retry('2', failed))[0]).toBe(true);
	expect((await database.retry('3', failed))[0]).toBe(false);
});

it('is true for a Retry of the first Retry, and false for one of the second', async () => {
	const database = new Database();
	const failed = await failedExecution(database);
	const [, first] = await database.retry('2', failed);
	const [, second] = await database.retry('3', failed);
	expect((await database.retry('4', first))[0]).toBe(true);
	expect((await database.retry('5', second))[0]).toBe(false);
});

it('stays true for the blocks, the runs and the attempts of the same Retry', async () => {
	const database = new Database();
	const log = (await failedExecution(database)) as ExecutionLog;
	const records = database.recordsOf('2');
	expect(await Promise.all([isFirstRetry(records, log), isFirstRetry(records, log)])).toEqual([
		true,
		true,
	]);
	expect(await isFirstRetry(records, log)).toBe(true);
});

it('asks again after a claim that n8n could not save', async () => {
	const database = new Database();
	const log = (await failedExecution(database)) as ExecutionLog;
	const records = database.recordsOf('2');
	database.failure = new Error('the database is locked');
	await expect(isFirstRetry(records, log)).rejects.toThrow('the database is locked');
	database.failure = undefined;
	expect(await isFirstRetry(records, log)).toBe(true);
});
