import { endpoints } from '../../api/endpoints';
import { moment, momentAfter } from '../../parameters/dates';
import { field, optionsField, shownFor } from '../../parameters/field';
import { waitFields } from '../../parameters/fields/answer';
import { callbackUrlOption } from '../../parameters/fields/payment';
import { scopeFields } from '../../parameters/fields/till';
import { createCall } from '../shared/calls';
import type { Operation } from '../shared/types';
import { readTransactions, splitTransactionsField } from './splitTransactions';

export const pollTransactions: Operation = {
	name: 'Poll Transactions',
	value: 'pollTransactions',
	action: 'Poll transactions',
	description: 'List the payments that arrived between two points in time',
	builderHint: {
		propertyHint:
			'Lists a past period once. To start a workflow on each payment, use kopoKopoTrigger or kopoKopoPollingTrigger.',
	},
	call: createCall(endpoints.polling, {}, readTransactions),
	fields: [
		...scopeFields('Transactions'),
		field({
			displayName: 'From Time',
			name: 'fromTime',
			type: 'dateTime',
			default: '',
			required: true,
			description: "Start of the period, in the workflow's time zone unless it has an offset",
			builderHint: { propertyHint: "Such as expr('{{ $now.minus({ days: 1 }) }}')" },
			property: 'from_time',
			check: moment,
		}),
		field({
			displayName: 'To Time',
			name: 'toTime',
			type: 'dateTime',
			default: '',
			required: true,
			description: "End of the period, in the workflow's time zone unless it has an offset",
			builderHint: { propertyHint: "Such as expr('{{ $now }}')" },
			property: 'to_time',
			check: momentAfter('fromTime', 'From Time'),
		}),
		...waitFields,
		splitTransactionsField(shownFor('waitForResult', true)),
		optionsField(callbackUrlOption()),
	],
};
