import type { IDataObject } from 'n8n-workflow';

import { inZone } from '../parameters/dates';
import { presentTransaction } from '../payloads/transactions';
import { day, secondsNow } from './fetch-since';
import { defaultEvents } from './fields';
import { itemsOf, type Poll } from './prepare-poll';
import { transactionsOf } from './transaction';

/** Shows the fields of a payment. No part of it can be mistaken for a real one. */
const sampleOf = (tillNumber: unknown, now: string, simplify: boolean): IDataObject => ({
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

/** The items of the last day whose event is selected, or a sample. The cursor stays where it is. */
export async function testEvent(poll: Poll): Promise<IDataObject[]> {
	const { context, parameters, requestTransactions } = poll;
	const to = secondsNow();
	const { entries } = await requestTransactions({ from: to - day, to });
	const transactions = await transactionsOf(entries);
	const events = parameters.events ?? defaultEvents;
	const items = await itemsOf(
		poll,
		transactions.filter(({ event }) => events.includes(event)),
	);
	if (items.length > 0) return items;
	const now = inZone(to * 1000, context.getTimezone());
	return [sampleOf(parameters.tillNumber, now, parameters.simplify ?? true)];
}
