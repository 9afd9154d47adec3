import { type Request, type RequestHandler, Router } from 'express';
import { type Answer, Refusal, answerOf, overridden, send } from './answer.mts';
import { type Json, isJson } from './json.mts';
import { create } from './life.mts';
import { noteCreated, rawBody } from './requests.mts';
import { type Resource, type ResourceType, type Version, documentOf } from './resource.mts';
import type { AnswerRules } from './rules.mts';
import { scenarioOf } from './scenarios.mts';
import type { Tokens } from './tokens.mts';
import { all } from './validation.mts';
import type { World } from './world.mts';

export type Handler = (request: Request) => Answer;

/** Turns a handler into Express middleware. */
export type Endpoint = (handler: Handler) => RequestHandler;

/** Endpoints whose answers a test can replace with rules. */
export function endpointsUnder(rules: AnswerRules): Endpoint {
	return (handler) => (request, response) =>
		send(
			response,
			rules.answer(request, () => answerOf(() => handler(request))),
		);
}

export const notFound: Handler = () => {
	throw new Refusal(404, 'Not Found');
};

/** `/api`: the collections of each type and version, which require an access token. */
export function apiRouter(
	types: readonly ResourceType[],
	world: World,
	tokens: Tokens,
	endpoint: Endpoint,
): Router {
	const router = Router();
	const authorised = (handler: Handler) =>
		endpoint((request) => {
			authorise(request, tokens);
			return handler(request);
		});

	for (const type of types) {
		for (const version of type.versions) {
			const collection = `/${version}/${type.collection}`;
			const find = (request: Request) => resourceAt(request, type, version, world);

			router.post(
				collection,
				authorised((request) => created(request, type, version, world)),
			);
			router.get(
				`${collection}/:id`,
				authorised((request) => ({ status: 200, body: documentOf(find(request)) })),
			);
			for (const [name, action] of Object.entries(type.actions ?? {})) {
				router.post(
					`${collection}/:id/${name}`,
					authorised((request) => action(find(request), world)),
				);
			}
		}
	}
	return router;
}

function authorise(request: Request, tokens: Tokens): void {
	const [scheme, value = ''] = (request.get('Authorization') ?? '').split(' ');
	const token = scheme === 'Bearer' ? tokens.find(value) : undefined;
	if (!token) throw new Refusal(401, 'InvalidAccessToken');
	if (tokens.expired(token)) throw new Refusal(401, 'ExpiredAccessToken');
}

function created(request: Request, type: ResourceType, version: Version, world: World): Answer {
	const body = bodyOf(request);
	requireValid(type, version, body, world);
	const scenario = type.scenario?.(body, world) ?? scenarioOf();
	const origin = `${request.protocol}://${request.get('Host')}`;
	return overridden(scenario.answer ?? {}, world.schedule, () => {
		const { id, location } = create(world, { type, version, origin, request: body, scenario });
		noteCreated(request, id);
		return { status: 201, headers: { Location: location } };
	});
}

/** @throws Refusal with the first validation error */
export function requireValid(type: ResourceType, version: Version, body: Json, world: World): void {
	const complaint = all(...type.rules)(body, version, world);
	if (complaint !== undefined) throw new Refusal(400, complaint);
}

function bodyOf(request: Request): Json {
	try {
		const body: unknown = JSON.parse(rawBody(request.body).toString() || '{}');
		if (isJson(body)) return body;
	} catch {
		// Rejected below, like JSON that is not an object.
	}
	throw new Refusal(400, 'Request body is not valid JSON');
}

function resourceAt(
	request: Request,
	{ collection }: ResourceType,
	version: Version,
	{ resources }: World,
): Resource {
	const resource = resources.get(String(request.params['id']));
	if (resource?.collection !== collection || resource.version !== version) {
		throw new Refusal(404, 'Not Found');
	}
	return resource;
}
