import { endpoints } from '../../api/endpoints';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { pollTransactions } from './pollTransactions';
import { readTransactions, splitTransactionsField } from './splitTransactions';

const status = statusOperation(
	endpoints.polling,
	{
		action: 'Get the status of a polling request',
		description: 'Get the transactions that a polling request found',
	},
	readTransactions,
);

export const polling: Resource = {
	name: 'Polling',
	value: 'polling',
	description: 'List transactions between two points in time',
	default: 'pollTransactions',
	operations: [
		pollTransactions,
		{ ...status, fields: [...status.fields, splitTransactionsField()] },
	],
};
