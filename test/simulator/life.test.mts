import { useBench } from '../support/simulator/bench.mts';
import { textAt, valueAt } from './json.mts';
import { enter } from './life.mts';
import type { ResourceType } from './resource.mts';
import { scenarioOf } from './scenarios.mts';
import { field, present } from './validation.mts';

/** A made-up resource: a `ResourceType` is all that the simulator needs. */
const parcel: ResourceType = {
	collection: 'parcels',
	versions: ['v2'],
	type: 'parcel',
	rules: [
		field('address', present),
		(body) => (textAt(body, 'address') === 'Moon' ? ['Too far', 'No post there'] : undefined),
	],
	scenario: (request) => scenarioOf({ amount: Number(valueAt(request, 'items.0.price')) }),
	stages: ({ request, scenario }) => [
		{ after: 0, enter: () => ({ status: 'Packed', address: request['address'] }) },
		{ after: 1000, enter: () => ({ status: 'Sent', ...request }), callsBack: true },
		{
			after: 500,
			enter: () => ({ status: scenario.error ? 'Lost' : 'Arrived' }),
			callsBack: true,
		},
	],
	actions: {
		recall: (resource, world) => {
			void enter(world, resource, {
				after: 0,
				enter: () => ({ status: 'Recalled' }),
				callsBack: true,
			});
			return { status: 200, body: { message: 'Parcel recalled.' } };
		},
	},
};

const bench = useBench({ resourceTypes: [parcel] });

const send = (changes: Record<string, unknown> = {}) =>
	bench.client.post('/api/v2/parcels', {
		address: 'Nairobi',
		_links: { callback_url: bench.receiver.url },
		...changes,
	});

const statusesReceived = () =>
	bench.receiver.received.map(
		({ body }) =>
			(JSON.parse(body) as { data: { attributes: { status: string } } }).data.attributes.status,
	);

it('enters the stages of a resource in time, and sends the callback of a stage', async () => {
	await send();
	expect(bench.simulator.resources()).toMatchObject([{ type: 'parcel', status: 'Packed' }]);

	await bench.clock.advance(1000);
	expect(statusesReceived()).toEqual(['Sent']);
	await bench.clock.advance(500);
	expect(statusesReceived()).toEqual(['Sent', 'Arrived']);
});

it('follows the scenario of a resource', async () => {
	await send({ items: [{ price: 99902 }] });
	await bench.clock.advance(1500);

	expect(statusesReceived()).toEqual(['Sent', 'Lost']);
});

it('skips the later stages when an action changed the resource', async () => {
	const { location } = await send();

	expect(await bench.client.post(`${location}/recall`, {})).toMatchObject({
		status: 200,
		body: { message: 'Parcel recalled.' },
	});
	await bench.clock.advance(60_000);
	await bench.simulator.settled();

	expect(statusesReceived()).toEqual(['Recalled']);
	expect(bench.simulator.resources()).toMatchObject([{ status: 'Recalled' }]);
});

it('leaves out links without a callback URL', async () => {
	const { location } = await send({ _links: undefined });
	await bench.clock.advance(1500);

	expect((await bench.client.get(String(location))).body).toMatchObject({
		data: { type: 'parcel', attributes: { status: 'Arrived' } },
	});
	expect(JSON.stringify((await bench.client.get(String(location))).body)).not.toContain('_links');
	expect(bench.simulator.deliveries).toEqual([]);
});

it('rejects a request with one message or with several', async () => {
	expect(await send({ address: 'Moon' })).toMatchObject({
		status: 400,
		body: { error_code: 400, error_message: ['Too far', 'No post there'] },
	});
});

it('creates a resource only in its API versions', async () => {
	expect((await bench.client.post('/api/v1/parcels', { address: 'Nairobi' })).status).toBe(404);
});
