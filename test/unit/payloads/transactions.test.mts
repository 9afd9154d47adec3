import { readTransactions } from '../../../nodes/KopoKopo/payloads/transactions.ts';
import { flatPayer, originationTime, payer } from '../support/payer.mts';

test('an entry of each kind has the keys of its event, without the envelope', () => {
	const common = { id: 'r2', amount: '20.5', status: 'Complete', currency: 'KES' };
	expect(
		readTransactions([
			{ type: 'Buygoods Transaction', resource: payer },
			{
				type: 'External Till to Till Transaction',
				resource: {
					...common,
					reference: 'B2B1',
					sending_till: '890',
					till_number: '000000',
					system: 'Lipa Na M-PESA',
					origination_time: originationTime,
				},
			},
			{
				type: 'Merchant to Merchant Transaction',
				resource: { ...common, sending_merchant: 'Shop', origination_time: originationTime },
			},
		]),
	).toEqual([
		{ type: 'Buygoods Transaction', ...flatPayer },
		{
			type: 'External Till to Till Transaction',
			resourceId: 'r2',
			reference: 'B2B1',
			originationTime,
			sendingTill: '890',
			amount: 20.5,
			currency: 'KES',
			tillNumber: '000000',
			system: 'Lipa Na M-PESA',
			status: 'Complete',
		},
		{
			type: 'Merchant to Merchant Transaction',
			resourceId: 'r2',
			originationTime,
			sendingMerchant: 'Shop',
			amount: 20.5,
			currency: 'KES',
			status: 'Complete',
		},
	]);
});

test.each([null, undefined, 'x', {}])('there is no list in %j', (entries) => {
	expect(readTransactions(entries)).toBeNull();
});

test('an entry that is none still counts, so that nobody takes the list for shorter', () => {
	expect(readTransactions([null, 'x'])).toEqual([
		expect.objectContaining({ type: null, resourceId: null, amount: null }),
		expect.objectContaining({ type: null, resourceId: null, amount: null }),
	]);
});
