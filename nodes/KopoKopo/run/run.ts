import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { InputError } from '../api/input-error';
import { RequestFailure, type Failure } from '../api/request-failure';
import { Semaphore } from '../lib/semaphore';
import type { RunContext, Runnable } from './call';
import { blockSize } from './money/blocks';
import type { Earlier } from './money/execution-log';
import type { Guard } from './money/guard';
import { SendingStopped } from './money/idempotency-keys';
import type { Sent } from './money/payment';
import type { PreparedItem } from './prepare';
import type { Report } from './report';
import { WaitStopped } from './run-clock';
import { outputOf } from './send-item';
import { StatusChecks } from './status-checks';
import { takeTurns } from './turns';

/** Each request takes time of n8n's process, in which all workflows run. */
const mostAtOnce = 10;

const notSentInTime = new InputError(
	'The execution was cancelled before this item was sent.',
	'Retrying the execution does not send it. Run the items that are missing in a new execution.',
);

const notCheckedInTime: Failure = {
	outcome: 'unknown',
	message:
		'The execution was cancelled before n8n could check whether an earlier attempt sent this item.',
	advice: '',
};

/** @returns the function that sends an item and returns its acknowledgement or output */
export type StartSending<Prepared> = (
	run: RunContext,
	prepared: readonly Prepared[],
) => (one: Prepared) => Promise<IDataObject[]>;

export class Run<Prepared extends PreparedItem> {
	private readonly continuesOnError: boolean;

	private readonly isRetry: boolean;

	private readonly outputs: INodeExecutionData[][];

	private readonly runContext: RunContext;

	private readonly sendItem: (one: Prepared) => Promise<IDataObject[]>;

	/** Whether an item has failed in this attempt, not only in an earlier one. */
	private hasFailedNow = false;

