import { endpoints } from '../../api/endpoints';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { pollTransactions } from './pollTransactions';
import { readTransactions, splitTransactionsField } from './splitTransactions';

const status = statusOperation(
	endpoints.polling,
	{
		action: 'Get polling request status',
		description: 'Get the transactions that a polling request found',
	},
	readTransactions,
);

export const polling: Resource = {
	name: 'Polling',
	value: 'polling',
	description: 'List the payments between two points in time',
	default: 'pollTransactions',
	operations: [
		pollTransactions,
		{ ...status, fields: [...status.fields, splitTransactionsField()] },
	],
};
