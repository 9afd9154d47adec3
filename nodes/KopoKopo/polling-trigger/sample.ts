import type { IDataObject } from 'n8n-workflow';

import { presentTransaction } from '../payloads/transactions';

/** Shows the fields if there was no payment, with values that cannot be mistaken for one. */
export const sampleOf = (tillNumber: unknown, now: string, simplify: boolean): IDataObject => ({
	sample: 'No transactions in the last 24 hours. This is sample data, not a payment.',
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
