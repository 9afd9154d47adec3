import { endpoints } from '../../api/endpoints';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { findPayment } from './findPayment';
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
	description: 'List payments, or find one that a customer says they made',
	default: 'pollTransactions',
	operations: [
		pollTransactions,
		findPayment,
		{ ...status, fields: [...status.fields, splitTransactionsField()] },
	],
};
