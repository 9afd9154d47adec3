import type { ICredentialDataDecryptedObject, IPollFunctions } from 'n8n-workflow';

import { unreachableUrl } from '../api/environments';
import { systemClock } from '../api/poll-until-final';
import { requestTransactions } from '../api/request-transactions';
import { defaultTimeout } from '../api/send';
import { inZone } from '../parameters/dates';
import type { Values } from '../parameters/field';
import { bodyOf } from '../parameters/read';
import { settingsOf } from '../parameters/settings';
import { callbackUrlOf } from '../run/callback-url';
import type { RequestTransactions } from './fetch-since';
import { fields } from './fields';

const intervalMs = 2000;

const longestWaitMs = 60_000;

/** Milliseconds until a deadline: at least a second, so that the request fails with its own error. */
const timeUntil = (deadline: number, most: number): number =>
	Math.max(1000, Math.min(most, deadline - Date.now()));

/**
 * Returns the function that requests the transactions of a period and waits for them. It throws RequestFailure.
 * @param deadline when n8n gives up the poll, in milliseconds since the epoch
 */
export const transactionRequester =
	(
		context: IPollFunctions,
		credentials: ICredentialDataDecryptedObject,
		values: Values,
		deadline: number,
	): RequestTransactions =>
	async ({ from, to }) => {
		const callback_url = callbackUrlOf(
			{ settings: settingsOf(values), credentials },
			() => unreachableUrl,
		);
		const [fromTime, toTime] = [from, to].map((time) => inZone(time * 1000, context.getTimezone()));
		return await requestTransactions(context, credentials, {
			json: {
				...bodyOf(fields, values, { _links: { callback_url } }),
				from_time: fromTime,
				to_time: toTime,
			},
			options: () => ({ timeout: timeUntil(deadline, defaultTimeout) }),
			timeout: () => timeUntil(deadline, longestWaitMs),
			interval: intervalMs,
			clock: systemClock,
		});
	};
