import { forgetAccessToken } from '../../api/access-token';
import { simplifyField } from '../../parameters/fields/answer';
import { tokenShapes } from '../../payloads/tokens';
import { present } from '../calls';
import type { Resource } from '../operation';
import { askWithClient, ensureToken, tokenField, tokenOf } from './requests';

export const token: Resource = {
	name: 'Token',
	value: 'token',
	description: 'Access tokens of the credential; the other operations look after theirs themselves',
	default: 'get',
	operations: [
		{
			name: 'Get',
			value: 'get',
			action: 'Get an access token',
			description: 'Get a new access token, for requests of your own to Kopo Kopo',
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
			action: 'Get info about an access token',
			description: 'Ask Kopo Kopo how long a token lives and whose it is',
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
			action: 'Introspect an access token',
			description: 'Ask Kopo Kopo whether a token is active',
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
			action: 'Revoke an access token',
			description: 'Make a token useless; if it is the own one, the next request gets a new one',
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
