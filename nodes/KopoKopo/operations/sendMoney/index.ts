import { endpoints } from '../../api/endpoints';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
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
