import { recipientType } from '../accounts.mts';

export const payRecipient = recipientType('pay_recipients', 'v1', 'pay_recipient');
