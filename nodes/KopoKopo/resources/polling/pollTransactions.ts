import { endpoints } from '../../api/endpoints';
import { bodyField, callbackUrlField, scopeFields, shownFor } from '../fields';
import { moment, momentAfter } from '../moment';
import type { Operation } from '../resource';
import { createCall } from '../call';
import { splitTransactions, splitTransactionsField } from './splitTransactions';

export const pollTransactions: Operation = {
	name: 'Poll Transactions',
	value: 'pollTransactions',
	action: 'Poll transactions',
	description: 'Ask for the transactions between two points in time',
	call: createCall(endpoints.polling, {}, splitTransactions),
	fields: [
		...scopeFields('Transactions'),
		bodyField({
			displayName: 'From Time',
			name: 'fromTime',
			type: 'dateTime',
			default: '',
			required: true,
			description: "Beginning of the period, in the workflow's time zone unless it has an offset",
			property: 'from_time',
			check: moment,
		}),
		bodyField({
			displayName: 'To Time',
			name: 'toTime',
			type: 'dateTime',
			default: '',
			required: true,
			description: "End of the period, in the workflow's time zone unless it has an offset",
			property: 'to_time',
			check: momentAfter('fromTime', 'From Time'),
		}),
		callbackUrlField(),
		{ ...splitTransactionsField, ...shownFor('waitForResult', true) },
	],
};
