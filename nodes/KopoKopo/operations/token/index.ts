import { forgetAccessToken } from '../../api/access-token';
import { simplifyField } from '../../parameters/fields/answer';
import { tokenShapes } from '../../payloads/tokens';
import { present } from '../shared/calls';
import type { Resource } from '../shared/types';
import { askWithClient, ensureToken, tokenField, tokenOf } from './requests';

export const token: Resource = {
	name: 'Token',
	value: 'token',
	description: 'Manage access tokens, which the other operations get automatically',
	default: 'get',
	operations: [
		{
			name: 'Get',
			value: 'get',
			action: 'Get access token',
			description: 'Get a token for your own requests to Kopo Kopo',
			fields: [simplifyField()],
			call: {
				request: (item) =>
					askWithClient('/oauth/token', item, { grant_type: 'client_credentials' }),
				read: present(
					tokenShapes.get,
					({ access_token: value }) => typeof value === 'string',
					'an access token',
				),
				movesMoney: false,
			},
		},
		{
			name: 'Get Info',
			value: 'info',
			action: 'Get access token info',
			description: 'Check when a token expires and which application it belongs to',
			fields: [tokenField, simplifyField()],
			call: {
				request: ({ values }) => ({
					method: 'GET',
					path: '/oauth/token/info',
					token: values.token as string | undefined,
				}),
				read: present(tokenShapes.info, (body) => 'expires_in' in body, 'token info'),
				movesMoney: false,
			},
		},
		{
			name: 'Introspect',
			value: 'introspect',
			action: 'Introspect access token',
			description: 'Check whether a token is active',
			fields: [tokenField, simplifyField()],
			call: {
				request: async (item, _fields, context) =>
					askWithClient('/oauth/introspect', item, { token: await ensureToken(item, context) }),
				read: present(tokenShapes.introspect, (body) => 'active' in body, 'token introspection'),
				movesMoney: false,
			},
		},
		{
			name: 'Revoke',
			value: 'revoke',
			action: 'Revoke access token',
			description: 'Make a token unusable. The next request gets a new one.',
			fields: [tokenField],
			call: {
				request: async (item, _fields, context) =>
					askWithClient('/oauth/revoke', item, { token: await ensureToken(item, context) }),
				read: (_response, item) => {
					forgetAccessToken(tokenOf(item));
					return [{ revoked: true }];
				},
				movesMoney: false,
			},
		},
	],
};
