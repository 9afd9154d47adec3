import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { credentialText } from '../../api/credential';
import { apiOrigin, chosenVersion } from '../../api/environments';
import { joinSentences } from '../../api/error-text';
import { RequestFailure } from '../../api/request-failure';
import { requestTransactions, type TransactionList } from '../../api/request-transactions';
import type { SendOptions } from '../../api/send';
import { oncePerKey } from '../../lib/once-per-key';
import { inZone } from '../../parameters/dates';
import type { RunContext } from '../../run/call';
import { RunClock } from '../../run/run-clock';
import { PaymentIndex } from './match';
import { missedAtEnd, windowsOf, type Period, type SoughtPeriod } from './period';

/** Whose payments to list, and how. */
export interface ListRequest {
	credentials: ICredentialDataDecryptedObject;
	sendOptions: SendOptions;
	/** The JSON body without the period. */
	json: IDataObject;
}

/** Equal for requests that get the same list. @throws InputError for an unusable credential */
export const keyOf = ({ credentials, sendOptions, json }: ListRequest, period?: Period): string =>
	JSON.stringify([
		apiOrigin(credentials),
		credentialText(credentials, 'clientId'),
		chosenVersion(credentials),
		sendOptions,
		json,
		period,
	]);

/** A list that could not be read is no answer: the payment may be in it. */
function noAnswer(error: unknown): never {
	if (!(error instanceof RequestFailure)) throw error;
	const { failure } = error;
	const advice = failure.advice || "Search again, or increase 'Wait Timeout (Seconds)'.";
	throw new RequestFailure({
		...failure,
		advice: joinSentences(advice, 'Whether the customer has paid is not known.'),
	});
}

/**
 * The lists of a run, each of which is requested once, even if that fails.
 * @param wait in milliseconds
 * @returns the function that returns the payments of a period, and throws RequestFailure or WaitStopped
 */
export function paymentLists(
	run: RunContext,
	{ timeout, interval }: { timeout: number; interval: number },
): (request: ListRequest, period: SoughtPeriod) => Promise<PaymentIndex> {
	const { context } = run;
	const clock = new RunClock(run);
	const onceForWindow = oncePerKey<TransactionList>();
	const onceForPeriod = oncePerKey<PaymentIndex>();

	const listOf = async (request: ListRequest, { from, to }: Period) => {
		const [from_time, to_time] = [from, to].map((time) =>
			inZone(time * 1000, context.getTimezone()),
		);
		return await requestTransactions(context, request.credentials, {
			json: { ...request.json, from_time, to_time },
			options: () => request.sendOptions,
			timeout: () => timeout,
			interval,
			clock,
		}).catch(noAnswer);
	};

	const listOnce = async (request: ListRequest, window: Period) =>
		await onceForWindow(keyOf(request, window), async () => await listOf(request, window));

	const indexOf = async (request: ListRequest, period: SoughtPeriod) => {
		const lists: TransactionList[] = [];
		for (const window of windowsOf(period)) lists.push(await listOnce(request, window));
		const missed = missedAtEnd(period, lists.at(-1)?.serverTime);
		if (missed) lists.push(await listOnce(request, missed));
		return await PaymentIndex.of(lists.flatMap(({ entries }) => entries));
	};

	return async (request, period) =>
		await onceForPeriod(keyOf(request, period), async () => await indexOf(request, period));
}
