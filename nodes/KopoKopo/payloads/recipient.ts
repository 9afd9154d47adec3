import { optional, otherwise, reading, type Shape } from './reader';
import { attributes, identity, names, status, topErrors } from './resource-readings';
import { toKind } from './values';

const isKind = (kind: string) => (value: unknown) => toKind(value) === kind;

export const recipient: Shape = [
	{
		...status,
		...attributes({ recipientReference: 'recipient_reference' }),
		recipientType: reading('data.attributes.recipient_type', toKind),
	},
	{
		at: 'data.attributes.recipient_type',
		variants: [
			[
				isKind('mobile_wallet'),
				{
					...attributes({
						phoneNumber: 'phone_number',
						firstName: 'first_name',
						lastName: 'last_name',
						network: 'network',
					}),
					email: optional('data.attributes.email'),
				},
			],
			[
				isKind('bank_account'),
				attributes({
					accountName: 'account_name',
					accountNumber: 'account_number',
					bankBranchRef: 'bank_branch_ref',
					settlementMethod: 'settlement_method',
				}),
			],
			[isKind('till'), attributes({ tillName: 'till_name', tillNumber: 'till_number' })],
			[
				isKind('paybill'),
				attributes({
					paybillName: 'paybill_name',
					paybillNumber: 'paybill_number',
					paybillAccountNumber: 'paybill_account_number',
				}),
			],
			[otherwise, {}],
		],
	},
	{ ...names, ...topErrors, ...identity },
];
