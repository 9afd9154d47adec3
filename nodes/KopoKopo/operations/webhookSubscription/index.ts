import { endpoints } from '../../api/endpoints';
import type { Resource } from '../operation';
import { statusOperation } from '../status';
import { create } from './create';

export const webhookSubscription: Resource = {
	name: 'Webhook Subscription',
	value: 'webhookSubscription',
	description: 'Have events posted to an address of your own; the trigger subscribes itself',
	default: 'create',
	operations: [
		create,
		statusOperation(endpoints.webhookSubscription, {
			action: 'Get the status of a webhook subscription',
			description: 'Look up a webhook subscription',
		}),
	],
};
