import { errorsOf } from '../payloads/errors';
import { asText, valueAt, wordAt } from '../payloads/values';
import { endpoints } from './endpoints';
import { asSentence, reasonOf } from './error-text';
import { RequestFailure } from './request-failure';
import { isFinal, statusOf } from './status';

/** The failure of a polling without a list of transactions: that would look like a day without payments. */
function withoutTransactions(body: unknown, reasons: string[]): RequestFailure {
	const isDone = wordAt(body, 'data.attributes.status') === 'success';
	const status = asText(statusOf(body));
	if (!isFinal(endpoints.polling, body)) {
		return new RequestFailure({
			outcome: 'accepted',
			message: `Kopo Kopo is still polling the transactions (status ${status}).`,
			advice: 'Get the status again later.',
		});
	}
	const reason =
		reasonOf({ errors: reasons }) ?? (isDone ? 'the list is missing' : 'it gave no reason');
	return new RequestFailure({
		outcome: 'accepted',
		message: asSentence(`Kopo Kopo could not poll the transactions (status ${status}): ${reason}`),
		advice: 'Poll the same period again.',
	});
}

/** As received; null is an empty list. @throws RequestFailure for a result that failed or is not final */
export function transactionsIn(body: unknown): unknown[] {
	const attributes = valueAt(body, 'data.attributes');
	const reasons = errorsOf(attributes);
	const isDone = wordAt(attributes, 'status') === 'success' && reasons.length === 0;
	const entries = valueAt(attributes, 'transactions');
	if (isDone && entries === null) return [];
	if (!isDone || !Array.isArray(entries)) throw withoutTransactions(body, reasons);
	return entries;
}
