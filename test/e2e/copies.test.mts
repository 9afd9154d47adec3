import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { onKopoKopo } from '../support/workflows/trigger.mts';

/** Deliveries that arrive more than once, at inconvenient moments. */
const topic = 'buygoods_transaction_received';

let env: Environment;

beforeEach(async () => {
	env = await openEnvironment();
});

afterEach(() => env.close());

const event = (id: string) =>
	JSON.stringify({
		topic,
		id,
		created_at: '2026-10-22T10:43:20+03:00',
		event: {
			type: 'Buygoods Transaction',
			resource: { id, amount: '100.0', currency: 'KES', till_number: 'K000000', reference: id },
		},
	});

const openTrigger = async () => {
	const workflow = await env.open(onKopoKopo(env.credential, { events: [topic] }));
	const { url } = env.simulator.subscriptions()[0]!;
	const send = async (body: string) => (await env.simulator.deliver({ url, body })).status;
	return { workflow, url, send };
};

/** Sends as Kopo Kopo does until it is told 200. */
const sendUntilTaken = async (
	send: (body: string) => Promise<number | undefined>,
	body: string,
) => {
	for (let status = await send(body); status !== 200; status = await send(body)) {
		expect(status).toBe(503);
	}
};

it('starts one execution for an event whose sender hangs up while n8n stores it, and sends it again', async () => {
	const { workflow, url, send } = await openTrigger();
	const bodies = Array.from({ length: 8 }, () => event(randomUUID()));
	for (const [milliseconds, body] of bodies.entries()) {
		const headers = { 'X-KopoKopo-Signature': env.simulator.sign(body) };
		const call = request(url, { method: 'POST', headers }).on('error', () => undefined);
		await new Promise<void>((sent) => call.end(body, sent));
		await new Promise((resolve) => setTimeout(resolve, milliseconds * 2));
		call.destroy();
		await sendUntilTaken(send, body);
	}
	await send(event(randomUUID()));
	expect(await env.executions(workflow, bodies.length + 1)).toHaveLength(bodies.length + 1);
});

it('starts nothing for a captured result of another trigger', async () => {
	const drafts = [1, 2].map(() => onKopoKopo(env.credential, { triggerOn: 'requestResults' }));
	const [asked, other] = await Promise.all(drafts.map(async (draft) => await env.open(draft)));
	const [urlOfAsked, urlOfOther] = drafts.map(
		({ webhookId }) => `${env.url}/webhook/${webhookId}/kopokopo`,
	);
	const result = JSON.stringify({
		data: {
			id: randomUUID(),
			type: 'incoming_payment',
			attributes: { status: 'Failed', _links: { callback_url: urlOfAsked } },
		},
	});
	const statuses = [urlOfOther!, urlOfAsked!].map(
		async (url) => (await env.simulator.deliver({ url, body: result })).status,
	);
	expect(await Promise.all(statuses)).toEqual([200, 200]);
	expect(await env.executions(asked!, 1)).toHaveLength(1);
	expect(await env.rest.executions(other!)).toEqual([]);
});
