import { errorsOf } from '../payloads/errors';
import { asText, valueAt, wordAt } from '../payloads/values';
import { endpoints } from './endpoints';
import { reasonOf } from './error-text';
import { kopoKopo, RequestFailure } from './request-failure';
import { isFinal, statusOf } from './status';

/** The failure of a polling without a list of transactions: that would look like a day without payments. */
function withoutTransactions(body: unknown, reasons: string[]): RequestFailure {
	const isDone = wordAt(body, 'data.attributes.status') === 'success';
	const reason =
		reasonOf({ errors: reasons }) ?? (isDone ? 'the list is missing' : 'no reason given');
	const [what, advice] = isFinal(endpoints.polling, body)
		? [`could not poll the transactions: ${reason}`, 'Poll that time again.']
		: ['has not polled the transactions yet', 'Look them up again later.'];
	return new RequestFailure({
		outcome: 'accepted',
		subject: kopoKopo,
		what: `${what} (${asText(statusOf(body))})`,
		advice,
	});
}

/**
 * The transactions in a polling result, as received; null is an empty list.
 *
 * @throws RequestFailure for a result that failed or is not final
 */
export function transactionsIn(body: unknown): unknown[] {
	const attributes = valueAt(body, 'data.attributes');
	const reasons = errorsOf(attributes);
	const isDone = wordAt(attributes, 'status') === 'success' && reasons.length === 0;
	const entries = valueAt(attributes, 'transactions');
	if (isDone && entries === null) return [];
	if (!isDone || !Array.isArray(entries)) throw withoutTransactions(body, reasons);
	return entries;
}
