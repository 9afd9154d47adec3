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

export interface Creation {
	type: ResourceType;
	version: Version;
	origin: string;
	request: Json;
	scenario: Scenario;
}

/** Creates a resource, which enters its stages as the clock advances. */
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
 * Enters a stage, which the clock, an API action or a customer can trigger. Resolves after the first
 * attempt to send the callback.
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
 * The stages of most requests: they wait for `world.resultDelay` in total and then get a result, unless
 * the scenario is never answered.
 *
 * @param waiting the attributes of each stage before the result
 * @param result the attributes of the result
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

/** Schedules the next stage, unless the resource is removed or changed in the meantime. */
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
