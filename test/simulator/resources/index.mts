import type { ResourceType } from '../resource.mts';
import { incomingPayment } from './incoming_payment.mts';
import { webhookSubscription } from './webhook_subscription.mts';

/** All that can be created through the API. */
export const resourceTypes: readonly ResourceType[] = [incomingPayment, webhookSubscription];
