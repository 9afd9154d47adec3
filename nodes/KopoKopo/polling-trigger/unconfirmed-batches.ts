import type { IDataObject } from 'n8n-workflow';

import { asText, valueAt } from '../payloads/values';
import type { Batch } from './cursor';

/** What a transaction is known by, simplified or as received; empty for what has neither ID nor reference. */
export const keyOf = (item: IDataObject): string =>
	['resourceId', 'resource.id', 'reference', 'resource.reference']
		.map((path) => asText(valueAt(item, path)))
		.find(Boolean) ?? '';

const keysOf = (items: readonly IDataObject[]) => new Set(items.map(keyOf).filter(Boolean));

/** A batch that a poll has given out, for n8n to start an execution with. */
export interface GivenOut {
	batch: Batch;
	/** Which of the node's progresses it belongs to. */
	progress: string;
	keys: ReadonlySet<string>;
	/** How often it has been given out before. */
	tries: number;
	/** When it may be taken back, in milliseconds since the epoch. */
	due: number;
}

const minute = 60_000;

/** Most batches that are waited for at a node: in queue mode none of them begins here. */
const mostGivenOut = 100;

/** How often a batch is given out again: over 17 hours, since each pause is twice as long as the last. */
const mostTries = 10;

/** Batches with which no execution has begun yet, by place. */
const open = new Map<string, readonly GivenOut[]>();

/** Whether executions begin in this process. In queue mode they do so in workers, and nobody can tell here. */
let beginHere = false;

/**
 * A poll gives a batch out.
 *
 * @param items what the workflow gets of it
 * @param again the batches that it takes the place of
 */
export function giveOut(
	place: string,
	progress: string,
	batch: Batch | undefined,
	items: readonly IDataObject[],
	again: readonly GivenOut[],
): void {
	const others = (open.get(place) ?? []).filter((one) => !again.includes(one));
	const keys = keysOf(items);
	const tries = again.reduce((most, one) => Math.max(most, one.tries + 1), 0);
	const due = Date.now() + (tries === 0 ? 0 : 2 ** (tries - 1) * minute);
	const isAwaited = batch && keys.size > 0 && tries <= mostTries;
	const all = isAwaited ? [...others, { batch, progress, keys, tries, due }] : others;
	open.set(place, all.slice(-mostGivenOut));
}

/** An execution has begun with items. */
export function begin(place: string, items: readonly IDataObject[]): void {
	beginHere = true;
	const keys = [...keysOf(items)];
	const others = (open.get(place) ?? []).filter((one) => !keys.some((key) => one.keys.has(key)));
	open.set(place, others);
}

/**
 * The batches with which an execution should have begun. n8n says nothing to a poll whose execution its
 * database refuses (n8n, `trigger-execution-context.factory`: it only logs it).
 */
export const overdue = (place: string, progress: string): GivenOut[] =>
	beginHere
		? (open.get(place) ?? []).filter((one) => one.progress === progress && one.due <= Date.now())
		: [];
