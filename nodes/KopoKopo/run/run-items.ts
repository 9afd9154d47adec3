import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IN8nHttpFullResponse,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { asSentence } from '../api/error-text';
import { InputError } from '../api/input-error';
import { readFailure, RequestFailure } from '../api/request-failure';
import { send } from '../api/send';
import { attempt } from '../lib/attempt';
import { Semaphore } from '../lib/semaphore';
import type { Item, Runnable } from './call';
import { waitForWebhook } from './durable-wait/wait';
import { insertExtras } from './extras';
import { blockSize, MoneyGuard } from './money/guard';
import { SendingStopped } from './money/idempotency-keys';
import { prepareItems, type Ready } from './prepare';
import { Report } from './report';
import { takeTurns } from './turns';
import { awaitResult, WaitEnded } from './wait-for-result';

/** Most requests of a node under way at once: each of them takes n8n's time from everybody else. */
const mostAtOnce = 10;

const notSentInTime = new InputError(
	'The execution was cancelled before this item was sent.',
	'Retrying the execution does not send it. Run the items that are missing in a new execution.',
);

/** A run of the node: its operation for each item. */
class Run {
	private readonly node: INode;

	private readonly goesOn: boolean;

	/** A Retry sends what was not sent, whatever happened to the other items before. */
	private readonly isRetry: boolean;

	private readonly report: Report;

	private readonly outputs: INodeExecutionData[][];

	private guard: MoneyGuard | undefined;

