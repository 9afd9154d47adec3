import { endpoints } from '../../api/endpoints';
import { flag } from '../../parameters/checks';
import { field, type ValueField } from '../../parameters/field';
import { transactionsIn } from '../../polling/result';
import { present } from '../../polling/transaction';
import type { Read } from '../../run/call';
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

const read = presentResource(endpoints.polling);

/** The result of a polling: as one object, or as one for each transaction where the user wants it so. */
export const readTransactions: Read = (response, item) => {
	const whole = read(response, item);
	if (item.values.splitTransactions !== true) return whole;
	const entries = transactionsIn(response.body);
	return entries.map((entry) => present(entry, item.values.simplify === true));
};
