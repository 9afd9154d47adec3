import type { INodeProperties, PostReceiveAction } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { explain } from '../../api/errors';
import { toErrors, valueAt } from '../../payloads/values';
import { isSimplified, itemsOf } from '../call';
import { isFinal, statusOf } from '../look-up';

export const splitTransactionsField: INodeProperties = {
	displayName: 'Split Transactions',
	name: 'splitTransactions',
	type: 'boolean',
	default: false,
	description: 'Whether to return one item per transaction instead of one item with all of them',
};

/**
 * One item per transaction, where the user wants it so. Without a list of them there would be no item at
 * all, as on a day without payments: that is told as what it is.
 */
export const splitTransactions: PostReceiveAction = async function (items, { body }) {
	if (this.getNodeParameter('splitTransactions', false) !== true) return items;
	const status = String(statusOf(body));
	if (status.toLowerCase() !== 'success') {
		const reasons = toErrors(valueAt(body, 'data.attributes.errors')).join('; ');
		const [what, advice] = isFinal(endpoints.polling, body)
			? [
					`could not poll the transactions: ${reasons || 'no reason given'}`,
					'Poll that time again.',
				]
			: ['has not polled the transactions yet', 'Look them up again later.'];
		throw explain(
			this.getNode(),
			{ fate: 'accepted', what: `${what} (${status})`, advice },
			{ itemIndex: this.getItemIndex() },
		);
	}
	const path = isSimplified(this) ? 'transactions' : 'data.attributes.transactions';
	const transactions = items.flatMap(({ json }) => valueAt(json, path) ?? []);
	return itemsOf(this, transactions);
};
