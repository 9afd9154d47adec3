import { endpoints } from '../../api/endpoints';
import { amount, currency, oneOf } from '../../parameters/checks';
import { field, optionsField, shownFor, type Check } from '../../parameters/field';
import { waitForResultField, waitingFields } from '../../parameters/fields/answer';
import {
	amountField,
	callbackUrlOption,
	currencyField,
	idempotencyKeyField,
	limitOptions,
} from '../../parameters/fields/payment';
import { textField } from '../../parameters/fields/text';
import { createCall } from '../shared/calls';
import type { Operation } from '../shared/types';

const targeted = shownFor('settlementType', 'targeted');

const settlementTypes = [
	{ name: 'Blind', value: 'blind', description: 'To the preferred settlement account' },
	{ name: 'Targeted', value: 'targeted', description: 'To an account that you choose' },
];

/** What an empty amount may be. Not undefined: an expression that finds nothing returns that. */
const noAmount: readonly unknown[] = [0, '', null];

const settledAmount: Check = (value, { values }) =>
	values.settlementType === 'blind' && noAmount.includes(value) ? undefined : amount(value);

const settledCurrency: Check = (value, { values }) => {
	const checked = currency(value);
	return values.amount === undefined ? undefined : checked;
};

const ownAccounts = [
	{ name: 'Bank Account', value: 'merchant_bank_account' },
	{ name: 'Wallet', value: 'merchant_wallet' },
];

export const settleFunds: Operation = {
	name: 'Settle Funds',
	value: 'settleFunds',
	action: 'Settle funds (send money to own account)',
	description: 'Withdraw: send money from your tills to your own bank account or wallet (API v1)',
	builderHint: {
		propertyHint:
			"Only to the business's own accounts. To pay others, use resource sendMoney, operation send.",
	},
	call: createCall(endpoints.settlementTransfer),
	fields: [
		field({
			displayName: 'Settlement Type',
			name: 'settlementType',
			type: 'options',
			options: settlementTypes,
			default: 'blind',
			description: 'Where the money goes',
			builderHint: {
				propertyHint:
					'blind settles to the preferred account. targeted needs destinationType, destinationReference and amount.',
			},
			whenMissing: 'check',
			check: oneOf(settlementTypes.map(({ value }) => value)),
		}),
		field({
			displayName: 'Destination Type',
			name: 'destinationType',
			type: 'options',
			options: ownAccounts,
			default: 'merchant_wallet',
			description: 'Where you receive the money',
			property: 'destination_type',
			whenMissing: 'check',
			check: oneOf(ownAccounts.map(({ value }) => value)),
			...targeted,
		}),
		textField({
			displayName: 'Destination Reference',
			name: 'destinationReference',
			required: true,
			placeholder: 'e.g. 87bbfdcf-fb59-4d8e-b039-b85b97015a7e',
			description:
				'The accountReference from Get Bank Account or Get Wallet, or from the Kopo Kopo dashboard',
			property: 'destination_reference',
			...targeted,
		}),
		amountField('amount.value', {
			required: undefined,
			description: 'Amount in Kenyan shillings. With Blind, 0 settles the whole balance.',
			builderHint: {
				propertyHint: 'Shillings, not cents. 0 with blind settles the whole balance.',
			},
			whenMissing: 'check',
			check: settledAmount,
		}),
		waitForResultField,
		currencyField('amount.currency', { check: settledCurrency }),
		...waitingFields,
		idempotencyKeyField(),
		optionsField(callbackUrlOption(), ...limitOptions()),
	],
};
