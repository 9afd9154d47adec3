import type { ResourceType } from '../resource.mts';
import { externalRecipient } from './external_recipient.mts';
import { incomingPayment } from './incoming_payment.mts';
import { merchantBankAccount } from './merchant_bank_account.mts';
import { merchantWallet } from './merchant_wallet.mts';
import { payRecipient } from './pay_recipient.mts';
import { payment } from './payment.mts';
import { paymentLink } from './payment_link.mts';
import { polling } from './polling.mts';
import { reversal } from './reversal.mts';
import { sendMoney } from './send_money.mts';
import { settlementTransfer } from './settlement_transfer.mts';
import { transactionSmsNotification } from './transaction_sms_notification.mts';
import { webhookSubscription } from './webhook_subscription.mts';

export const resourceTypes: readonly ResourceType[] = [
	incomingPayment,
	payRecipient,
	payment,
	merchantBankAccount,
	merchantWallet,
	settlementTransfer,
	polling,
	transactionSmsNotification,
	externalRecipient,
	sendMoney,
	paymentLink,
	reversal,
	webhookSubscription,
];
