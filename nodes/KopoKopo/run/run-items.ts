import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IN8nHttpFullResponse,
	type INodeExecutionData,
} from 'n8n-workflow';

import { kopoKopo, readFailure, RequestFailure } from '../api/failure';
import { send } from '../api/send';
import { attempt } from '../parameters/attempt';
import type { Item, Runnable } from './call';
import { parkUntilResult } from './durable-wait';
import { MoneyGuard } from './money-guard';
import { prepareItems, type Ready } from './prepare';
import { Report } from './report';
import { Semaphore } from './semaphore';
import { awaitResult, WaitEnded } from './wait-for-result';

/** Most requests of a node under way at once: each of them takes n8n's time from everybody else. */
const mostAtOnce = 10;

/** A run of the node: its operation for each item. */
class Run {
	private readonly node = this.context.getNode();

	private readonly goesOn = this.context.continueOnFail();

	private readonly report: Report;

	private readonly outputs: INodeExecutionData[][];

	private readonly guard: MoneyGuard | undefined;

	/** Whether an item has failed that was sent just now. */
	private hasFailedNow = false;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: Runnable,
	) {
		const { length } = context.getInputData();
		this.report = new Report(this.node, operation, length);
		this.outputs = Array.from({ length }, () => []);
		this.guard = operation.call.movesMoney
			? new MoneyGuard(context, this.node, operation)
			: undefined;
	}

	async run(): Promise<INodeExecutionData[]> {
		const fail = (item: number, error: unknown) => this.report.notSent(item, error);
		const ready = await prepareItems(this.context, this.operation, fail);
		if (this.goesOn || !this.report.hasFailed) await this.sendAll(ready);

		const isStopped = this.isCancelled || (this.report.hasFailed && !this.goesOn);
		await this.guard?.close(!isStopped);
		if (this.isCancelled) throw new NodeOperationError(this.node, 'The execution was cancelled');
		if (isStopped) throw this.report.error();
		return this.outputs.flatMap((items, index) =>
			this.report.hasFailedAt(index) ? [this.report.failedItem(index)] : items,
		);
	}

	/** Sends what is ready, ten at once or as the user wants it. */
	private async sendAll(ready: readonly Ready[]): Promise<void> {
		const { size = mostAtOnce, interval = 0 } = ready[0]?.batching ?? {};
		const semaphore = new Semaphore(Math.min(size, mostAtOnce));
		const underWay: Array<Promise<void>> = [];
		for (const [count, one] of (await this.guarded(ready)).entries()) {
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

	/** What may be sent once it is recorded that it will be. */
	private async guarded(ready: readonly Ready[]): Promise<readonly Ready[]> {
		const refusal = await this.guard?.open(ready).then(
			() => undefined,
			(error: unknown) => error,
		);
		if (!refusal) return ready;
		for (const { item } of ready) this.report.notSent(item.index, refusal);
		return [];
	}

	private async runItem(one: Ready, semaphore: Semaphore, release: () => void): Promise<void> {
		const { index } = one.item;
		const isKnown = this.guard?.knows(one) === true;
		const acknowledged = await this.acknowledge(one).catch((error: unknown) => {
			this.report.failed(index, error);
			// What was doubtful before is no reason to keep back what was not sent.
			if (!isKnown) this.hasFailedNow = true;
		});
		release();
		if (!acknowledged) return;
		this.report.accepted(index);
		await this.followUp(one, acknowledged, semaphore).then(
			(output) => {
				this.outputs[index] = output.map((json) => ({ json, pairedItem: { item: index } }));
			},
			(error: unknown) => {
				if (error instanceof WaitEnded) return;
				this.report.failed(index, error);
				this.hasFailedNow = true;
			},
		);
	}

	/** Sends the request of an item and reads the answer. */
	private async acknowledge(one: Ready): Promise<IDataObject[]> {
		const { item, request } = one;
		const transmit = async () => {
			const response = await send(this.context, item.credentials, request).catch(
				(error: unknown) => {
					throw new RequestFailure(readFailure(error));
				},
			);
			return this.read(response, item);
		};
		return this.guard ? await this.guard.sendOnce(one, transmit) : await transmit();
	}

	/** What is made of an answer. Whatever goes wrong with that, Kopo Kopo has taken the request. */
	private read(response: IN8nHttpFullResponse, item: Item): IDataObject[] {
		const read = attempt(() => this.operation.call.read(response, item));
		if ('value' in read) return read.value;
		const { thrown } = read;
		if (thrown instanceof RequestFailure) throw thrown;
		throw new RequestFailure({
			fate: 'accepted',
			subject: kopoKopo,
			what: `answered what this node cannot read: ${(thrown as Error).message}`,
			advice: 'Report it with what the answer was.',
			status: response.statusCode,
		});
	}

	/** What an item gives whose request was accepted: the acknowledgement, or the result of it. */
	private async followUp(
		{ item, options }: Ready,
		acknowledged: IDataObject[],
		semaphore: Semaphore,
	): Promise<IDataObject[]> {
		const { context } = this;
		const { result, parks } = this.operation.call;
		const [acknowledgement] = acknowledged;
		if (!result || !acknowledgement?.id) return acknowledged;
		if (parks) return await parkUntilResult(context, item, acknowledgement, result, options);
		if (item.values.waitForResult !== true) return acknowledged;
		const waiting = { context, semaphore, options, isPointless: () => this.isOver };
		const output = await awaitResult(waiting, item, acknowledgement, result);
		const { idempotencyKey, alreadySent } = acknowledgement;
		return alreadySent ? output.map((json) => ({ ...json, idempotencyKey, alreadySent })) : output;
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
