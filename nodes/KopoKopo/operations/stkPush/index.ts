import { endpoints } from '../../api/endpoints';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { requestPayment } from './requestPayment';
import { requestPaymentAndWait } from './requestPaymentAndWait';

export const stkPush: Resource = {
	name: 'STK Push',
	value: 'stkPush',
	description: 'Request money from a customer, who confirms on their phone',
	default: 'requestPayment',
	operations: [
		requestPayment,
		requestPaymentAndWait,
		statusOperation(endpoints.stkPush, {
			action: 'Get STK push status',
			description: 'Check whether the customer paid',
			builderHint: {
				propertyHint:
					'Only for a payment that requestPayment requested. To look for another payment to a till: resource polling, operation pollTransactions.',
			},
		}),
	],
};
