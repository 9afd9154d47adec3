import { readTransactions } from '../../../nodes/KopoKopo/payloads/transactions.ts';
import { flatPayer, originationTime, payer } from '../../support/unit/payer.mts';

it('returns an entry of each kind with the keys of its event, without the envelope', () => {
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
			paid: true,
		},
		{
			type: 'Merchant to Merchant Transaction',
			resourceId: 'r2',
			originationTime,
			sendingMerchant: 'Shop',
			amount: 20.5,
			currency: 'KES',
			status: 'Complete',
			paid: true,
		},
	]);
});

it.each([
	['External Till to Till Transaction', { till_number: '1' }, { sendingTill: null }],
	['external till to till transaction', { sending_till: null }, { sendingTill: null }],
	['Merchant to Merchant Transaction', { amount: '1' }, { sendingMerchant: null }],
	['Anything', { sending_till: '890' }, { sendingTill: '890' }],
	['Anything', { sending_merchant: 'Shop' }, { sendingMerchant: 'Shop' }],
])('reads an entry of the type %j with %j as no payment of a customer', (type, resource, flat) => {
	const [read] = readTransactions([{ type, resource }])!;
	expect(read).toMatchObject({ type, ...flat });
	expect(read).not.toHaveProperty('senderPhoneNumber');
});

it.each([
	[{ sender_msisdn: '+254711111111' }, '+254711111111'],
	[{ sender_phone_number: null, sender_msisdn: '254711111111' }, '254711111111'],
	[{ sender_phone_number: '+254722222222', sender_msisdn: '+254711111111' }, '+254722222222'],
	[{}, null],
])('reads the phone number of the sender of %j as %j', (resource, senderPhoneNumber) => {
	const [read] = readTransactions([{ type: 'Buygoods Transaction', resource }])!;
	expect(read).toMatchObject({ senderPhoneNumber });
});

it('reads 200,000 entries', () => {
	const entries = Array(200_000).fill({ type: 'Buygoods Transaction', resource: { amount: '1' } });
	expect(readTransactions(entries)).toHaveLength(200_000);
}, 60_000);

it.each([null, undefined, 'x', {}])('returns null for %j, which is not a list', (entries) => {
	expect(readTransactions(entries)).toBeNull();
});

it('counts an unreadable entry, so that the list has its length', () => {
	expect(readTransactions([null, 'x'])).toEqual([
		expect.objectContaining({ type: null, resourceId: null, amount: null }),
		expect.objectContaining({ type: null, resourceId: null, amount: null }),
	]);
});
