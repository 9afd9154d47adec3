import type { Resource } from '../shared/types';
import { verify } from './verify';

export const webhookEvent: Resource = {
	name: 'Webhook Event',
	value: 'webhookEvent',
	description: "Verify events that another node received, such as n8n's Webhook or Wait node",
	default: 'verify',
	operations: [verify],
};
