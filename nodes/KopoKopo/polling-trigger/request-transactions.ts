import { sleep, type ICredentialDataDecryptedObject, type IPollFunctions } from 'n8n-workflow';

import { collectionPath, endpoints } from '../api/endpoints';
import { chosenVersion, unreachableUrl } from '../api/environments';
import { createdBy } from '../api/location';
import { pollUntilFinal } from '../api/poll-until-final';
import { transactionsIn } from '../api/polling-result';
import { readFailure, RequestFailure, tryLater } from '../api/request-failure';
import { defaultTimeout, send } from '../api/send';
import { checkStatus, isFinal, isTemporary, statusPathOf } from '../api/status';
import { inZone } from '../parameters/dates';
import type { Values } from '../parameters/field';
import { bodyOf } from '../parameters/read';
import { settingsOf } from '../parameters/settings';
import { asText } from '../payloads/values';
import { callbackUrlOf } from '../run/callback-url';
import type { RequestTransactions } from './fetch-since';
import { fields } from './fields';

const { polling } = endpoints;

const intervalMs = 2000;

const longestWaitMs = 60_000;

/** Milliseconds until a deadline: at least a second, so that the request fails with its own error. */
const timeUntil = (deadline: number, most: number): number =>
	Math.max(1000, Math.min(most, deadline - Date.now()));

const secondsIn = (header: unknown): number | undefined =>
	Math.floor(Date.parse(asText(header)) / 1000) || undefined;

const unfinished = (timeout: number): RequestFailure =>
	new RequestFailure({
		outcome: 'accepted',
		message: `Kopo Kopo did not finish polling within ${Math.round(timeout / 1000)} seconds.`,
		advice: tryLater,
	});

/**
 * Returns the function that requests the transactions of a period and waits for them. It throws RequestFailure.
 * @param deadline when n8n gives up the poll, in milliseconds since the epoch
 */
export function transactionRequester(
	context: IPollFunctions,
	credentials: ICredentialDataDecryptedObject,
	values: Values,
	deadline: number,
): RequestTransactions {
	const options = () => ({ timeout: timeUntil(deadline, defaultTimeout) });

	const checkOnce = async (path: string) =>
		await checkStatus(context, { credentials }, path, options()).catch((error: unknown) => {
			const failure = readFailure(error);
			if (isTemporary(failure)) return undefined;
			throw new RequestFailure(failure);
		});

	return async ({ from, to }) => {
		const callback_url = callbackUrlOf(
			{ settings: settingsOf(values), credentials },
			() => unreachableUrl,
		);
		const [fromTime, toTime] = [from, to].map((time) => inZone(time * 1000, context.getTimezone()));
		const created = await send(context, credentials, {
			method: 'POST',
			path: collectionPath(polling, chosenVersion(credentials)),
			json: {
				...bodyOf(fields, values, { _links: { callback_url } }),
				from_time: fromTime,
				to_time: toTime,
			},
			options: options(),
		});
		const path = statusPathOf({ credentials }, polling, createdBy(created, credentials).id);
		const timeout = timeUntil(deadline, longestWaitMs);
		const { answer, timedOut } = await pollUntilFinal({
			checkOnce: async () => await checkOnce(path),
			isFinal: ({ body }) => isFinal(polling, body),
			interval: intervalMs,
			timeout,
			clock: { now: () => Date.now(), sleep },
		});
		if (timedOut || !answer) throw unfinished(timeout);
		return { entries: transactionsIn(answer.body), serverTime: secondsIn(created.headers.date) };
	};
}
