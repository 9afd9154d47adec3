import { endpoints } from '../../api/endpoints';
import { optionsField } from '../../parameters/field';
import {
	accountFields,
	nicknameOption,
	settlementMethodField,
} from '../../parameters/fields/account';
import {
	firstNameField,
	lastNameField,
	networkField,
	phoneNumberField,
} from '../../parameters/fields/person';
import { createCall } from '../shared/calls';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { settleFunds } from './settleFunds';

const required = { required: true };

export const transfer: Resource = {
	name: 'Transfer',
	value: 'transfer',
	description: 'Move money to bank accounts and wallets of your own business',
	default: 'settleFunds',
	operations: [
		{
			name: 'Add Bank Account',
			value: 'addBankAccount',
			action: 'Add a settlement bank account',
			description: 'Add a bank account of your business to settle money to',
			call: createCall(endpoints.merchantBankAccount),
			fields: [
				...accountFields(''),
				settlementMethodField('settlement_method', endpoints.merchantBankAccount),
				optionsField(nicknameOption('nickname', endpoints.merchantBankAccount)),
			],
		},
		{
			name: 'Add Wallet',
			value: 'addWallet',
			action: 'Add a settlement wallet',
			description: 'Add an M-PESA wallet of your business to settle money to',
			call: createCall(endpoints.merchantWallet),
			fields: [
				firstNameField('first_name', required),
				lastNameField('last_name', required),
				phoneNumberField('phone_number'),
				networkField('network'),
				optionsField(nicknameOption('nickname', endpoints.merchantWallet)),
			],
		},
		statusOperation(endpoints.merchantBankAccount, {
			name: 'Get Bank Account',
			value: 'getBankAccount',
			action: 'Get a settlement bank account',
			description: 'Check a bank account and whether it was approved',
		}),
		statusOperation(endpoints.merchantWallet, {
			name: 'Get Wallet',
			value: 'getWallet',
			action: 'Get a settlement wallet',
			description: 'Check a wallet and whether it was approved',
		}),
		settleFunds,
		statusOperation(endpoints.settlementTransfer, {
			action: 'Get the status of a settlement',
			description: 'Check whether the money reached your account',
		}),
	],
};
