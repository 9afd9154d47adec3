import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { joinSentences } from '../api/error-text';
import { pollUntilFinal } from '../api/poll-until-final';
import { readFailure, RequestFailure, type Failure } from '../api/request-failure';
import { isFinal, isTemporary, checkStatus, statusPathOf } from '../api/status';
import { attempt } from '../lib/attempt';
import { readShape } from '../payloads/reader';
import { resourceShapes } from '../payloads/resources';
import { isRecord } from '../payloads/values';
import type { CallResult, Item, RunContext } from './call';
import { addMissing, insertExtras, requestedValues } from './extras';
import type { StatusChecks } from './status-checks';

export interface WaitContext extends RunContext {
	statusChecks: StatusChecks;
}

/** The failure of a status check: the request itself was accepted. */
const statusFailure = (failure: Failure, id: unknown): RequestFailure =>
	new RequestFailure({
		...failure,
		outcome: 'accepted',
		message: joinSentences(
			'Kopo Kopo accepted the request, but its status could not be checked.',
			failure.message,
		),
		advice: `Do not send it again: get its status with the ID ${String(id)}.`,
	});

/** @throws RequestFailure for an ID that cannot be looked up: the request itself was accepted */
function usablePath(item: Item, endpoint: Endpoint, id: unknown): string {
	const path = attempt(() => statusPathOf(item, endpoint, id));
	if ('value' in path) return path.value;
	throw new RequestFailure({
		outcome: 'accepted',
		message: `Kopo Kopo accepted the request, but returned an ID that cannot be used: ${String(id)}.`,
		advice: 'Do not send it again: look for it in the Kopo Kopo dashboard.',
	});
}

/** @param wait in seconds. @returns the result, or the last status with `timedOut`. @throws WaitStopped, RequestFailure */
export async function waitForResult(
	{ context, statusChecks }: WaitContext,
	item: Item,
	acknowledgement: IDataObject,
	result: CallResult,
	wait: { timeout: number; interval: number },
): Promise<IDataObject[]> {
	const { endpoint, read } = result;
	const path = usablePath(item, endpoint, acknowledgement.id);
	const checkOnce = async (): Promise<IN8nHttpFullResponse | undefined> =>
		await checkStatus(context, item, path, item.options).catch((error: unknown) => {
			const failure = readFailure(error);
			if (isTemporary(failure)) return undefined;
			throw statusFailure(failure, acknowledgement.id);
		});
	const { clock } = statusChecks;
	const begun = clock.now();
	let checked = begun;
	const interval = wait.interval * 1000;
	const { answer, timedOut } = await pollUntilFinal({
		checkOnce: async () =>
			await statusChecks.use(async () => {
				checked = clock.now();
				return await checkOnce();
			}),
		isFinal: ({ body }) => isFinal(endpoint, body),
		timeout: wait.timeout * 1000,
		interval,
		...statusChecks.timesOf(interval),
		clock,
	});
	if (!timedOut) statusChecks.resultFound(checked - begun);
	const outputs =
		answer && !timedOut
			? read(answer, item)
			: [lastStatus(item, acknowledgement, endpoint, answer?.body)];
	const requested = requestedValues(result, item);
	return outputs.map((json) => insertExtras(addMissing(json, requested), { timedOut }));
}

function lastStatus(
	{ settings }: Item,
	acknowledgement: IDataObject,
	{ type }: Endpoint,
	body: unknown,
): IDataObject {
	const { location } = acknowledgement;
	const isResource = isRecord(body) && isRecord(body.data);
	const status = settings.simplify ? readShape(body, resourceShapes[type]) : body;
	return {
		...(isResource ? (status as IDataObject) : { ...acknowledgement, status: null }),
		location,
	};
}
