import { ownAccountType } from '../accounts.mts';

export const merchantWallet = ownAccountType('merchant_wallets', 'merchant_wallet');
