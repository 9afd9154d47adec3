import { randomUUID } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { asText, valueAt } from '../payloads/values';
import { advance } from './advance';
import { cursorAt, resume, withoutUnconfirmed, type Start } from './cursor';
import { fetchSince, firstPosition, secondsNow } from './fetch-since';
import { defaultLookBack } from './fields';
import { itemsOf, type Poll } from './prepare-poll';
import { due, emit, forgetBatches } from './unconfirmed-batches';

const thisProcess = randomUUID();

function startFromOf({ context, parameters: { startFrom } }: Poll): Start | undefined {
	if (startFrom === undefined) return undefined;
	// An expression may mean another time at each poll, so what counts is how it is written.
	const written = asText(valueAt(context.getNode().parameters, 'options.startFrom'));
	return { written, time: Math.floor(Date.parse(startFrom) / 1000) };
}

/** Checks that Kopo Kopo lets the node poll, and sets the cursor to now. */
async function beginPolling({ store, requestTransactions }: Poll): Promise<void> {
	const now = secondsNow();
	const { serverTime } = await requestTransactions({ from: now - 1, to: now });
	forgetBatches(store.nodeKey);
	store.set(cursorAt(store.source, firstPosition(now, serverTime)));
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
	const lookBack = 60 * (parameters.lookBack ?? defaultLookBack);
	const dueBatches = due(store.nodeKey, store.source);
	const cursor = withoutUnconfirmed(
		resumed,
		thisProcess,
		dueBatches.map(({ batch }) => batch),
	);
	const fetched = await fetchSince(cursor, lookBack, requestTransactions, hasTime);
	const { fresh, next } = advance(cursor, fetched, lookBack, thisProcess);
	store.set(next);
	const items = itemsOf(poll, fresh);
	emit(store.nodeKey, store.source, next.last, items, dueBatches);
	return items;
}
