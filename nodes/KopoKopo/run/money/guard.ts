import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { InputError } from '../../api/input-error';
import { RequestFailure, type Failure } from '../../api/request-failure';
import { DedupStore } from '../../n8n/dedup-store';
import { nodeKey } from '../../n8n/node-key';
import type { CallResult, Item } from '../call';
import { AgentCrashLog } from './agent-crash-log';
import { CrashLog } from './crash-log';
import { CrashRecords } from './crash-records';
import { ExecutionLog, type Earlier } from './execution-log';
import { isFirstRetry } from './first-retry';
import { IdempotencyKeys } from './idempotency-keys';
import { limitErrors } from './limits';
import { missingProtection } from './missing-protection';
import type { Payment, PreparedPayment, Sent } from './payment';

export interface Guard<Prepared> {
	inputErrors(): Map<number, InputError>;
	/** By the index of the item: what happened in an earlier attempt of this execution. */
	earlierOutcomes(): Map<number, Earlier>;
	/** Whether this execution has sent an item before, or may have. */
	isKnown(one: Prepared): boolean;
	/**
	 * Stores what is about to be sent. @returns why an item's key forbids to send it
	 * @throws InputError or RequestFailure if n8n cannot save the record
	 */
	recordBlock(block: number, items: readonly Prepared[]): Promise<Map<{ item: Item }, Error>>;
	/** Returns or throws the earlier outcome of a request that was sent before. */
	sendOnce(
		one: Prepared,
		transmit: () => Promise<IDataObject[]>,
		mayStart: () => boolean,
	): Promise<Sent>;
	close(): Promise<void>;
	/** Drops the outcomes of a run that n8n has no reason to try again, since the node returns its output. */
	forget(): void;
}

export const unguarded: Guard<unknown> = {
	inputErrors: () => new Map(),
	earlierOutcomes: () => new Map(),
	isKnown: () => false,
	recordBlock: async () => new Map(),
	sendOnce: async (_one, transmit) => ({ output: await transmit(), alreadySent: false }),
	close: async () => undefined,
	forget: () => undefined,
};

/**
 * Sends nothing that moves money a second time. docs/architecture.md follows an item through it.
 *
 * | What can happen                                    | What handles it                                        |
 * | -------------------------------------------------- | ------------------------------------------------------ |
 * | Retry On Fail, or Retry of a failed execution      | Execution log: n8n stores it, and copies it to a Retry |
 * | n8n stops, then Retry; its queue runs a job again  | Crash log, in n8n's database                           |
 * | An AI agent repeats a call                         | Execution log, by what is asked for and what is sent   |
 * | The operation is changed before a Retry            | Execution log: an input error                          |
 * | The environment is changed before a Retry          | Execution log: an input error                          |
 * | A key is used again, in any execution or worker    | Idempotency keys, in n8n's database                    |
 * | A key is used for another payment                  | Idempotency keys; within a run, this guard             |
 * | More money than the owner allows                   | Limits; for the calls of an agent, the execution log   |
 */
export class MoneyGuard implements Guard<PreparedPayment> {
	private readonly executionLog: ExecutionLog;

	private readonly crashRecords: CrashRecords;

	private readonly crashLog: CrashLog | AgentCrashLog;

	private readonly keys: IdempotencyKeys;

	private readonly keepsLog: boolean;

	private readonly isRetry: boolean;

	private readonly missing: InputError | undefined;

	constructor(
		context: IExecuteFunctions,
		operation: string,
		{ endpoint, durableWait }: CallResult,
		private readonly prepared: readonly PreparedPayment[],
	) {
		const node = context.getNode();
		this.isRetry = context.getMode() === 'retry';
		this.missing = missingProtection(context);
		const store = new DedupStore(context);
		this.executionLog = new ExecutionLog(context, node, operation);
		const Log = this.executionLog.isAgentCall ? AgentCrashLog : CrashLog;
		this.crashRecords = new CrashRecords(context, store);
		this.crashLog = new Log(this.crashRecords, this.executionLog, prepared);
		this.keys = new IdempotencyKeys(store, nodeKey(context), endpoint.type);
		// An execution that waits can be retried, and Retry On Fail also runs again after an output with an error.
		this.keepsLog = durableWait !== undefined || node.retryOnFail === true;
	}

	inputErrors(): Map<number, InputError> {
		const { missing } = this;
		if (missing) return new Map(this.prepared.map(({ item }) => [item.index, missing]));
		const errors = new Map<number, InputError>();
		const byKey = new Map<string, PreparedPayment[]>();
		for (const one of this.prepared) {
			const sent = this.sentOtherwise(one);
			if (sent) errors.set(one.item.index, sent);
			const key = keyOf(one);
			if (key === undefined || sent) continue;
			const others = byKey.get(key);
			if (others) others.push(one);
			else byKey.set(key, [one]);
		}
		for (const [key, items] of byKey) {
			const error = conflictOf(key, items);
			if (!error) continue;
			for (const one of items) if (!this.isKnown(one)) errors.set(one.item.index, error);
		}
		const correct = this.prepared.filter(({ item }) => !errors.has(item.index));
		const earlier = this.executionLog.reserve(correct);
		for (const [one, error] of limitErrors(correct, earlier)) {
			if (!this.isKnown(one)) errors.set(one.item.index, error);
		}
		return errors;
	}

