import { randomUUID } from 'node:crypto';
import type { Delivery } from './deliveries.mts';
import type { Json } from './json.mts';
import {
	type Resource,
	type ResourceType,
	type Stage,
	type Version,
	callbackUrlOf,
	documentOf,
	links,
} from './resource.mts';
import type { Scenario } from './scenarios.mts';
import type { World } from './world.mts';

/** What a client asks for: a kind of resource, in a version, at an origin, under a scenario. */
export interface Creation {
	type: ResourceType;
	version: Version;
	origin: string;
	request: Json;
	scenario: Scenario;
}

/** Creates a resource, which then goes through its stages as the clock moves. */
export function create(world: World, creation: Creation): Resource {
	const { type, version, origin, request, scenario } = creation;
	const id = randomUUID();
	const resource: Resource = {
		id,
		type: type.type,
		collection: type.collection,
		version,
		location: links[world.links](`${origin}/api/${version}/${type.collection}/${id}`),
		createdAt: world.schedule.now(),
		request,
		attributes: {},
		history: [],
		scenario,
	};
	world.resources.set(id, resource);

	const [first, ...later] = type.stages(resource, world);
	if (first) void enter(world, resource, first);
	follow(world, resource, later);
	return resource;
}

/**
 * Begins a stage: the clock does it in the course of a life, an action or a customer may as well. The
 * promise resolves after the first attempt to call back.
 */
export async function enter(world: World, resource: Resource, stage: Stage): Promise<Delivery[]> {
	const at = world.schedule.now();
	resource.attributes = stage.enter();
	resource.type = stage.type ?? resource.type;
	resource.history.push({ at, attributes: resource.attributes });
	world.changed();

	const url = callbackUrlOf(resource.request);
	if (!stage.callsBack || url === '') return [];
	const { id: cause, type: topic, scenario } = resource;
	const body = JSON.stringify(documentOf(resource));
	return world.deliveries.send({ kind: 'callback', url, topic, body, cause }, scenario.deliveries);
}

/**
 * The life of most requests: they wait, for `world.resultDelay` in all, and then have a result,
 * unless the scenario leaves them without.
 *
 * @param waiting the attributes at each stage on the way
 * @param result the attributes at the end
 */
export function answered(
	{ scenario }: Resource,
	{ resultDelay }: World,
	waiting: readonly (() => Json)[],
	result: () => Json,
	type?: string,
): readonly Stage[] {
	const step = resultDelay / waiting.length;
	const stages = waiting.map((enter, index) => ({ after: index === 0 ? 0 : step, enter }));
	if (scenario.unanswered) return stages;
	return [...stages, { after: step, enter: result, callsBack: true, ...(type && { type }) }];
}

/** Has the next stage begin in its time, unless the resource has gone or gone another way by then. */
function follow(world: World, resource: Resource, [stage, ...later]: readonly Stage[]): void {
	if (!stage) return;
	const { attributes } = resource;
	world.schedule.after(stage.after, () => {
		if (!world.resources.has(resource.id) || resource.attributes !== attributes) return;
		void enter(world, resource, stage);
		follow(world, resource, later);
		return world.deliveries.settled();
	});
}
