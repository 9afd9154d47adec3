import { endpoints } from '../../api/endpoints';
import type { Resource } from '../operation';
import { statusOperation } from '../status';
import { send } from './send';

export const sendMoney: Resource = {
	name: 'Send Money',
	value: 'sendMoney',
	description: 'Send money to several destinations at once, or to your own account (API v2)',
	default: 'send',
	operations: [
		send,
		statusOperation(endpoints.sendMoney, {
			action: 'Get the status of a send money request',
			description: 'Check whether the money reached its destinations',
		}),
	],
};
