import type { IDataObject } from 'n8n-workflow';

import { presentTransaction } from '../payloads/transactions';

/** What shows a user the fields where there was no payment: nothing of it can be taken for one. */
export const sampleOf = (tillNumber: unknown, now: string, simplify: boolean): IDataObject => ({
	sample: 'No transactions in the last 24 hours. This item is made up: it is no payment.',
	...presentTransaction(
		{
			type: 'Buygoods Transaction',
			resource: {
				id: 'SAMPLE',
				amount: '0.0',
				status: 'Sample',
				system: 'Lipa Na M-PESA',
				currency: 'KES',
				reference: 'SAMPLE',
				till_number: tillNumber ?? 'K000000',
				origination_time: now,
				sender_phone_number: '+254700000000',
				sender_first_name: 'Sample',
				sender_middle_name: null,
				sender_last_name: 'Customer',
			},
		},
		simplify,
	),
});
