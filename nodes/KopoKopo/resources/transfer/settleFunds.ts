import { endpoints } from '../../api/endpoints';
import { amount, currency, oneOf, textOf, type Check } from '../checks';
import { bodyField, callbackUrlField, currencyField, shownFor, textField } from '../fields';
import type { Operation } from '../resource';
import { createCall } from '../call';

const targeted = shownFor('settlementType', 'targeted');

/** Without a target the whole balance moves where no amount is given. */
const settledAmount: Check = (value, entered) => {
	const isTargeted = entered.parameter('settlementType') === 'targeted';
	if (!isTargeted && ['', '0'].includes(textOf(value))) return undefined;
	return { currency: currency(entered.parameter('currency')), value: amount(value) };
};

const ownAccounts = [
	{ name: 'Bank Account', value: 'merchant_bank_account' },
	{ name: 'Wallet', value: 'merchant_wallet' },
];

export const settleFunds: Operation = {
	name: 'Settle Funds',
	value: 'settleFunds',
	action: 'Settle funds',
	description:
		'Move money from your tills to your own bank account or wallet (version 1 of the API)',
	call: createCall(endpoints.settlementTransfer),
	fields: [
		{
			displayName: 'Settlement Type',
			name: 'settlementType',
			type: 'options',
			options: [
				{ name: 'Blind', value: 'blind', description: 'To the preferred settlement account' },
				{ name: 'Targeted', value: 'targeted', description: 'To an account of your choice' },
			],
			default: 'blind',
			description: 'Where the money goes',
		},
		bodyField({
			displayName: 'Destination Type',
			name: 'destinationType',
			type: 'options',
			options: ownAccounts,
			default: 'merchant_wallet',
			description: 'What kind of account of yours the money goes to',
			property: 'destination_type',
			check: oneOf(ownAccounts.map(({ value }) => value)),
			...targeted,
		}),
		textField({
			displayName: 'Destination Reference',
			name: 'destinationReference',
			required: true,
			placeholder: 'e.g. 87bbfdcf-fb59-4d8e-b039-b85b97015a7e',
			description: 'Reference of the account, as the Kopo Kopo dashboard shows it',
			property: 'destination_reference',
			...targeted,
		}),
		bodyField({
			displayName: 'Amount',
			name: 'amount',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 2 },
			default: 0,
			description: 'Amount in Kenyan shillings. Blind with 0: the whole balance is settled.',
			property: 'amount',
			check: settledAmount,
		}),
		{ ...currencyField(''), inBody: undefined },
		callbackUrlField(),
	],
};
