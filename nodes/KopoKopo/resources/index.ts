import { externalRecipient } from './externalRecipient';
import { pay } from './pay';
import { paymentLink } from './paymentLink';
import { polling } from './polling';
import type { Resource } from './resource';
import { reversal } from './reversal';
import { sendMoney } from './sendMoney';
import { sms } from './sms';
import { stkPush } from './stkPush';
import { token } from './token';
import { transfer } from './transfer';
import { webhookSubscription } from './webhookSubscription';

/** Everything that the action node offers. */
export const resources: Resource[] = [
	externalRecipient,
	pay,
	paymentLink,
	polling,
	reversal,
	sendMoney,
	sms,
	stkPush,
	token,
	transfer,
	webhookSubscription,
];
