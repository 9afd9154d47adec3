import type { IDataObject } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { kopoKopo, RequestFailure } from '../../api/failure';
import { flag } from '../../parameters/checks';
import { field, type ValueField } from '../../parameters/field';
import { asText, toErrors, valueAt, wordAt } from '../../payloads/values';
import type { Read } from '../../run/call';
import { isFinal, statusOf } from '../../run/look-up';
import { presentResource } from '../calls';

export const splitTransactionsField = (more: Partial<ValueField> = {}): ValueField =>
	field({
		displayName: 'Split Transactions',
		name: 'splitTransactions',
		type: 'boolean',
		default: false,
		description: 'Whether to return one item per transaction instead of one item with all of them',
		check: flag,
		...more,
	});

/** Where a polling has its transactions in Kopo Kopo's JSON. */
const raw = 'data.attributes.transactions';

const read = presentResource(endpoints.polling);

/** The failure of a polling without a list of transactions: that would look like a day without payments. */
function withoutTransactions(body: unknown): RequestFailure {
	const reasons = toErrors(valueAt(body, 'data.attributes.errors')).join('; ');
	const [what, advice] = isFinal(endpoints.polling, body)
		? [`could not poll the transactions: ${reasons || 'no reason given'}`, 'Poll that time again.']
		: ['has not polled the transactions yet', 'Look them up again later.'];
	return new RequestFailure({
		fate: 'accepted',
		subject: kopoKopo,
		what: `${what} (${asText(statusOf(body))})`,
		advice,
	});
}

/** The result of a polling: as one object, or as one for each transaction where the user wants it so. */
export const readTransactions: Read = (response, item) => {
	const whole = read(response, item);
	if (item.values.splitTransactions !== true) return whole;
	const { body } = response;
	const isDone = wordAt(body, 'data.attributes.status') === 'success';
	if (!isDone || !Array.isArray(valueAt(body, raw))) throw withoutTransactions(body);
	const path = item.values.simplify === true ? 'transactions' : raw;
	return whole.flatMap((json) => valueAt(json, path) as IDataObject[]);
};