	earlierOutcomes(): Map<number, Earlier> {
		return this.executionLog.earlierOutcomes();
	}

	isKnown(one: PreparedPayment): boolean {
		return this.executionLog.find(one) !== undefined;
	}

	async recordBlock(
		block: number,
		items: readonly PreparedPayment[],
	): Promise<Map<PreparedPayment, Error>> {
		const unsent = items.filter((one) => !this.isKnown(one));
		const problems = new Map<PreparedPayment, Error>();
		if (unsent.length === 0) return problems;
		const hasKeys = unsent.some((one) => keyOf(one) !== undefined);
		const isFirst = block === 0 && this.executionLog.runIndex === 0;
		const recorded = async <Result>(recording: Promise<Result>): Promise<Result> =>
			await recording.catch((error: unknown) => {
				const { message } = error as Error;
				throw this.isRetry || hasKeys ? unchecked(message) : unrecorded(isFirst, message);
			});
		const failures = await recorded(this.crashLog.recordBlock(block, unsent));
		if (!(await recorded(isFirstRetry(this.crashRecords, this.executionLog)))) {
			for (const one of unsent) {
				if (keyOf(one) === undefined && !failures.has(one)) failures.set(one, retriedBefore);
			}
		}
		const wanted = new Map<string, Payment>();
		for (const one of unsent) {
			const key = keyOf(one);
			if (key !== undefined && !wanted.has(key)) wanted.set(key, one.payment);
		}
		if (wanted.size > 0) await recorded(this.keys.claim(wanted));
		for (const one of unsent) {
			const key = keyOf(one);
			const failure = failures.get(one);
			const problem = key === undefined ? undefined : this.keys.problemWith(key, one.payment);
			if (problem) problems.set(one, problem);
			else if (failure && !(key !== undefined && this.keys.isAcknowledged(key))) {
				this.executionLog.markUnknown(one, failure);
			}
		}
		return problems;
	}

	async sendOnce(
		one: PreparedPayment,
		transmit: () => Promise<IDataObject[]>,
		mayStart: () => boolean,
	): Promise<Sent> {
		const send = async () => await this.executionLog.sendOnce(one, transmit);
		const key = keyOf(one);
		return key === undefined || this.isKnown(one)
			? { output: await send(), alreadySent: false }
			: await this.keys.sendOnce(key, one.payment, send, mayStart);
	}

	async close(): Promise<void> {
		const isRejected = (one: PreparedPayment) => !this.isKnown(one);
		this.executionLog.release();
		// A record that n8n cannot delete stays, and is not sent again. Its error must not hide what was accepted.
		await Promise.allSettled([this.crashLog.endRun(isRejected), this.keys.close()]);
	}

	forget(): void {
		if (!this.keepsLog) this.executionLog.forget();
	}

	private sentOtherwise(one: PreparedPayment): InputError | undefined {
		const operation = this.executionLog.otherOperation(one);
		if (operation) return sentAs(operation);
		const origin = this.executionLog.otherOrigin(one);
		return origin === undefined ? undefined : sentTo(new URL(origin).host);
	}
}

const keyOf = ({ item }: PreparedPayment): string | undefined => item.settings.idempotencyKey;

const unrecorded = (isFirst: boolean, reason: string): InputError =>
	new InputError(
		`${isFirst ? 'Nothing was sent' : 'These items were not sent'}: n8n could not save a record of the payment (${reason}).`,
		'Check that the workflow is saved and that n8n can reach its database, then try again.',
	);

/** An earlier attempt, or an earlier execution with the same keys, may have sent the items. */
const unchecked = (reason: string): RequestFailure =>
	new RequestFailure({
		outcome: 'unknown',
		message: `n8n could not check whether this payment was sent before (${reason}).`,
		advice: '',
		lookUp:
			'Check that the workflow is saved and that n8n can reach its database, then retry this execution.',
	});

const retriedBefore: Failure = {
	outcome: 'unknown',
	message: 'This execution was retried before, and that Retry may have sent this payment.',
	advice: '',
	lookUp: 'Retry the newest execution instead: its Retry knows what was sent.',
};

const sentAs = (operation: string): InputError =>
	new InputError(
		`This item was already sent in this execution, with the operation "${operation}".`,
		'Select that operation again, or run the items that are missing in a new execution.',
	);

const sentTo = (host: string): InputError =>
	new InputError(
		`This item was already sent in this execution, to ${host}.`,
		'Select that environment in the credential again, or run the items that are missing in a new execution.',
	);

function conflictOf(key: string, items: readonly PreparedPayment[]): InputError | undefined {
	const differ = (part: keyof Payment) => new Set(items.map((one) => one.payment[part])).size > 1;
	if (!differ('whole')) return undefined;
	const most = 5;
	const numbers = items.slice(0, most).map(({ item }) => String(item.index + 1));
	const last = items.length > most ? `${items.length - most} more` : numbers.pop();
	return new InputError(
		`Items ${numbers.join(', ')} and ${last} have the same Idempotency Key, "${key}", but ${differ('recipient') ? 'pay different people' : 'are different payments'}.`,
		'Include something from each row, such as nov-{{ $json.phone }}, and set the field to Expression.',
	);
}
