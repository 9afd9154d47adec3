import { forgetAccessToken } from '../../api/access-token';
import { exchange } from '../../api/exchange';
import { tokenShapes } from '../../payloads/resources';
import { simplifyField } from '../fields';
import type { Resource } from '../resource';
import { itemsOf, present } from '../routing';
import { askWithClient, bearToken, tokenField, tokenOf } from './requests';

const operations = exchange(false);

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
			routing: {
				request: { method: 'POST', url: '/oauth/token' },
				send: {
					preSend: [askWithClient(async () => ({ grant_type: 'client_credentials' }))],
				},
				output: {
					postReceive: [
						present(
							tokenShapes.get,
							({ access_token: value }) => typeof value === 'string',
							'an access token',
						),
					],
				},
				operations,
			},
			fields: [simplifyField()],
		},
		{
			name: 'Get Info',
			value: 'info',
			action: 'Get info about an access token',
			description: 'Ask Kopo Kopo how long a token lives and whose it is',
			routing: {
				request: { method: 'GET', url: '/oauth/token/info' },
				send: { preSend: [bearToken] },
				output: {
					postReceive: [present(tokenShapes.info, (body) => 'expires_in' in body, 'token info')],
				},
				operations,
			},
			fields: [tokenField, simplifyField()],
		},
		{
			name: 'Introspect',
			value: 'introspect',
			action: 'Introspect an access token',
			description: 'Ask Kopo Kopo whether a token is active',
			routing: {
				request: { method: 'POST', url: '/oauth/introspect' },
				send: { preSend: [askWithClient(async (context) => ({ token: await tokenOf(context) }))] },
				output: {
					postReceive: [
						present(tokenShapes.introspect, (body) => 'active' in body, 'token introspection'),
					],
				},
				operations,
			},
			fields: [tokenField, simplifyField()],
		},
		{
			name: 'Revoke',
			value: 'revoke',
			action: 'Revoke an access token',
			description: 'Make a token useless; if it is the own one, the next request gets a new one',
			routing: {
				request: { method: 'POST', url: '/oauth/revoke' },
				send: { preSend: [askWithClient(async (context) => ({ token: await tokenOf(context) }))] },
				output: {
					postReceive: [
						async function () {
							forgetAccessToken(await tokenOf(this));
							return itemsOf(this, [{ revoked: true }]);
						},
					],
				},
				operations,
			},
			fields: [tokenField],
		},
	],
};
