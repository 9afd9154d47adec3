import type { PostReceiveAction } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { statusFields } from './fields';
import type { Operation } from './resource';
import { statusCall } from './call';

/** The operation that looks up a resource by its Location. */
export const statusOperation = (
	endpoint: Endpoint,
	texts: Pick<Operation, 'action' | 'description'> & Partial<Pick<Operation, 'name' | 'value'>>,
	...postReceive: PostReceiveAction[]
): Operation => ({
	name: 'Get Status',
	value: 'getStatus',
	...texts,
	call: statusCall(endpoint, ...postReceive),
	fields: statusFields(endpoint),
});
