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
	description: 'Withdraw money to your own bank account or wallet',
	default: 'settleFunds',
	operations: [
		{
			name: 'Create Bank Account',
			value: 'addBankAccount',
			action: 'Create settlement bank account',
			description: 'Save a bank account of your business to withdraw money to',
			call: createCall(endpoints.merchantBankAccount),
			fields: [
				...accountFields(''),
				settlementMethodField('settlement_method', endpoints.merchantBankAccount),
				optionsField(nicknameOption('nickname', endpoints.merchantBankAccount)),
			],
		},
		{
			name: 'Create Wallet',
			value: 'addWallet',
			action: 'Create settlement wallet',
			description: 'Save an M-PESA wallet of your business to withdraw money to',
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
			action: 'Get settlement bank account',
			description: 'Check whether Kopo Kopo approved a bank account, and get its reference',
		}),
		statusOperation(endpoints.merchantWallet, {
			name: 'Get Wallet',
			value: 'getWallet',
			action: 'Get settlement wallet',
			description: 'Check whether Kopo Kopo approved a wallet, and get its reference',
		}),
		settleFunds,
		statusOperation(endpoints.settlementTransfer, {
			action: 'Get settlement status',
			description: 'Check whether the money reached your bank account or wallet',
		}),
	],
};
