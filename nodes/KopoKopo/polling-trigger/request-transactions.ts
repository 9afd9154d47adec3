import { sleep, type ICredentialDataDecryptedObject, type IPollFunctions } from 'n8n-workflow';

import { collectionPath, endpoints } from '../api/endpoints';
import { chosenVersion } from '../api/environments';
import { createdBy } from '../api/location';
import { pollUntilFinal } from '../api/poll-until-final';
import { transactionsIn } from '../api/polling-result';
import { unreachableUrl } from '../api/reachable-url';
import { kopoKopo, readFailure, RequestFailure } from '../api/request-failure';
import { defaultTimeout, send } from '../api/send';
import { isFinal, isTemporary, checkStatus, statusPathOf } from '../api/status';
import { inZone } from '../parameters/dates';
import type { Values } from '../parameters/field';
import { bodyOf } from '../parameters/read';
import { settingsOf } from '../parameters/settings';
import { asText } from '../payloads/values';
import { callbackUrlOf } from '../run/callback-url';
import type { Ask } from './fetch-since';
import { fields } from './fields';

const { polling } = endpoints;

/** Milliseconds between two looks at a polling request. */
const interval = 2000;

/** Milliseconds after which a polling request that has no result fails the poll. */
const longestWait = 60_000;

/** Milliseconds that are left until a point in time, but never none. */
const until = (end: number, most: number): number =>
	Math.max(1000, Math.min(most, end - Date.now()));

/** Seconds since the epoch in a header such as `Thu, 26 Nov 2026 01:00:00 GMT`. */
const timeOf = (date: unknown): number | undefined =>
	Math.floor(Date.parse(asText(date)) / 1000) || undefined;

/**
 * Asks Kopo Kopo for the transactions of a time: makes a polling request, and looks it up until it is final.
 *
 * @param end milliseconds since the epoch when n8n gives up the poll
 * @returns what throws RequestFailure at whatever step fails
 */
export const askerOf =
	(
		context: IPollFunctions,
		credentials: ICredentialDataDecryptedObject,
		values: Values,
		end: number,
	): Ask =>
	async ({ from, to }) => {
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
			options: { timeout: until(end, defaultTimeout) },
		});
		const { id } = createdBy(created, credentials);
		const path = statusPathOf({ credentials }, polling, id);
		const look = async () =>
			await checkStatus(context, { credentials }, path, {
				timeout: until(end, defaultTimeout),
			}).catch((error: unknown) => {
				const failure = readFailure(error);
				if (isTemporary(failure)) return undefined;
				throw new RequestFailure(failure);
			});
		const timeout = until(end, longestWait);
		const { answer, timedOut } = await pollUntilFinal({
			look,
			isFinal: ({ body }) => isFinal(polling, body),
			interval,
			timeout,
			clock: { now: () => Date.now(), sleep },
		});
		if (timedOut) {
			throw new RequestFailure({
				outcome: 'accepted',
				subject: kopoKopo,
				what: `has not finished polling within ${Math.round(timeout / 1000)} seconds`,
				advice: '',
			});
		}
		return { entries: transactionsIn(answer!.body), askedAt: timeOf(created.headers.date) };
	};
