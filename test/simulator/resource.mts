import type { Answer } from './answer.mts';
import { isoTime } from './format.mts';
import { type Json, textAt } from './json.mts';
import type { Scenario } from './scenarios.mts';
import type { Rule } from './validation.mts';
import type { World } from './world.mts';

export type Version = 'v1' | 'v2';

/**
 * How the location of a resource is written, from its URL at the origin that the client addressed. Behind
 * its gateway the API takes itself for one without TLS; the mocks of k2-connect-php have such links.
 */
export const links = {
	usual: (location: string) => location,
	http: (location: string) => location.replace(/^https:/, 'http:'),
	'trailing-slash': (location: string) => `${location}/`,
} as const;

export type Links = keyof typeof links;

/** A resource that a client created. */
export interface Resource {
	id: string;
	/** The `type` of its JSON. */
	type: string;
	collection: string;
	version: Version;
	/** Its absolute URL, of the origin that the client addressed, as `links` has it written. */
	location: string;
	/** Milliseconds since the epoch. */
	createdAt: number;
	/** The body that created it. */
	request: Json;
	/** What its JSON shows at present, without `_links`. */
	attributes: Json;
	/** What it showed at each stage so far, and since when (milliseconds since the epoch). */
	history: { at: number; attributes: Json }[];
	scenario: Scenario;
}

/** A resource as a test sees it. */
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

/** One stage in the life of a resource. */
export interface Stage {
	/** Milliseconds on the clock since the stage before; the first one begins at creation. */
	after: number;
	/** Takes effect, and gives the resource's attributes from then on. */
	enter: () => Json;
	/** The `type` of the resource's JSON from then on, where it is another. */
	type?: string;
	/** POSTs the resource to its callback URL when the stage has begun. */
	callsBack?: boolean;
}

/** What a kind of resource is: all that the API, its life and the page need to know. */
export interface ResourceType {
	/** `incoming_payments` in `/api/v1/incoming_payments`. */
	collection: string;
	versions: readonly Version[];
	/** The `type` of its JSON. */
	type: string;
	/** What a request has to satisfy; the first complaint is the answer. */
	rules: readonly Rule[];
	/** The scenario that a request asks for; the ordinary one where absent. */
	scenario?: (request: Json, world: World) => Scenario;
	/** Its life, one stage at least. */
	stages(resource: Resource, world: World): readonly Stage[];
	/** Further calls, `POST <location>/<name>`. */
	actions?: Record<string, (resource: Resource, world: World) => Answer>;
}

/** The JSON of a resource, the same in a status answer and in a result. */
export function documentOf({ id, type, request, attributes, location }: Resource): Json {
	const callbackUrl = callbackUrlOf(request);
	const links = callbackUrl !== '' && { _links: { callback_url: callbackUrl, self: location } };
	return { data: { id, type, attributes: { ...attributes, ...links } } };
}

/** Where the result of a request goes; empty for a request without a result. */
export function callbackUrlOf(request: Json): string {
	return textAt(request, '_links.callback_url');
}

export function viewOf(resource: Resource): ResourceView {
	const { id, type, version, attributes, location, createdAt } = resource;
	const status = textAt(attributes, 'status');
	return { id, type, version, status, location, createdAt: isoTime(createdAt), attributes };
}
