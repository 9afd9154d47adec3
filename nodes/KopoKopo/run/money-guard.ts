import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { Refusal } from '../api/refusal';
import type { ApiRequest } from '../api/send';
import type { Item, Runnable } from './call';
import { IdempotencyKeys } from './idempotency';
import { Records } from './records';
import { SentBefore } from './sent-before';

/** An item with the request that it makes. */
export interface Prepared {
	item: Item;
	request: ApiRequest;
}

const keyOf = ({ item }: Prepared): string | undefined =>
	item.values.idempotencyKey as string | undefined;

/** Keeps what moves money from being sent a second time, within an execution and, by its key, beyond it. */
export class MoneyGuard {
	private readonly sentBefore: SentBefore;

	private readonly keys: IdempotencyKeys;

	constructor(context: IExecuteFunctions, node: INode, { resource, value, call }: Runnable) {
		this.sentBefore = SentBefore.of(context, node, `${resource}.${value}`);
		this.keys = new IdempotencyKeys(Records.of(context), call.result!.endpoint.type);
	}

	/** Whether this execution has sent it before, or may have. */
	knows({ item, request }: Prepared): boolean {
		return this.sentBefore.recall(item.index, request) !== undefined;
	}

	/**
	 * Records the keys of what is to be sent.
	 *
	 * @throws Refusal where n8n cannot record them
	 */
	async open(prepared: readonly Prepared[]): Promise<void> {
		const keys = prepared.filter((one) => !this.knows(one)).map(keyOf);
		const wanted = keys.filter((key): key is string => key !== undefined);
		await this.keys.claim(wanted).catch((error: unknown) => {
			throw new Refusal(
				`n8n could not record the idempotency keys, so nothing was sent: ${(error as Error).message}`,
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
		await this.keys.giveBackUnsent();
		if (isDone) this.sentBefore.forget();
	}
}
