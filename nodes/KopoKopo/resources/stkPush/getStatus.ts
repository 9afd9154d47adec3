import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { locationField, simplifyField } from '../fields';

const show = { resource: ['stkPush'], operation: ['getStatus'] };

export const getStatusFields: INodeProperties[] = [
	locationField(show, endpoints.stkPush.noun),
	simplifyField(show),
];
