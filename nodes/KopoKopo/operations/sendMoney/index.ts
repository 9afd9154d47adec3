import { endpoints } from '../../api/endpoints';
import type { Resource } from '../operation';
import { statusOperation } from '../status';
import { send } from './send';

export const sendMoney: Resource = {
	name: 'Send Money',
	value: 'sendMoney',
	description: 'Send money to others or to yourself, several at once (version 2 of the API)',
	default: 'send',
	operations: [
		send,
		statusOperation(endpoints.sendMoney, {
			action: 'Get the status of sent money',
			description: 'Look up whether the money reached its destinations',
		}),
	],
};
