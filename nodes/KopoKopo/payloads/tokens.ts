import { reading, type Shape } from './reader';
import { toScope, toTime } from './values';

export const tokenShapes = {
	get: [
		{
			accessToken: 'access_token',
			tokenType: 'token_type',
			expiresIn: 'expires_in',
			createdAt: reading('created_at', toTime),
		},
	],
	introspect: [
		{
			active: 'active',
			scope: reading('scope', toScope),
			clientId: 'client_id',
			tokenType: 'token_type',
			exp: reading('exp', toTime),
			iat: reading('iat', toTime),
		},
	],
	info: [
		{
			scope: reading('scope', toScope),
			expiresIn: 'expires_in',
			resourceOwnerId: 'resource_owner_id',
			applicationId: 'application.uid',
			tokenType: 'token_type',
			createdAt: reading('created_at', toTime),
		},
	],
} as const satisfies Record<string, Shape>;
