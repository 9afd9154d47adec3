import { type Request, Router } from 'express';
import type { Answer } from './answer.mts';
import type { Endpoint, Handler } from './api.mts';
import { isoSeconds } from './format.mts';
import { type Json, isJson, textAt } from './json.mts';
import { rawBody } from './requests.mts';
import type { Token, Tokens } from './tokens.mts';

export interface Application {
	clientId: string;
	clientSecret: string;
	/** Signs webhooks and callbacks. */
	apiKey: string;
}

/** Doorkeeper's error messages (its config/locales/en.yml). */
const refusals = {
	invalid_client: [
		401,
		'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
	],
	invalid_request: [400, 'Missing required parameter: grant_type.'],
	unsupported_grant_type: [
		400,
		'The authorization grant type is not supported by the authorization server.',
	],
	unauthorized_client: [403, 'You are not authorized to revoke this token'],
	invalid_token: [401, 'The access token is invalid'],
} as const;

/** `/oauth`: accepts form-encoded and JSON bodies, as Kopo Kopo's SDKs send both. */
export function oauthRouter(application: Application, tokens: Tokens, endpoint: Endpoint): Router {
	const ours = (parameters: Json) =>
		textAt(parameters, 'client_id') === application.clientId &&
		textAt(parameters, 'client_secret') === application.clientSecret;

	const exchange: Handler = (request) => {
		const parameters = parametersOf(request);
		const grantType = textAt(parameters, 'grant_type');
		if (grantType === '') return refusal('invalid_request');
		if (grantType !== 'client_credentials') return refusal('unsupported_grant_type');
		if (!ours(parameters)) return refusal('invalid_client');
		return { status: 200, body: issued(tokens.issue(), tokens.lifetime) };
	};

	const revoke: Handler = (request) => {
		const parameters = parametersOf(request);
		if (!ours(parameters)) return refusal('unauthorized_client');
		tokens.revoke(textAt(parameters, 'token'));
		return { status: 200, body: {} };
	};

	const introspect: Handler = (request) => {
		const parameters = parametersOf(request);
		if (!ours(parameters)) return refusal('invalid_client');
		const token = tokens.find(textAt(parameters, 'token'));
		if (!token || tokens.expired(token)) return { status: 200, body: { active: false } };
		return { status: 200, body: introspected(token, application) };
	};

	const info: Handler = (request) => {
		const token = tokens.find((request.get('Authorization') ?? '').replace(/^Bearer /, ''));
		if (!token || tokens.expired(token)) return refusal('invalid_token');
		return { status: 200, body: informed(token, tokens.secondsLeft(token), application) };
	};

	return Router()
		.post('/token', endpoint(exchange))
		.post('/revoke', endpoint(revoke))
		.post('/introspect', endpoint(introspect))
		.get('/token/info', endpoint(info));
}

function refusal(error: keyof typeof refusals): Answer {
	const [status, description] = refusals[error];
	return { status, body: { error, error_description: description } };
}

/** k2-connect-php tests/Mocks/tokenResponse.json; `expires_in` in seconds. */
function issued({ value, createdAt }: Token, lifetime: number): Json {
	return {
		token_type: 'Bearer',
		expires_in: lifetime,
		access_token: value,
		created_at: isoSeconds(createdAt),
	};
}

/** k2-connect-php tests/Mocks/tokenIntrospect.json. */
function introspected({ createdAt, expiresAt }: Token, { clientId }: Application): Json {
	return {
		active: true,
		scope: '',
		client_id: clientId,
		token_type: 'Bearer',
		exp: isoSeconds(expiresAt),
		iat: isoSeconds(createdAt),
	};
}

/** k2-connect-php tests/Mocks/tokenInfo.json; `expires_in` and `created_at` in seconds. */
function informed({ createdAt }: Token, secondsLeft: number, { clientId }: Application): Json {
	return {
		resource_owner_id: null,
		scope: [],
		expires_in: secondsLeft,
		application: { uid: clientId },
		created_at: Math.floor(createdAt / 1000),
	};
}

function parametersOf(request: Request): Json {
	const text = rawBody(request.body).toString();
	if (!request.is('json')) return Object.fromEntries(new URLSearchParams(text));
	try {
		const body: unknown = JSON.parse(text);
		return isJson(body) ? body : {};
	} catch {
		return {};
	}
}