	/** Whether an item has failed that was sent just now. */
	private hasFailedNow = false;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: Runnable,
	) {
		const { length } = context.getInputData();
		this.node = context.getNode();
		this.goesOn = context.continueOnFail();
		this.isRetry = context.getMode() === 'retry';
		this.report = new Report(this.node, operation, length);
		this.outputs = Array.from({ length }, () => []);
	}

	async run(): Promise<INodeExecutionData[]> {
		const fail = (item: number, error: unknown) => this.report.notSent(item, error);
		const ready = await prepareItems(this.context, this.operation, fail);
		const sendable = this.guarded(ready);
		if (this.goesOn || !this.report.hasFailed) await this.sendAll(sendable);

		const isStopped = this.isCancelled || (this.report.hasFailed && !this.goesOn);
		await this.guard?.close(!isStopped);
		if (this.isCancelled) this.endCancelled();
		else if (isStopped) throw this.report.error();
		return await this.output();
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
	 * Where the workflow goes on after errors, n8n takes the input for the output of a node that throws, and the
	 * Retry of the execution goes on with that, as if all were done: so each item tells what became of it.
	 */
	private endCancelled(): void {
		const cancelled = new Error('The execution was cancelled.');
		if (!this.goesOn) throw new NodeOperationError(this.node, cancelled.message);
		for (const [index, items] of this.outputs.entries()) {
			if (items.length > 0 || this.report.hasFailedAt(index)) continue;
			this.report.notSent(index, this.report.isAccepted(index) ? cancelled : notSentInTime);
		}
	}

	/** What the money guard does not reject. */
	private guarded(ready: readonly Ready[]): readonly Ready[] {
		if (!this.operation.call.movesMoney) return ready;
		this.guard = new MoneyGuard(this.context, this.node, this.operation, ready);
		const errors = this.guard.inputErrors();
		for (const [item, error] of errors) this.report.notSent(item, error);
		return ready.filter(({ item }) => !errors.has(item.index));
	}

	/** Sends what is ready, ten at once or as the user wants it. */
	private async sendAll(ready: readonly Ready[]): Promise<void> {
		const { size = mostAtOnce, interval = 0 } = ready[0]?.batching ?? {};
		const semaphore = new Semaphore(Math.min(size, mostAtOnce));
		const underWay: Array<Promise<void>> = [];
		for (let count = 0; count < ready.length && !this.isOver; count += 1) {
			if (count % blockSize === 0) {
				// The items of a block are sent before the next one is recorded.
				await Promise.all(underWay.splice(0));
				if (this.isOver) break;
				await this.begin(count / blockSize, ready.slice(count, count + blockSize));
			}
			const one = ready[count]!;
			if (this.report.hasFailedAt(one.item.index)) continue;
			if (interval > 0 && count > 0 && count % size === 0) await sleep(interval);
			const release = await semaphore.acquire();
			if (this.isOver) {
				release();
				break;
			}
			underWay.push(this.runItem(one, semaphore, release));
		}
		await Promise.all(underWay);
	}

	/** Records a block of items before they are sent. */
	private async begin(block: number, items: readonly Ready[]): Promise<void> {
		if (!this.guard) return;
		const outcome = await this.guard.begin(block, items).then(
			(problems) => ({ problems }),
			(refusal: unknown) => ({ refusal }),
		);
		if ('refusal' in outcome) {
			for (const { item } of items) this.report.notSent(item.index, outcome.refusal);
			this.hasFailedNow = true;
			return;
		}
		for (const [{ item }, error] of outcome.problems) this.report.failed(item.index, error);
		if (outcome.problems.size > 0 && !this.isRetry) this.hasFailedNow = true;
	}

	private async runItem(one: Ready, semaphore: Semaphore, release: () => void): Promise<void> {
		const { index } = one.item;
		const isKnown = this.guard?.isKnown(one) === true;
		const fail = (error: unknown) => {
			if (error instanceof SendingStopped || error instanceof WaitEnded) return undefined;
			this.report.failed(index, error);
			return undefined;
		};
		const acknowledged = await this.acknowledge(one).catch((error: unknown) => {
			// An outcome that was unknown before does not stop the others.
			if (!isKnown) this.hasFailedNow = true;
			return fail(error);
		});
		release();
		if (!acknowledged) return;
		this.report.accepted(index);
		const key = one.item.values.idempotencyKey;
		const { output, alreadySent } = acknowledged;
		const extras = key === undefined ? {} : { idempotencyKey: key as string, alreadySent };
		await this.followUp(one, output, extras, semaphore).then(
			(items) => {
				this.outputs[index] = items.map((json) => ({ json, pairedItem: { item: index } }));
			},
			(error: unknown) => {
				this.hasFailedNow ||= !(error instanceof WaitEnded);
				fail(error);
			},
		);
	}

	/** Sends the request of an item and reads the answer. */
	private async acknowledge(one: Ready): Promise<{ output: IDataObject[]; alreadySent: boolean }> {
		const transmit = async () =>
			await this.transmit(one).catch((error: unknown) => {
				// Before an item with the same key can start.
				this.hasFailedNow = true;
				throw error;
			});
		return this.guard
			? await this.guard.sendOnce(one, transmit, () => !this.isOver)
			: { output: await transmit(), alreadySent: false };
	}

	private async transmit({ item, request }: Ready): Promise<IDataObject[]> {
		const response = await send(this.context, item.credentials, request).catch((error: unknown) => {
			throw new RequestFailure(readFailure(error));
		});
		return this.read(response, item);
	}

	/** What is made of an answer. Whatever goes wrong with that, Kopo Kopo has taken the request. */
	private read(response: IN8nHttpFullResponse, item: Item): IDataObject[] {
		const read = attempt(() => this.operation.call.read(response, item));
		if ('value' in read) return read.value;
		const { thrown } = read;
		if (thrown instanceof RequestFailure) throw thrown;
		throw new RequestFailure({
			outcome: 'accepted',
			message: asSentence(
				`Kopo Kopo sent a response that this node cannot read: ${(thrown as Error).message}`,
			),
			advice: 'Please report this error on GitHub.',
			status: response.statusCode,
		});
	}

	/**
	 * The output of an item whose request was accepted: the acknowledgement, or its result.
	 *
	 * @param extras the item's key, if it has one, and whether it was sent before
	 */
	private async followUp(
		{ item }: Ready,
		acknowledged: IDataObject[],
		extras: IDataObject,
		semaphore: Semaphore,
	): Promise<IDataObject[]> {
		const { context } = this;
		const { result, waitsDurably: parks } = this.operation.call;
		const withExtras = (items: IDataObject[]) => items.map((json) => insertExtras(json, extras));
		const [acknowledgement] = acknowledged;
		if (!result || !acknowledgement?.id) return withExtras(acknowledged);
		if (parks) return await waitForWebhook(context, item, acknowledgement, extras, result);
		if (item.values.waitForResult !== true) return withExtras(acknowledged);
		const waiting = { context, semaphore, isPointless: () => this.isOver };
		return withExtras(await awaitResult(waiting, item, acknowledgement, result));
	}

	private get isCancelled(): boolean {
		return this.context.getExecutionCancelSignal()?.aborted === true;
	}

	/** Whether nothing more is to be sent. */
	private get isOver(): boolean {
		return this.isCancelled || (this.hasFailedNow && !this.goesOn);
	}
}

/**
 * Runs an operation for all items of the input: for each, its parameters are checked and make a request;
 * once all of them are made, they are sent, and the answers become items, in the order of the input.
 *
 * Where the workflow stops on errors, nothing is sent if an item cannot be, and nothing more once one has
 * failed.
 *
 * @throws NodeApiError or NodeOperationError that says what became of each item
 */
export const runItems = async (
	context: IExecuteFunctions,
	operation: Runnable,
): Promise<INodeExecutionData[]> => await new Run(context, operation).run();
