import { endpoints } from '../../api/endpoints';
import { statusOperation } from '../shared/status';
import type { Resource } from '../shared/types';
import { send } from './send';

export const sendMoney: Resource = {
	name: 'Send Money',
	value: 'sendMoney',
	description: 'Send money to phones, tills, paybills and banks, or to your own account (API v2)',
	default: 'send',
	operations: [
		send,
		statusOperation(endpoints.sendMoney, {
			action: 'Get send money status',
			description: 'Check whether the money that you sent arrived',
		}),
	],
};
