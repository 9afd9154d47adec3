import { recipientType } from '../accounts.mts';

/** A recipient of v1's payments. */
export const payRecipient = recipientType('pay_recipients', 'v1', 'pay_recipient');
