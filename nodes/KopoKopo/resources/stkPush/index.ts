import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { createRouting, statusRouting } from '../routing';
import { getStatusFields } from './getStatus';
import { defaultPaymentChannel, requestPaymentFields } from './requestPayment';

export const stkPush: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['stkPush'] } },
		options: [
			{
				name: 'Get Status',
				value: 'getStatus',
				action: 'Get the status of an STK push',
				description: 'Look up whether the customer has paid',
				routing: statusRouting(endpoints.stkPush),
			},
			{
				name: 'Request Payment',
				value: 'requestPayment',
				action: 'Request a payment by STK push',
				description: 'Ask a customer for money: a prompt for the M-PESA PIN shows on their phone',
				routing: createRouting(endpoints.stkPush, { payment_channel: defaultPaymentChannel }),
			},
		],
		default: 'requestPayment',
	},
	...requestPaymentFields,
	...getStatusFields,
];