	/** How many items are recorded, so that n8n knows which of them an earlier attempt may have sent. */
	private recorded = 0;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: Runnable,
		private readonly report: Report,
		private readonly prepared: readonly Prepared[],
		private readonly guard: Guard<Prepared>,
		startSending: StartSending<Prepared>,
	) {
		const { length } = context.getInputData();
		this.continuesOnError = context.continueOnFail();
		this.isRetry = context.getMode() === 'retry';
		this.outputs = Array.from({ length }, () => []);
		this.runContext = { context, shouldStop: () => this.shouldStop };
		this.sendItem = startSending(this.runContext, prepared);
	}

	async run(): Promise<INodeExecutionData[]> {
		this.reportEarlier();
		const errors = this.guard.inputErrors();
		for (const [item, error] of errors) this.report.notSent(item, error);
		if (this.continuesOnError || !this.report.hasFailed) await this.sendAll();

		// After a crash, only the crash log knows what earlier attempts may have sent.
		const earlier = this.reportEarlier();
		await this.guard.close();
		if (this.isCancelled) this.endCancelled(earlier);
		else if (this.report.hasFailed && !this.continuesOnError) throw this.report.error();
		const output = await this.output();
		// n8n stores no output of a run that was cancelled, so a Retry starts it again.
		if (!this.isCancelled) this.guard.forget();
		return output;
	}

	private reportEarlier(): ReadonlyMap<number, Earlier> {
		const earlier = this.guard.earlierOutcomes();
		for (const [item, outcome] of earlier) {
			this.report.sentBefore(item, 'accepted' in outcome ? 'accepted' : 'unknown');
		}
		return earlier;
	}

	private async output(): Promise<INodeExecutionData[]> {
		const output: INodeExecutionData[] = [];
		const nextTurn = takeTurns();
		for (const [index, items] of this.outputs.entries()) {
			await nextTurn();
			const failed = this.report.hasFailedAt(index) ? [this.report.failedItem(index)] : undefined;
			for (const item of failed ?? items) output.push(item);
		}
		return output;
	}

	/**
	 * If the workflow continues on errors and the node throws, n8n uses the input as the output, and a Retry continues
	 * with that as if all items were sent. So the node does not throw, and each item has its own error.
	 */
	private endCancelled(earlier: ReadonlyMap<number, Earlier>): void {
		const cancelled = new Error('The execution was cancelled.');
		if (!this.continuesOnError) {
			throw new NodeOperationError(this.context.getNode(), cancelled.message);
		}
		const unchecked = new Set(
			this.isRetry && this.operation.call.movesMoney
				? this.prepared.slice(this.recorded).map(({ item }) => item.index)
				: [],
		);
		for (const [index, items] of this.outputs.entries()) {
			if (items.length > 0 || this.report.hasFailedAt(index)) continue;
			const outcome = earlier.get(index);
			if (this.report.isAccepted(index)) this.report.notSent(index, cancelled);
			else if (outcome && 'unknown' in outcome)
				this.report.failed(index, new RequestFailure(outcome.unknown));
			else if (unchecked.has(index))
				this.report.failed(index, new RequestFailure(notCheckedInTime));
			else this.report.notSent(index, notSentInTime);
		}
	}

	/** Blocks are numbered by position, so that an item is in the same block in a Retry, even if others were rejected. */
	private async sendAll(): Promise<void> {
		const { size = mostAtOnce, interval = 0 } = this.prepared[0]?.batching ?? {};
		const semaphore = new Semaphore(Math.min(size, mostAtOnce));
		const statusChecks = new StatusChecks(this.runContext, semaphore);
		const sending: Array<Promise<void>> = [];
		const waiting: Array<Promise<void>> = [];
		let started = 0;
		for (const [position, one] of this.prepared.entries()) {
			if (this.shouldStop) break;
			if (position % blockSize === 0) {
				// The items of a block are sent before the next block is recorded.
				await Promise.all(sending.splice(0));
				if (this.shouldStop) break;
				const block = this.prepared.slice(position, position + blockSize).filter(this.isSendable);
				if (block.length > 0) await this.recordBlock(position / blockSize, block);
				this.recorded = position + blockSize;
			}
			if (!this.isSendable(one)) continue;
			if (interval > 0 && started > 0 && started % size === 0) await sleep(interval);
			started += 1;
			const release = await semaphore.acquire();
			if (this.shouldStop) {
				release();
				break;
			}
			sending.push(
				this.sendOne(one).then((sent) => {
					release();
					if (sent) waiting.push(this.finish(one, sent, statusChecks));
				}),
			);
		}
		await Promise.all(sending);
		await Promise.all(waiting);
	}

	private readonly isSendable = ({ item }: Prepared): boolean =>
		!this.report.hasFailedAt(item.index);

	private async recordBlock(block: number, items: readonly Prepared[]): Promise<void> {
		const recorded = await this.guard.recordBlock(block, items).then(
			(problems) => ({ problems }),
			(error: unknown) => ({ error }),
		);
		if ('error' in recorded) {
			for (const one of items) {
				if (!this.guard.isKnown(one)) this.report.failed(one.item.index, recorded.error);
			}
			this.hasFailedNow = true;
			return;
		}
		for (const [{ item }, error] of recorded.problems) this.report.failed(item.index, error);
		// A Retry sends what was not sent, even if other items cannot be sent because of an earlier attempt.
		if (recorded.problems.size > 0 && !this.isRetry) this.hasFailedNow = true;
	}

	private async sendOne(one: Prepared): Promise<Sent | undefined> {
		const { index } = one.item;
		const isKnown = this.guard.isKnown(one);
		const sent = await this.send(one).catch((error: unknown) => {
			// An outcome that was unknown before does not stop the others.
			if (!isKnown) this.hasFailedNow = true;
			this.fail(index, error);
			return undefined;
		});
		if (sent) this.report.accepted(index);
		return sent;
	}

	private async finish(one: Prepared, sent: Sent, statusChecks: StatusChecks): Promise<void> {
		const { index } = one.item;
		await this.followUp(one, sent, statusChecks).then(
			(items) => {
				this.outputs[index] = items.map((json) => ({ json, pairedItem: { item: index } }));
			},
			(error: unknown) => {
				this.hasFailedNow ||= !(error instanceof WaitStopped);
				this.fail(index, error);
			},
		);
	}

	private fail(index: number, error: unknown): void {
		if (error instanceof SendingStopped || error instanceof WaitStopped) return;
		this.report.failed(index, error);
	}

	private async send(one: Prepared): Promise<Sent> {
		const transmit = async () =>
			await this.sendItem(one).catch((error: unknown) => {
				// Set before an item with the same key can start.
				this.hasFailedNow = true;
				throw error;
			});
		return await this.guard.sendOnce(one, transmit, () => !this.shouldStop);
	}

	private async followUp(
		one: Prepared,
		{ output, alreadySent }: Sent,
		statusChecks: StatusChecks,
	): Promise<IDataObject[]> {
		const { idempotencyKey } = one.item.settings;
		const extras = idempotencyKey === undefined ? {} : { idempotencyKey, alreadySent };
		const waitContext = { ...this.runContext, statusChecks };
		return await outputOf(waitContext, this.operation.call, one, output, extras);
	}

	private get isCancelled(): boolean {
		return this.context.getExecutionCancelSignal()?.aborted === true;
	}

	private get shouldStop(): boolean {
		return this.isCancelled || (this.hasFailedNow && !this.continuesOnError);
	}
}
