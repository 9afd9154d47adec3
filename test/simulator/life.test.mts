import { manualClock } from './clock.mts';
import { textAt } from './json.mts';
import { enter } from './life.mts';
import type { ResourceType } from './resource.mts';
import { type Simulator, startSimulator } from './simulator.mts';
import { type Client, clientOf } from './support/client.mts';
import { type Receiver, startReceiver } from './support/receiver.mts';
import { field, present } from './validation.mts';

/** A resource that Kopo Kopo does not have: one table row is all it takes. */
const parcel: ResourceType = {
	collection: 'parcels',
	versions: ['v2'],
	type: 'parcel',
	rules: [
		field('address', present),
		(body) => (textAt(body, 'address') === 'Moon' ? ['Too far', 'No post there'] : undefined),
	],
	scenario: { amount: 'items.0.price' },
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
			enter(world, resource, { after: 0, enter: () => ({ status: 'Recalled' }), callsBack: true });
			return { status: 200, body: { message: 'Parcel recalled.' } };
		},
	},
};

const clock = manualClock();
let simulator: Simulator;
let receiver: Receiver;
let client: Client;

beforeAll(async () => {
	receiver = await startReceiver();
	simulator = await startSimulator({ clock, resourceTypes: [parcel] });
});
beforeEach(async () => {
	simulator.reset();
	receiver.received.length = 0;
	client = await clientOf(simulator);
});
afterAll(async () => {
	await simulator.close();
	await receiver.close();
});

const send = (changes: Record<string, unknown> = {}) =>
	client.post('/api/v2/parcels', {
		address: 'Nairobi',
		_links: { callback_url: receiver.url },
		...changes,
	});

const statusesReceived = () =>
	receiver.received.map(
		({ body }) =>
			(JSON.parse(body) as { data: { attributes: { status: string } } }).data.attributes.status,
	);

it('goes through its stages and calls back at those that do', async () => {
	await send();
	expect(simulator.resources()).toMatchObject([{ type: 'parcel', status: 'Packed' }]);

	await clock.advance(1000);
	expect(statusesReceived()).toEqual(['Sent']);
	await clock.advance(500);
	expect(statusesReceived()).toEqual(['Sent', 'Arrived']);
});

it('goes the way of its scenario', async () => {
	await send({ items: [{ price: 99902 }] });
	await clock.advance(1500);

	expect(statusesReceived()).toEqual(['Sent', 'Lost']);
});

it('goes no further when an action moved it elsewhere', async () => {
	const { location } = await send();

	expect(await client.post(`${location}/recall`, {})).toMatchObject({
		status: 200,
		body: { message: 'Parcel recalled.' },
	});
	await clock.advance(60_000);
	await simulator.settled();

	expect(statusesReceived()).toEqual(['Recalled']);
	expect(simulator.resources()).toMatchObject([{ status: 'Recalled' }]);
});

it('has no links where no result was asked for', async () => {
	const { location } = await send({ _links: undefined });
	await clock.advance(1500);

	expect((await client.get(String(location))).body).toMatchObject({
		data: { type: 'parcel', attributes: { status: 'Arrived' } },
	});
	expect(JSON.stringify((await client.get(String(location))).body)).not.toContain('_links');
	expect(simulator.deliveries).toEqual([]);
});

it('is refused with several messages as well as with one', async () => {
	expect(await send({ address: 'Moon' })).toMatchObject({
		status: 400,
		body: { error_code: 400, error_message: ['Too far', 'No post there'] },
	});
});

it('exists in its versions alone', async () => {
	expect((await client.post('/api/v1/parcels', { address: 'Nairobi' })).status).toBe(404);
});
