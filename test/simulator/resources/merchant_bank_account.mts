import { ownAccountType } from '../accounts.mts';

export const merchantBankAccount = ownAccountType(
	'merchant_bank_accounts',
	'merchant_bank_account',
);
