import { endpoints } from '../api/endpoints';
import { kopoKopo, RequestFailure } from '../api/failure';
import { kopoKopoWords } from '../api/words';
import { asText, valueAt, wordAt } from '../payloads/values';
import { isFinal, statusOf } from '../run/look-up';

/** The failure of a polling without a list of transactions: that would look like a day without payments. */
function withoutTransactions(body: unknown): RequestFailure {
	const reasons = kopoKopoWords({ errors: valueAt(body, 'data.attributes.errors') });
	const [what, advice] = isFinal(endpoints.polling, body)
		? [`could not poll the transactions: ${reasons ?? 'no reason given'}`, 'Poll that time again.']
		: ['has not polled the transactions yet', 'Look them up again later.'];
	return new RequestFailure({
		fate: 'accepted',
		subject: kopoKopo,
		what: `${what} (${asText(statusOf(body))})`,
		advice,
	});
}

/**
 * The transactions in the JSON of a polling, as received.
 *
 * @throws RequestFailure for a polling that failed, or is not done
 */
export function transactionsIn(body: unknown): unknown[] {
	const isDone = wordAt(body, 'data.attributes.status') === 'success';
	const entries = valueAt(body, 'data.attributes.transactions');
	if (!isDone || !Array.isArray(entries)) throw withoutTransactions(body);
	return entries;
}
