import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Client, clientOf, subscription } from '../support/simulator/client.mts';
import { waitFor } from '../support/host/wait.mts';
import { type Receiver, startReceiver } from '../support/simulator/receiver.mts';
import { manualClock } from './clock.mts';
import { sign } from './signature.mts';
import { type Simulator, startSimulator } from './simulator.mts';

const clock = manualClock();
const payment = { tillNumber: 'K123456', amount: 5 };
let simulator: Simulator;
let receiver: Receiver;
let client: Client;

beforeAll(async () => {
	receiver = await startReceiver();
	simulator = await startSimulator({ clock, retryDelays: [1000, 5000] });
});
beforeEach(async () => {
	simulator.reset();
	receiver.received.length = 0;
	receiver.statuses.length = 0;
	client = await clientOf(simulator);
	await client.post('/api/v1/webhook_subscriptions', subscription(receiver.url));
});
afterAll(async () => {
	await simulator.close();
	await receiver.close();
});

describe('the signature', () => {
	it('signs with the HMAC of the published vector (k2-connect-ruby spec: "hello" under "s")', () => {
		expect(sign('"hello"', 's')).toBe(
			'7ac46bd3e055f611e1c8e08ee430e5ceee0526a853dad5353e3df9ebfb1b1701',
		);
	});

	it('signs the exact bytes of each delivery with the API key', async () => {
		const [delivery] = await simulator.payTill({ ...payment, firstName: 'Zoë' });

		const [received] = receiver.received;
		expect(received?.body).toContain('Zoë');
		expect(received?.headers['x-kopokopo-signature']).toBe(
			sign(received?.body ?? '', simulator.application.apiKey),
		);
		expect(delivery).toMatchObject({ body: received?.body, attempts: [{ status: 200 }] });
	});
});

describe('a delivery that is not accepted', () => {
	it('retries a delivery with the same bytes until it is accepted', async () => {
		receiver.statuses.push(500, 302);

		const [delivery] = await simulator.payTill(payment);
		await clock.advance(999);
		expect(receiver.received).toHaveLength(1);
		await clock.advance(1);
		await clock.advance(5000);
		await clock.advance(60_000);

		const [first] = receiver.received;
		expect(receiver.received.map(({ body }) => body)).toEqual(Array(3).fill(first?.body));
		expect(
			new Set(receiver.received.map(({ headers }) => headers['x-kopokopo-signature'])).size,
		).toBe(1);
		expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 302, 200]);
	});

	it('sends nothing after the last retry', async () => {
		receiver.statuses.push(401, 404, 500);

		await simulator.payTill(payment);
		await clock.advance(60_000);

		expect(receiver.received).toHaveLength(3);
	});

	it('retries a delivery when the connection is refused', async () => {
		const absent = await startReceiver();
		await absent.close();
		await client.post('/api/v1/webhook_subscriptions', subscription(absent.url));

		await simulator.payTill(payment);
		await clock.advance(1000);

		expect(simulator.deliveries[1]?.attempts).toEqual([
			{ at: expect.any(String), status: null, error: expect.stringContaining('ECONNREFUSED') },
			{ at: expect.any(String), status: null, error: expect.stringContaining('ECONNREFUSED') },
		]);
	});

	it('records the response of each attempt', async () => {
		receiver.statuses.push(503);

		const [delivery] = await simulator.payTill(payment);
		await clock.advance(1000);

		expect(delivery?.attempts).toMatchObject([
			{ status: 503, answer: 'Service Unavailable' },
			{ status: 200, answer: 'OK' },
		]);
	});

	it('does not retry a delivery that a person resent successfully', async () => {
		receiver.statuses.push(500, 500);
		const [delivery] = await simulator.payTill(payment);

		await simulator.resend(delivery!.id);
		await simulator.resend(delivery!.id);
		await clock.advance(60_000);

		const [first] = receiver.received;
		expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 500, 200]);
		expect(receiver.received.map(({ body }) => body)).toEqual(Array(3).fill(first?.body));
		expect(receiver.received[2]?.headers['x-kopokopo-signature']).toBe(
			first?.headers['x-kopokopo-signature'],
		);
	});

	it('deletes a delivery on reset', async () => {
		receiver.statuses.push(500);
		await simulator.payTill(payment);

		simulator.reset();
		await clock.advance(60_000);

		expect(receiver.received).toHaveLength(1);
		expect(simulator.deliveries).toEqual([]);
	});
});

it('fails an attempt after the timeout, also when garbage is collected in the meantime', async () => {
	setFlagsFromString('--expose-gc');
	const collectGarbage = runInNewContext('gc') as () => void;
	const hasty = await startSimulator({ clock, deliveryTimeout: 500 });
	const silent = await startSimulator({ clock });
	silent.answer({ path: /./, delay: 60_000 });
	await (
		await clientOf(hasty)
	).post('/api/v1/webhook_subscriptions', subscription(`${silent.url}/hook`));

	const attempted = hasty.payTill(payment);
	await waitFor('delivery', 10, () => silent.requests[0]);
	collectGarbage();
	const [delivery] = await attempted;

	expect(delivery?.attempts).toMatchObject([{ status: null, error: 'No response after 500 ms' }]);
	await hasty.close();
	await silent.close();
});

describe('a raw delivery', () => {
	const signatures = () => receiver.received.map(({ headers }) => headers['x-kopokopo-signature']);

	it('signs a raw delivery and returns the response', async () => {
		receiver.statuses.push(401);

		expect(await simulator.deliver({ url: receiver.url, body: 'no JSON' })).toEqual({
			status: 401,
			body: 'Unauthorized',
		});
		expect(signatures()).toEqual([simulator.sign('no JSON')]);
		expect(receiver.received[0]?.body).toBe('no JSON');
	});

	it('sends a raw delivery without a signature or with a custom one', async () => {
		await simulator.deliver({ url: receiver.url, body: '{}', sign: false });
		await simulator.deliver({ url: receiver.url, body: '{}', sign: 'f00' });

		expect(signatures()).toEqual([undefined, 'f00']);
	});

	it('sends a raw delivery with additional headers', async () => {
		const headers = { 'Content-Type': 'text/plain' };

		await simulator.deliver({ url: receiver.url, body: Buffer.from('{}'), headers });

		expect(receiver.received[0]?.headers).toMatchObject({
			'content-type': 'text/plain',
			'x-kopokopo-signature': simulator.sign(Buffer.from('{}')),
		});
	});
});
