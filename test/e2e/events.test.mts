import { randomUUID } from 'node:crypto';
import type { Json } from '../support/host/executions.mts';
import type { StoredWorkflow } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import {
	askForPayment,
	onPaymentReceived,
	receivedNode,
	requestPaymentNode,
	smsNode,
} from '../support/workflows/demo.mts';

const topic = 'buygoods_transaction_received';
const payer = {
	tillNumber: 'K000000',
	phoneNumber: '+254711000001',
	amount: 100,
	firstName: 'Jane',
	lastName: 'Wanjiru',
};

let env: Environment;
let onPayment: StoredWorkflow;

beforeEach(async () => {
	env = await openEnvironment();
	onPayment = await env.open(onPaymentReceived(env.credential));
});

afterEach(() => env.close());

const subscribedUrl = () => env.simulator.subscriptions()[0]!.url;

/** An event that no one has been told of yet, as the simulator writes it. */
async function newEvent(): Promise<string> {
	const [delivery] = await env.simulator.payTill(payer);
	const body = JSON.parse(delivery!.body) as { event: { resource: Json } };
	const resource = { ...body.event.resource, reference: randomUUID() };
	return JSON.stringify({ ...body, id: randomUUID(), event: { ...body.event, resource } });
}

it('goes all the way from the request to the text of the SMS', async () => {
	const asking = await env.open(askForPayment(env.credential, 'path'));

	const answer = await env.post('path', {
		payments: [{ ...payer, callbackUrl: subscribedUrl() }],
	});
	const [received] = await env.executions(onPayment);

	const created = {
		id: expect.any(String),
		location: expect.any(String),
		type: 'incoming_payment',
	};
	expect(answer).toEqual({ status: 200, body: [created] });
	const [asked] = await env.executions(asking);
	expect(asked?.output(requestPaymentNode)).toEqual(answer.body);
	const delivery = env.simulator.deliveries.find((each) => each.topic === topic);
	const event = JSON.parse(delivery!.body) as { id: string; event: { resource: Json } };
	expect(received?.status).toBe('success');
	expect(received?.output(receivedNode)).toEqual([
		expect.objectContaining({
			id: event.id,
			topic,
			reference: event.event.resource.reference,
			senderPhoneNumber: payer.phoneNumber,
			amount: 100,
			currency: 'KES',
		}),
	]);
	expect(received?.output(smsNode)).toEqual([
		{
			event: event.id,
			text: `Dear Jane, we received KES 100 (receipt ${String(event.event.resource.reference)}). Thank you!`,
		},
	]);
	expect(delivery!.attempts.map(({ status }) => status)).toEqual([200]);
});

it.each([
	['without a signature', false],
	['with a signature under another key', 'somebody-elses-key'],
])('refuses a delivery %s and starts nothing', async (_, sign) => {
	const url = subscribedUrl();
	const body = await newEvent();
	const forged = await env.simulator.deliver({ url, body, sign });
	const genuine = await env.simulator.deliver({ url, body });

	expect([forged.status, genuine.status]).toEqual([401, 200]);
	// One of the payment that the event was copied from, one of the genuine copy.
	expect(await env.executions(onPayment, 2)).toHaveLength(2);
});

it('has one subscription after five times off and on', async () => {
	for (let round = 0; round < 5; round += 1) {
		await env.rest.deactivate(onPayment);
		await env.rest.activate(onPayment);
	}

	expect(env.simulator.subscriptions()).toHaveLength(1);
	const [delivery] = await env.simulator.payTill(payer);
	expect(delivery?.attempts.map(({ status }) => status)).toEqual([200]);
	expect(await env.executions(onPayment)).toHaveLength(1);
});

it('starts one execution for 20 copies of an event at the same moment', async () => {
	const url = subscribedUrl();
	const body = await newEvent();
	const before = await env.executions(onPayment);

	const answers = await Promise.all(
		Array.from({ length: 20 }, () => env.simulator.deliver({ url, body })),
	);

	// Those that arrive while n8n stores the first are refused with 503, since storing it may fail.
	const statuses = answers.map(({ status }) => status);
	expect(statuses).toContain(200);
	expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
	expect(await env.simulator.deliver({ url, body })).toMatchObject({ status: 200 });
	// The last event's execution comes after all that the copies may have started.
	await env.simulator.payTill(payer);
	expect(await env.executions(onPayment, before.length + 2)).toHaveLength(before.length + 2);
});
