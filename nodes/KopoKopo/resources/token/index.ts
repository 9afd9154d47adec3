import { forgetAccessToken } from '../../api/access-token';
import { tokenShapes } from '../../payloads/tokens';
import { simplifyField } from '../fields';
import type { Resource } from '../resource';
import { itemsOf, present } from '../call';
import { askWithClient, bearToken, tokenField, tokenOf } from './requests';

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
			call: {
				method: 'POST',
				address: askWithClient('/oauth/token', async () => ({ grant_type: 'client_credentials' })),
				answer: [
					present(
						tokenShapes.get,
						({ access_token: value }) => typeof value === 'string',
						'an access token',
					),
				],
			},
			fields: [simplifyField()],
		},
		{
			name: 'Get Info',
			value: 'info',
			action: 'Get info about an access token',
			description: 'Ask Kopo Kopo how long a token lives and whose it is',
			call: {
				method: 'GET',
				address: bearToken,
				answer: [present(tokenShapes.info, (body) => 'expires_in' in body, 'token info')],
			},
			fields: [tokenField, simplifyField()],
		},
		{
			name: 'Introspect',
			value: 'introspect',
			action: 'Introspect an access token',
			description: 'Ask Kopo Kopo whether a token is active',
			call: {
				method: 'POST',
				address: askWithClient('/oauth/introspect', async (context) => ({
					token: await tokenOf(context),
				})),
				answer: [
					present(tokenShapes.introspect, (body) => 'active' in body, 'token introspection'),
				],
			},
			fields: [tokenField, simplifyField()],
		},
		{
			name: 'Revoke',
			value: 'revoke',
			action: 'Revoke an access token',
			description: 'Make a token useless; if it is the own one, the next request gets a new one',
			call: {
				method: 'POST',
				address: askWithClient('/oauth/revoke', async (context) => ({
					token: await tokenOf(context),
				})),
				answer: [
					async function () {
						forgetAccessToken(await tokenOf(this));
						return itemsOf(this, [{ revoked: true }]);
					},
				],
			},
			fields: [tokenField],
		},
	],
};
