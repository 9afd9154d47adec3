import { endpoints } from '../../api/endpoints';
import { transactionsIn } from '../../api/polling-result';
import { flag } from '../../parameters/checks';
import { field, type ValueField } from '../../parameters/field';
import { presentTransaction } from '../../payloads/transactions';
import type { Read } from '../../run/call';
import { presentResource } from '../shared/calls';

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

const read = presentResource(endpoints.polling);

export const readTransactions: Read = (response, item) => {
	const whole = read(response, item);
	if (item.values.splitTransactions !== true) return whole;
	const entries = transactionsIn(response.body);
	return entries.map((entry) => presentTransaction(entry, item.settings.simplify));
};
