import { ownAccountType } from '../accounts.mts';

/** A bank account of one's own. */
export const merchantBankAccount = ownAccountType(
	'merchant_bank_accounts',
	'merchant_bank_account',
);
