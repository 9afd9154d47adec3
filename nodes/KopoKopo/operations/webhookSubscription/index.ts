import { endpoints } from '../../api/endpoints';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { create } from './create';

export const webhookSubscription: Resource = {
	name: 'Webhook Subscription',
	value: 'webhookSubscription',
	description: 'Send events to your own URL. Kopo Kopo Trigger subscribes automatically.',
	default: 'create',
	operations: [
		create,
		statusOperation(endpoints.webhookSubscription, {
			action: 'Get webhook subscription status',
			description: 'Check whether a webhook subscription is active',
		}),
	],
};
