import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { Refusal } from '../api/refusal';
import type { ApiRequest } from '../api/send';
import type { Item, Runnable } from './call';
import { CrashRecords, cutOffExecution } from './crash-records';
import { IdempotencyKeys } from './idempotency';
import { Records } from './records';
import { isTool, SentBefore } from './sent-before';

/** An item with the request that it makes. */
export interface Prepared {
	item: Item;
	request: ApiRequest;
}

const keyOf = ({ item }: Prepared): string | undefined =>
	item.values.idempotencyKey as string | undefined;

/** Keeps what moves money from being sent a second time, within an execution, by its Retry and by its key. */
export class MoneyGuard {
	private readonly sentBefore: SentBefore;

	private readonly records: Records;

	private readonly crash: CrashRecords;

	private readonly keys: IdempotencyKeys;

	private readonly parks: boolean;

	/** What was recorded for this run. */
	private recorded: Array<Prepared & { places: string[] }> = [];

	constructor(
		context: IExecuteFunctions,
		private readonly node: INode,
		{ resource, value, call }: Runnable,
	) {
		this.parks = call.parks === true;
		this.sentBefore = SentBefore.of(context, node, `${resource}.${value}`);
		this.records = Records.of(context);
		this.crash = new CrashRecords(context, this.records, isTool(node));
		this.keys = new IdempotencyKeys(this.records, call.result!.endpoint.type);
	}

	/** Whether this execution has sent it before, or may have. */
	knows({ item, request }: Prepared): boolean {
		return this.sentBefore.recall(item.index, request) !== undefined;
	}

	/**
	 * Records what is to be sent, and its keys, in one go. What an execution before this one has recorded,
	 * which was cut off, counts as what it may have sent.
	 *
	 * @throws Refusal where n8n cannot record them
	 */
	async open(prepared: readonly Prepared[]): Promise<void> {
		const unsent = prepared
			.filter((one) => !this.knows(one))
			.map((one) => ({ ...one, places: this.sentBefore.placesOf(one.item.index, one.request) }));
		if (unsent.length === 0) return;
		const notes = unsent.flatMap((one) => this.crash.notesOf(one));
		const keys = unsent.map(keyOf).filter((key): key is string => key !== undefined);
		const refuseSent = (added: ReadonlySet<string>) => {
			this.recorded = unsent;
			this.crash.hold(added);
			for (const one of unsent) {
				const key = keyOf(one);
				// A key that was sent before tells more than that this may have been.
				if (key !== undefined && !this.keys.isMine(key)) continue;
				if (!this.crash.mayHaveBeenSent(one, added)) continue;
				this.sentBefore.doubt(one.item.index, one.request, cutOffExecution);
			}
		};
		await this.keys.claim(keys, { notes, then: refuseSent }).catch((error: unknown) => {
			throw new Refusal(
				`n8n could not record ${keys.length > 0 ? 'the idempotency keys' : 'what it was about to send'}, so nothing was sent: ${(error as Error).message}`,
				'See that the workflow is saved and that n8n reaches its database, then run it again.',
			);
		});
	}

	/** Sends a request unless it was sent before: then it gives, or throws, what is known of that. */
	async sendOnce(one: Prepared, transmit: () => Promise<IDataObject[]>): Promise<IDataObject[]> {
		const { item, request } = one;
		const send = async () => await this.sentBefore.sendOnce(item.index, request, transmit);
		const key = keyOf(one);
		return key === undefined || this.knows(one)
			? await send()
			: await this.keys.sendOnce(key, send);
	}

	/** @param isDone whether n8n has no reason to try the run again */
	async close(isDone: boolean): Promise<void> {
		const unsent = this.recorded.filter((one) => !this.knows(one));
		await Promise.all([this.crash.giveBack(unsent), this.keys.giveBackUnsent()]);
		if (!isDone) return;
		this.crash.count();
		// An execution that waits in n8n's database may be retried from there, and n8n tries what ended well
		// again where it finds an error in the output.
		if (!this.parks && !this.node.retryOnFail) this.sentBefore.forget();
	}
}
