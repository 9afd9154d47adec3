import type { Answer } from './answer.mts';
import { isoTime } from './format.mts';
import { type Json, textAt } from './json.mts';
import type { Scenario } from './scenarios.mts';
import type { Rule } from './validation.mts';
import type { World } from './world.mts';

export type Version = 'v1' | 'v2';

/**
 * How the location of a resource is written. Behind its gateway, the API can return http:// although the
 * client uses HTTPS, as in the mocks of k2-connect-php.
 */
export const links = {
	usual: (location: string) => location,
	http: (location: string) => location.replace(/^https:/, 'http:'),
	'trailing-slash': (location: string) => `${location}/`,
} as const;

export type Links = keyof typeof links;

export interface Resource {
	id: string;
	/** The `type` of its JSON. */
	type: string;
	collection: string;
	version: Version;
	/** The absolute URL at the origin that the client called, in the format of `links`. */
	location: string;
	/** Milliseconds since the epoch. */
	createdAt: number;
	/** The body of the create request. */
	request: Json;
	/** The current attributes, without `_links`. */
	attributes: Json;
	/** The attributes of each stage so far and when it began, in milliseconds since the epoch. */
	history: { at: number; attributes: Json }[];
	scenario: Scenario;
}

export interface ResourceView {
	id: string;
	type: string;
	version: Version;
	status: string;
	location: string;
	/** Kenyan time. */
	createdAt: string;
	attributes: Json;
}

export interface Stage {
	/** Milliseconds after the previous stage, or after creation. */
	after: number;
	/** Applies the stage's effects and returns the new attributes. */
	enter: () => Json;
	/** A new `type` of the JSON. */
	type?: string;
	/** Whether to send the resource to its callback URL. */
	callsBack?: boolean;
}

/** Defines a resource of the API. */
export interface ResourceType {
	/** `incoming_payments` in `/api/v1/incoming_payments`. */
	collection: string;
	versions: readonly Version[];
	/** The `type` of its JSON. */
	type: string;
	/** The first broken rule is the error message. */
	rules: readonly Rule[];
	/** Default: the customer pays. */
	scenario?: (request: Json, world: World) => Scenario;
	/** At least one stage. */
	stages(resource: Resource, world: World): readonly Stage[];
	/** Additional endpoints, `POST <location>/<name>`. */
	actions?: Record<string, (resource: Resource, world: World) => Answer>;
}

/** The JSON of a resource, the same in status responses and callbacks. */
export function documentOf({ id, type, request, attributes, location }: Resource): Json {
	const callbackUrl = callbackUrlOf(request);
	const links = callbackUrl !== '' && { _links: { callback_url: callbackUrl, self: location } };
	return { data: { id, type, attributes: { ...attributes, ...links } } };
}

/** The URL for the callback, or an empty string. */
export function callbackUrlOf(request: Json): string {
	return textAt(request, '_links.callback_url');
}

export function viewOf(resource: Resource): ResourceView {
	const { id, type, version, attributes, location, createdAt } = resource;
	const status = textAt(attributes, 'status');
	return { id, type, version, status, location, createdAt: isoTime(createdAt), attributes };
}
