import type { INodeProperties, PostReceiveAction } from 'n8n-workflow';

import { valueAt } from '../../payloads/values';
import { isSimplified, itemsOf } from '../call';

export const splitTransactionsField: INodeProperties = {
	displayName: 'Split Transactions',
	name: 'splitTransactions',
	type: 'boolean',
	default: false,
	description: 'Whether to return one item per transaction instead of one item with all of them',
};

/** One item per transaction, where the user wants it so. */
export const splitTransactions: PostReceiveAction = async function (items) {
	if (this.getNodeParameter('splitTransactions', false) !== true) return items;
	const path = isSimplified(this) ? 'transactions' : 'data.attributes.transactions';
	const transactions = items.flatMap(({ json }) => valueAt(json, path) ?? []);
	return itemsOf(this, transactions);
};
