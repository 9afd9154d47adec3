import { endpoints } from '../../api/endpoints';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { requestPayment } from './requestPayment';
import { requestPaymentAndWait } from './requestPaymentAndWait';

export const stkPush: Resource = {
	name: 'STK Push',
	value: 'stkPush',
	description: 'Ask a customer for money on their phone',
	default: 'requestPayment',
	operations: [
		requestPayment,
		requestPaymentAndWait,
		statusOperation(endpoints.stkPush, {
			action: 'Get the status of an STK push',
			description: 'Check whether the customer paid',
		}),
	],
};
