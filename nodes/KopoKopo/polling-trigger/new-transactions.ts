import { randomUUID } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { asText, valueAt } from '../payloads/values';
import { advance } from './advance';
import {
	cursorAt,
	lastOfOther,
	resume,
	withoutUnconfirmed,
	type Batch,
	type Start,
} from './cursor';
import { firstPosition, secondsNow } from './fetch-since';
import { defaultEvents, defaultLateHours, defaultLookBack } from './fields';
import { findNew } from './find-new';
import { memoryOf, type EmittedBatch } from './node-memory';
import { itemsOf, type Poll } from './prepare-poll';
import { reportLateFailure, reportRecentFailure } from './report-failure';
import { due, emit, forgetBatches, unconfirmed } from './unconfirmed-batches';

const thisProcess = randomUUID();

function startFromOf({ context, parameters: { startFrom } }: Poll): Start | undefined {
	if (startFrom === undefined) return undefined;
	// An expression may mean another time at each poll, so what counts is how it is written.
	const written = asText(valueAt(context.getNode().parameters, 'options.startFrom'));
	return { written, time: Math.floor(Date.parse(startFrom) / 1000) };
}

const batchesOf = (emitted: readonly EmittedBatch[]): Batch[] => emitted.map(({ batch }) => batch);

/** Checks that Kopo Kopo lets the node poll, and sets the cursor to now. */
async function beginPolling({ store, requestTransactions }: Poll): Promise<void> {
	const now = secondsNow();
	const { serverTime } = await requestTransactions({ from: now - 1, to: now });
	forgetBatches(store.nodeKey);
	store.set(cursorAt(store.source, firstPosition(now, serverTime)), false);
}

/** The items that are new since the last poll. A poll that fails changes nothing. */
export async function newTransactions(poll: Poll): Promise<IDataObject[]> {
	const { parameters, store, requestTransactions, hasTime } = poll;
	const start = startFromOf(poll);
	if (start && start.time > secondsNow()) return [];
	const resumed = resume(store.get(), store.source, start);
	if (!resumed) {
		await beginPolling(poll);
		return [];
	}
	const search = {
		events: parameters.events ?? defaultEvents,
		lookBack: Math.round(60 * (parameters.lookBack ?? defaultLookBack)),
		late: Math.round(3600 * (parameters.lateHours ?? defaultLateHours)),
	};
	const dueBatches = due(store.nodeKey, store.source);
	const { lookBack } = search;
	const ofOther = lastOfOther(resumed, thisProcess, memoryOf(store.nodeKey).emitted);
	const cursor = withoutUnconfirmed(resumed, [...batchesOf(dueBatches), ...ofOther], lookBack);
	const found = await findNew(cursor, search, requestTransactions, hasTime);
	const items = await itemsOf(poll, found.fresh);
	const others = unconfirmed(store.nodeKey, store.source).filter(
		(one) => !dueBatches.includes(one),
	);
	const { batch, next } = advance(cursor, found, search, {
		process: thisProcess,
		pending: batchesOf(others),
	});
	store.set(next, items.length > 0);
	emit(store.nodeKey, store.source, batch, items, dueBatches);
	if (found.recentFailure) reportRecentFailure(poll.context, found.recentFailure);
	if (found.lateFailure) reportLateFailure(poll.context, found.lateFailure);
	return items;
}
