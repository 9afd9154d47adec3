import {
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { joinSentences } from '../api/error-text';
import { pollUntilFinal, type Clock } from '../api/poll-until-final';
import { readFailure, RequestFailure, type Failure } from '../api/request-failure';
import { isFinal, isTemporary, checkStatus, statusPathOf } from '../api/status';
import { attempt } from '../lib/attempt';
import type { Semaphore } from '../lib/semaphore';
import { readShape } from '../payloads/reader';
import { resourceShapes } from '../payloads/resources';
import { isRecord } from '../payloads/values';
import type { Awaitable, Item } from './call';
import { addMissing, insertExtras, requestedValues } from './extras';

/** What a wait has in common with everything else in the run. */
export interface Waiting {
	context: IExecuteFunctions;
	semaphore: Semaphore;
	/** Whether nobody wants the result any more. */
	isPointless(): boolean;
}

/** A wait whose result nobody wants any more. */
export class WaitEnded extends Error {}

/** A clock that ends the wait when nobody wants the result any more. */
function clockOf({ isPointless }: Waiting): Clock {
	const slice = 1000;
	return {
		now: () => Date.now(),
		async sleep(milliseconds) {
			for (let left = milliseconds; left > 0; left -= slice) {
				await sleep(Math.min(left, slice));
				if (isPointless()) throw new WaitEnded();
			}
		},
	};
}

/** What a look-up that cannot go on says: that the request was taken, and how to look it up. */
const lookUpFailure = (failure: Failure, id: unknown): RequestFailure =>
	new RequestFailure({
		...failure,
		outcome: 'accepted',
		message: joinSentences(
			'Kopo Kopo accepted the request, but its status could not be checked.',
			failure.message,
		),
		advice: `Do not send it again: get its status with the ID ${String(id)}.`,
	});

/** An ID that Kopo Kopo gave and that cannot be looked up: the request was taken all the same. */
function usablePath(item: Item, endpoint: Endpoint, id: unknown): string {
	const path = attempt(() => statusPathOf(item, endpoint, id));
	if ('value' in path) return path.value;
	throw new RequestFailure({
		outcome: 'accepted',
		message: `Kopo Kopo accepted the request, but returned an ID that cannot be used: ${String(id)}.`,
		advice: 'Do not send it again: look for it in the Kopo Kopo dashboard.',
	});
}

/**
 * Waits for the result of a request that was accepted: looks its status up until that is final. The
 * request itself is never sent again.
 *
 * @returns the result, or the last status, with `timedOut` and what Kopo Kopo leaves out
 * @throws WaitEnded when nobody wants it any more
 */
export async function awaitResult(
	waiting: Waiting,
	item: Item,
	acknowledgement: IDataObject,
	result: Awaitable,
): Promise<IDataObject[]> {
	const { endpoint, read } = result;
	const { context, semaphore } = waiting;
	const { waitTimeout, waitInterval } = item.values as Record<string, number>;
	const path = usablePath(item, endpoint, acknowledgement.id);
	const look = async (): Promise<IN8nHttpFullResponse | undefined> =>
		await checkStatus(context, item, path, item.options).catch((error: unknown) => {
			const failure = readFailure(error);
			if (isTemporary(failure)) return undefined;
			throw lookUpFailure(failure, acknowledgement.id);
		});
	const { answer, timedOut } = await pollUntilFinal({
		checkOnce: async () => await semaphore.use(look),
		isFinal: ({ body }) => isFinal(endpoint, body),
		timeout: waitTimeout! * 1000,
		interval: waitInterval! * 1000,
		clock: clockOf(waiting),
	});
	const outputs = timedOut
		? [lastSeen(item, acknowledgement, endpoint.type, answer?.body)]
		: read(answer!, item);
	const requested = requestedValues(result, item);
	return outputs.map((json) => insertExtras(addMissing(json, requested), { timedOut }));
}

/** The last status seen, or the acknowledgement where none was. */
function lastSeen(
	{ values }: Item,
	acknowledgement: IDataObject,
	type: keyof typeof resourceShapes,
	body: unknown,
): IDataObject {
	const { location } = acknowledgement;
	const isResource = isRecord(body) && isRecord(body.data);
	const status = values.simplify === true ? readShape(body, resourceShapes[type]) : body;
	return {
		...(isResource ? (status as IDataObject) : { ...acknowledgement, status: null }),
		location,
	};
}
