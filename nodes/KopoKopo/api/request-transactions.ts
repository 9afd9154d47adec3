import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { collectionPath, endpoints } from './endpoints';
import { chosenVersion } from './environments';
import { createdBy } from './location';
import { pollUntilFinal, type Clock } from './poll-until-final';
import { transactionsIn } from './polling-result';
import { readFailure, RequestFailure, tryLater } from './request-failure';
import { send, type Sender, type SendOptions } from './send';
import { checkStatus, isFinal, isTemporary, statusPathOf } from './status';

const { polling } = endpoints;

/** All times are in milliseconds. */
export interface PollingRequest {
	/** The JSON body: scope, period and callback URL. */
	json: IDataObject;
	/** Options of the next request. */
	options(): SendOptions;
	timeout(): number;
	interval: number;
	clock: Clock;
}

export interface TransactionList {
	/** As received. */
	entries: readonly unknown[];
	/** Kopo Kopo's clock, in seconds since the epoch. */
	serverTime?: number;
}

const secondsIn = (header: unknown): number | undefined =>
	Math.floor(Date.parse(typeof header === 'string' ? header : '') / 1000) || undefined;

const unfinished = (timeout: number): RequestFailure =>
	new RequestFailure({
		outcome: 'accepted',
		message: `Kopo Kopo did not finish polling within ${Math.round(timeout / 1000)} seconds.`,
		advice: tryLater,
	});

/** Requests the transactions of a period and waits for them. @throws RequestFailure */
export async function requestTransactions(
	sender: Sender,
	credentials: ICredentialDataDecryptedObject,
	{ json, options, timeout, interval, clock }: PollingRequest,
): Promise<TransactionList> {
	const created = await send(sender, credentials, {
		method: 'POST',
		path: collectionPath(polling, chosenVersion(credentials)),
		json,
		options: options(),
	});
	const path = statusPathOf({ credentials }, polling, createdBy(created, credentials).id);
	const longest = timeout();
	const { answer, timedOut } = await pollUntilFinal({
		checkOnce: async () =>
			await checkStatus(sender, { credentials }, path, options()).catch((error: unknown) => {
				const failure = readFailure(error);
				if (isTemporary(failure)) return undefined;
				throw new RequestFailure(failure);
			}),
		isFinal: ({ body }) => isFinal(polling, body),
		interval,
		timeout: longest,
		clock,
	});
	if (timedOut || !answer) throw unfinished(longest);
	return { entries: transactionsIn(answer.body), serverTime: secondsIn(created.headers.date) };
}
