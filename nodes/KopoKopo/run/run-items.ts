import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { chosenVersion } from '../api/environments';
import { readFailure, RequestFailure } from '../api/failure';
import { send, type ApiRequest } from '../api/send';
import { readValues, type Source } from '../parameters/read';
import {
	batchingOf,
	requestOptionsField,
	sendOptionsOf,
	type Batching,
} from '../parameters/request-options';
import type { Item, Runnable } from './call';
import { credentialReader, type CredentialReader } from './credentials';
import { parkUntilResult, refuseToPark } from './durable-wait';
import { Gate } from './gate';
import { Report } from './report';
import { SentBefore } from './sent-before';
import { awaitResult, WaitEnded } from './wait-for-result';

/** Most requests of a node under way at once: each of them takes n8n's time from everybody else. */
const mostAtOnce = 10;

/** Milliseconds that items are prepared for before everybody else in n8n has a turn. */
const turn = 15;

/** An item with the request that it makes. */
interface Prepared {
	item: Item;
	request: ApiRequest & Required<Pick<ApiRequest, 'options'>>;
	batching: Batching;
}

/** A run of the node: its operation for each item. */
class Run {
	private readonly node = this.context.getNode();

	private readonly report: Report;

	private readonly outputs: INodeExecutionData[][];

	private readonly sentBefore: SentBefore | undefined;

	/** Whether an item of this run has failed that was sent just now. */
	private hasFailedNow = false;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: Runnable,
		private readonly items: number,
	) {
		const { call, resource, value } = operation;
		this.report = new Report(this.node, operation, items);
		this.outputs = Array.from({ length: items }, () => []);
		this.sentBefore = call.movesMoney
			? SentBefore.of(context, this.node, `${resource}.${value}`)
			: undefined;
	}

	/** Makes the requests of all items. What one of them cannot be made of, is known before any is sent. */
	async prepare(): Promise<Prepared[]> {
		const prepared: Prepared[] = [];
		const credentialOf = await credentialReader(this.context, this.items);
		let begun = Date.now();
		for (let index = 0; index < this.items && !this.isCancelled; index += 1) {
			if (Date.now() - begun > turn) {
				await sleep(0);
				begun = Date.now();
			}
			await this.prepareItem(index, credentialOf).then(
				(one) => prepared.push(one),
				(error: unknown) => this.report.failed(index, error),
			);
		}
		return prepared;
	}

	private async prepareItem(index: number, credentialOf: CredentialReader): Promise<Prepared> {
		const { context, node, operation } = this;
		const { call, fields } = operation;
		if (call.parks) refuseToPark(node, operation, this.items);
		const credentials = await credentialOf(index);
		const source: Source = ({ name, default: initial }) =>
			Object.hasOwn(node.parameters, name) ? context.getNodeParameter(name, index) : initial;
		const about = {
			timezone: context.getTimezone(),
			apiVersion: chosenVersion(credentials),
		};
		const settings = readValues([requestOptionsField], source, about);
		const item = { index, values: readValues(fields, source, about), credentials };
		const request = await call.request(item, fields, context);
		return {
			item,
			request: { ...request, options: sendOptionsOf(settings) },
			batching: batchingOf(settings),
		};
	}

	/** Sends what was prepared, ten at once or as the user wants it. */
	async send(prepared: readonly Prepared[]): Promise<void> {
		const { size = mostAtOnce, interval = 0 } = prepared[0]?.batching ?? {};
		const gate = new Gate(Math.min(size, mostAtOnce));
		const underWay: Array<Promise<void>> = [];
		for (const [count, one] of prepared.entries()) {
			if (interval > 0 && count > 0 && count % size === 0) await sleep(interval);
			const leave = await gate.enter();
			if (this.isOver) {
				leave();
				break;
			}
			underWay.push(this.runItem(one, gate, leave));
		}
		await Promise.all(underWay);
	}

	private async runItem({ item, request }: Prepared, gate: Gate, leave: () => void): Promise<void> {
		const { index } = item;
		const isKnown = this.sentBefore?.recall(index, request) !== undefined;
		const acknowledged = await this.acknowledgementOf(item, request).catch((error: unknown) => {
			this.report.failed(index, error);
			// What was doubtful before is no reason to keep back what was not sent.
			if (!isKnown) this.hasFailedNow = true;
		});
		leave();
		if (!acknowledged) return;
		this.report.accepted(index);
		await this.afterwards(item, request, acknowledged, gate).then(
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
	private async acknowledgementOf(item: Item, request: ApiRequest): Promise<IDataObject[]> {
		const { context, operation, sentBefore } = this;
		const transmit = async () => {
			const response = await send(context, item.credentials, request).catch((error: unknown) => {
				throw new RequestFailure(readFailure(error));
			});
			return operation.call.read(response, item);
		};
		return sentBefore ? await sentBefore.sendOnce(item.index, request, transmit) : await transmit();
	}

	/** What an item gives whose request was accepted: the acknowledgement, or the result of it. */
	private async afterwards(
		item: Item,
		{ options }: Prepared['request'],
		acknowledged: IDataObject[],
		gate: Gate,
	): Promise<IDataObject[]> {
		const { context, operation } = this;
		const { result, parks } = operation.call;
		const [acknowledgement] = acknowledged;
		if (!result || !acknowledgement) return acknowledged;
		if (parks) return await parkUntilResult(context, item, acknowledgement, result, options);
		if (item.values.waitForResult !== true) return acknowledged;
		const waiting = { context, gate, options, isPointless: () => this.isOver };
		return await awaitResult(waiting, item, acknowledgement, result);
	}

	private get isCancelled(): boolean {
		return this.context.getExecutionCancelSignal()?.aborted === true;
	}

	/** Whether nothing more is to be sent. */
	private get isOver(): boolean {
		return this.isCancelled || (this.hasFailedNow && !this.context.continueOnFail());
	}

	/** What the run gives, item by item. */
	output(): INodeExecutionData[] {
		if (this.isCancelled) {
			throw new NodeOperationError(this.node, 'The execution was cancelled');
		}
		if (this.report.hasFailed && !this.context.continueOnFail()) throw this.report.error();
		this.sentBefore?.forget();
		return this.outputs.flatMap((items, index) =>
			this.report.hasFailedAt(index) ? [this.report.failedItem(index)] : items,
		);
	}

	/** Whether items that cannot be sent keep the others from being sent. */
	get isRefused(): boolean {
		return this.report.hasFailed && !this.context.continueOnFail();
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
export async function runItems(
	context: IExecuteFunctions,
	operation: Runnable,
): Promise<INodeExecutionData[]> {
	const run = new Run(context, operation, context.getInputData().length);
	const prepared = await run.prepare();
	if (!run.isRefused) await run.send(prepared);
	return run.output();
}
