import type { Endpoint } from '../../api/endpoints';
import { locationField, simplifyField } from '../../parameters/fields/answer';
import type { Read } from '../../run/call';
import { statusCall } from './calls';
import type { Operation } from './types';

export const statusOperation = (
	endpoint: Endpoint,
	texts: Pick<Operation, 'action' | 'description'> &
		Partial<Pick<Operation, 'name' | 'value' | 'builderHint'>>,
	read?: Read,
): Operation => ({
	name: 'Get Status',
	value: 'getStatus',
	...texts,
	fields: [locationField(endpoint), simplifyField()],
	call: statusCall(endpoint, read),
});
