import { ownAccountType } from '../accounts.mts';

/** A mobile wallet of one's own. */
export const merchantWallet = ownAccountType('merchant_wallets', 'merchant_wallet');
