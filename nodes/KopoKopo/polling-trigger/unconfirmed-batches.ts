import type { IDataObject } from 'n8n-workflow';

import { transactionEvent } from '../payloads/statuses';
import { asText, valueAt } from '../payloads/values';
import type { Batch } from './cursor';
import { memoryOf, type EmittedBatch } from './node-memory';
import { eventKey } from './transaction';

const minute = 60_000;

/** Most batches of a node: in queue mode, executions confirm none of them in this process. */
const maxBatches = 100;

/** How often a batch is emitted again: for 17 hours, since each pause is twice as long as the last. */
const maxTries = 10;

/** Whether executions run in this process. In queue mode they run in workers, and confirm nothing here. */
let runsExecutions = false;

/** The event and the ID or reference of an item, simplified or raw; empty without ID and reference. */
export function keyOf(item: IDataObject): string {
	const id = ['resourceId', 'resource.id', 'reference', 'resource.reference']
		.map((path) => asText(valueAt(item, path)))
		.find(Boolean);
	const status = valueAt(item, 'status') ?? valueAt(item, 'resource.status');
	return id ? eventKey(transactionEvent(status) ?? 'received', id) : '';
}

const keysOf = (items: readonly IDataObject[]) => new Set(items.map(keyOf).filter(Boolean));

/** `items` is what the workflow gets; `replaced` are the earlier batches whose transactions it gets again. */
export function emit(
	nodeKey: string,
	source: string,
	batch: Batch | undefined,
	items: readonly IDataObject[],
	replaced: readonly EmittedBatch[],
): void {
	const memory = memoryOf(nodeKey);
	const others = memory.unconfirmed.filter((one) => !replaced.includes(one));
	const keys = keysOf(items);
	const tries = replaced.reduce((most, one) => Math.max(most, one.tries + 1), 0);
	const dueAt = Date.now() + (tries === 0 ? 0 : 2 ** (tries - 1) * minute);
	const canBeConfirmed = batch && keys.size > 0 && tries <= maxTries;
	const all = canBeConfirmed ? [...others, { batch, source, keys, tries, dueAt }] : others;
	memory.unconfirmed = all.slice(-maxBatches);
	if (batch) memory.emitted = new Set(batch.keys);
}

/** An execution has begun with these items. One that was only queued may have a part of a later batch. */
export function confirm(nodeKey: string, items: readonly IDataObject[]): void {
	runsExecutions = true;
	const begun = keysOf(items);
	const memory = memoryOf(nodeKey);
	memory.unconfirmed = memory.unconfirmed.filter(({ keys }) =>
		[...keys].some((key) => !begun.has(key)),
	);
}

/** Those with which no execution has begun. If n8n's database rejects one, n8n only logs that (n8n, `trigger-execution-context.factory`). */
export const unconfirmed = (nodeKey: string, source: string): EmittedBatch[] =>
	runsExecutions ? memoryOf(nodeKey).unconfirmed.filter((one) => one.source === source) : [];

/** Those to be emitted again now. */
export const due = (nodeKey: string, source: string): EmittedBatch[] =>
	unconfirmed(nodeKey, source).filter(({ dueAt }) => dueAt <= Date.now());

/** Forgets the batches of a node whose polls begin again, so that they do not move its cursor back. */
export function forgetBatches(nodeKey: string): void {
	memoryOf(nodeKey).unconfirmed = [];
}
