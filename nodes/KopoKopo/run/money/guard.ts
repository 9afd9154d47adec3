import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { InputError } from '../../api/input-error';
import { DedupStore, maxKeys } from '../../n8n/dedup-store';
import type { Runnable } from '../call';
import { CrashLog } from './crash-log';
import { ExecutionLog } from './execution-log';
import { IdempotencyKeys } from './idempotency-keys';
import type { Payment, Prepared } from './payment';

const keyOf = ({ item }: Prepared): string | undefined =>
	item.values.idempotencyKey as string | undefined;

/** Items that are recorded together: after a crash, no more than these have an unknown outcome. */
export const blockSize = 500;

/**
 * Sends nothing that moves money a second time.
 *
 * | What can happen                                    | What handles it                                        |
 * | -------------------------------------------------- | ------------------------------------------------------ |
 * | Retry On Fail                                      | Execution log, kept with the execution's data          |
 * | Retry of a failed execution                        | Execution log, which n8n passes on                     |
 * | n8n stops (crash), then Retry                      | Crash log, in n8n's database                           |
 * | n8n's queue takes up a stalled job again           | Crash log                                              |
 * | An AI agent repeats a call                         | Execution log, by what is asked for and what is sent   |
 * | The operation is changed before a Retry            | Execution log: an input error                          |
 * | A key is used again, in any execution or worker    | Idempotency keys, in n8n's database                    |
 * | A key is used for another payment                  | Idempotency keys; within a run, this guard             |
 */
export class MoneyGuard {
	private readonly log: ExecutionLog;

	private readonly store: DedupStore;

	private readonly crashLog: CrashLog;

	private readonly keys: IdempotencyKeys;

	private readonly waits: boolean;

	constructor(
		context: IExecuteFunctions,
		private readonly node: INode,
		{ resource, value, call }: Runnable,
		/** All items that can be sent. */
		private readonly prepared: readonly Prepared[],
	) {
		this.waits = call.waitsDurably === true;
		this.log = new ExecutionLog(context, node, `${resource}.${value}`);
		this.store = new DedupStore(context);
		this.crashLog = new CrashLog(context, this.store, this.log, prepared);
		this.keys = new IdempotencyKeys(this.store, call.result!.endpoint.type);
	}

	/** What is wrong with items, before anything is recorded or sent: by item. */
	inputErrors(): Map<number, InputError> {
		const errors = new Map<number, InputError>();
		const byKey = new Map<string, Prepared[]>();
		for (const one of this.prepared) {
			const operation = this.log.otherOperation(one);
			if (operation) errors.set(one.item.index, sentAs(operation));
			const key = keyOf(one);
			if (key === undefined || operation) continue;
			const others = byKey.get(key);
			if (others) others.push(one);
			else byKey.set(key, [one]);
		}
		const tooMany = byKey.size > maxKeys ? tooManyKeys(byKey.size) : undefined;
		for (const [key, items] of byKey) {
			const error = tooMany ?? conflictOf(key, items);
			if (error) for (const { item } of items) errors.set(item.index, error);
		}
		return errors;
	}

	/** Whether this execution has sent an item before, or may have. */
	isKnown(one: Prepared): boolean {
		return this.log.find(one) !== undefined;
	}

	/**
	 * Records items and their keys before they are sent.
	 *
	 * @returns those that cannot be sent because of their keys, with the reason
	 * @throws InputError if n8n cannot save the record
	 */
	async begin(block: number, items: readonly Prepared[]): Promise<Map<Prepared, Error>> {
		const unsent = items.filter((one) => !this.isKnown(one));
		const problems = new Map<Prepared, Error>();
		if (unsent.length === 0) return problems;
		const failures = await recorded(block, this.crashLog.begin(block, unsent));
		const wanted = new Map<string, Payment>();
		for (const one of unsent) {
			const key = keyOf(one);
			if (key !== undefined && !wanted.has(key)) wanted.set(key, one.payment!);
		}
		if (wanted.size > 0) await recorded(block, this.keys.claim(wanted));
		for (const one of unsent) {
			const key = keyOf(one);
			const failure = failures.get(one);
			const problem = key === undefined ? undefined : this.keys.problemWith(key, one.payment!);
			if (problem) problems.set(one, problem);
			else if (failure && !(key !== undefined && this.keys.isAcknowledged(key))) {
				this.log.markUnknown(one, failure);
			}
		}
		return problems;
	}

	/**
	 * Sends a request, unless it was sent before: then it returns, or throws, what is known of that.
	 *
	 * @param mayStart whether a request may still be sent
	 */
	async sendOnce(
		one: Prepared,
		transmit: () => Promise<IDataObject[]>,
		mayStart: () => boolean,
	): Promise<{ output: IDataObject[]; alreadySent: boolean }> {
		const send = async () => await this.log.sendOnce(one, transmit);
		const key = keyOf(one);
		return key === undefined || this.isKnown(one)
			? { output: await send(), alreadySent: false }
			: await this.keys.sendOnce(key, one.payment!, send, mayStart);
	}

	/** @param isDone whether n8n has no reason to retry the run */
	async close(isDone: boolean): Promise<void> {
		const isRejected = (one: Prepared) => !this.isKnown(one);
		// What n8n cannot remove stays recorded, and is not sent again: that must not hide what was accepted.
		await Promise.allSettled([this.crashLog.end(isRejected), this.keys.close()]);
		// An execution that waits can be retried from n8n's list, and n8n retries an item with an error in its output.
		if (isDone && !this.waits && !this.node.retryOnFail) this.log.forget();
	}
}

/** @throws InputError that says that items were not sent because n8n could not record them */
async function recorded<Result>(block: number, recording: Promise<Result>): Promise<Result> {
	return await recording.catch((error: unknown) => {
		throw new InputError(
			`${block === 0 ? 'Nothing was sent' : 'These items were not sent'}: n8n could not save a record of the payment (${(error as Error).message}).`,
			'Check that the workflow is saved and that n8n can reach its database, then try again.',
		);
	});
}

const sentAs = (operation: string): InputError =>
	new InputError(
		`This item was already sent in this execution, with the operation "${operation}".`,
		'Select that operation again, or run the items that are missing in a new execution.',
	);

const tooManyKeys = (count: number): InputError =>
	new InputError(
		`The items have ${count} Idempotency Keys, but n8n can store only ${maxKeys} for one node.`,
		`Split the list into parts of at most ${maxKeys} items, each in its own workflow: each node stores its own keys.`,
	);

/** Items of one run that have the same key, but are different payments. */
function conflictOf(key: string, items: readonly Prepared[]): InputError | undefined {
	const differ = (part: keyof Payment) => new Set(items.map((one) => one.payment![part])).size > 1;
	if (!differ('whole')) return undefined;
	const most = 5;
	const numbers = items.slice(0, most).map(({ item }) => String(item.index + 1));
	const last = items.length > most ? `${items.length - most} more` : numbers.pop();
	return new InputError(
		`Items ${numbers.join(', ')} and ${last} have the same Idempotency Key, "${key}", but ${differ('recipient') ? 'pay different people' : 'are different payments'}.`,
		'Include something from each row, such as nov-{{ $json.phone }}, and set the field to Expression.',
	);
}
