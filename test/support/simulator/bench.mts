import { type ManualClock, manualClock } from '../../simulator/clock.mts';
import { type Json, valueAt } from '../../simulator/json.mts';
import {
	type Simulator,
	type SimulatorOptions,
	startSimulator,
} from '../../simulator/simulator.mts';
import { type Client, type Reply, clientOf, subscription } from './client.mts';
import { type Receiver, startReceiver } from './receiver.mts';

/** A simulator on a manual clock, a merchant's server and a client. */
export interface Bench {
	clock: ManualClock;
	simulator: Simulator;
	receiver: Receiver;
	client: Client;
	/** Creates a resource in a collection such as `v1/payments` and returns its location. */
	create(collection: string, body: Json): Promise<string>;
	attributesAt(location: string): Promise<Json>;
	/** Sends a create request that may fail. */
	attempt(collection: string, body: Json): Promise<Reply>;
	/** Subscribes the merchant's server to an event of the whole company. */
	subscribe(event: string): Promise<void>;
	/** The parsed bodies that the merchant's server received, optionally of one topic. */
	received(topic?: string): Json[];
}

/** In seconds. Tests advance the clock by days and keep their token. */
const LONG = 365 * 24 * 60 * 60;

/** Provides a bench that is reset before each test of a file. */
export function useBench(options: SimulatorOptions = {}): Bench {
	const clock = manualClock();
	const bench = { clock } as Bench;
	const post = (collection: string, body: Json) => bench.client.post(`/api/${collection}`, body);

	beforeAll(async () => {
		bench.receiver = await startReceiver();
		bench.simulator = await startSimulator({ clock, tokenLifetime: LONG, ...options });
	});
	beforeEach(async () => {
		bench.simulator.reset();
		bench.receiver.received.length = 0;
		bench.client = await clientOf(bench.simulator);
	});
	afterAll(async () => {
		await bench.simulator.close();
		await bench.receiver.close();
	});

	return Object.assign(bench, {
		attempt: post,
		async create(collection: string, body: Json) {
			const { status, location, body: answer } = await post(collection, body);
			if (status !== 201) throw new Error(`${status}: ${JSON.stringify(answer)}`);
			return String(location);
		},
		async attributesAt(location: string) {
			return valueAt((await bench.client.get(location)).body as Json, 'data.attributes') as Json;
		},
		async subscribe(event: string) {
			await post(
				'v2/webhook_subscriptions',
				subscription(bench.receiver.url, { event_type: event }),
			);
		},
		received(topic?: string) {
			const all = bench.receiver.received.map(({ body }) => JSON.parse(body) as Json);
			return topic === undefined ? all : all.filter((body) => body['topic'] === topic);
		},
	});
}
