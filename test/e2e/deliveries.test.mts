import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { hasRelease } from '../support/e2e/releases.mts';
import { fetchOnNewConnection } from '../support/host/new-connection.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { askForPayment, requestPaymentNode } from '../support/workflows/demo.mts';
import { onKopoKopo, triggerNode } from '../support/workflows/trigger.mts';

const topic = 'buygoods_transaction_received';
const tillNumber = 'K000000';

let env: Environment;

beforeEach(async () => {
	env = await openEnvironment();
});

afterEach(() => env.close());

const payTill = (amount: number, event = topic) =>
	env.simulator.payTill({ tillNumber, amount, event });

it('brings an event to five workflows on one application, to each once', async () => {
	const workflows = await Promise.all(
		Array.from({ length: 5 }, () => env.open(onKopoKopo(env.credential, { events: [topic] }))),
	);
	const urls = env.simulator.subscriptions().map(({ url }) => url);
	expect(new Set(urls).size).toBe(5);
	expect(urls).toHaveLength(5);

	const deliveries = await payTill(100);

	expect(deliveries.map(({ url }) => url).sort()).toEqual([...urls].sort());
	for (const workflow of workflows) {
		const [execution, ...others] = await env.executions(workflow);
		expect(execution?.output(triggerNode)).toEqual([expect.objectContaining({ topic })]);
		expect(others).toEqual([]);
	}
});

it('brings the result of a request to the URL that was its Callback URL', async () => {
	const draft = onKopoKopo(env.credential, { triggerOn: 'requestResults' });
	const workflow = await env.open(draft);
	const callbackUrl = `${env.url}/webhook/${draft.webhookId}/kopokopo`;
	const asking = await env.open(askForPayment(env.credential, 'with-callback'));

	await env.post('with-callback', {
		payments: [
			{
				tillNumber,
				phoneNumber: '+254711000001',
				amount: 100,
				firstName: 'Jane',
				lastName: 'Wanjiru',
				callbackUrl,
			},
		],
	});

	const [asked] = await env.executions(asking);
	const [created] = asked!.output(requestPaymentNode);
	const executions = await env.executions(workflow);
	expect(executions.map((execution) => execution.output(triggerNode))).toEqual([
		[
			expect.objectContaining({
				id: created!.id,
				type: 'incoming_payment',
				status: 'Success',
				amount: 100,
				currency: 'KES',
				senderPhoneNumber: '+254711000001',
				tillNumber,
			}),
		],
	]);
	expect(env.simulator.subscriptions()).toEqual([]);
});

it('gives each event its own output', async () => {
	const workflow = await env.open(
		onKopoKopo(env.credential, { events: ['customer_created', topic], outputMode: 'perEvent' }, [
			'Paid',
			'Customer',
		]),
	);

	await payTill(100, 'customer_created');
	await env.executions(workflow, 1);
	await payTill(100);
	const [paid, customer] = await env.executions(workflow, 2);

	const outputs = [paid, customer].map((execution) =>
		['Paid', 'Customer'].map((node) => execution?.output(node).map((json) => json.topic)),
	);
	expect(outputs).toEqual([
		[[topic], []],
		[[], ['customer_created']],
	]);
});

it('starts nothing for less than the minimum amount', async () => {
	const workflow = await env.open(
		onKopoKopo(env.credential, { events: [topic], options: { minimumAmount: 100 } }),
	);

	const deliveries = [await payTill(50), await payTill(99.99), await payTill(100)].flat();

	expect(deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status))).toEqual([
		200, 200, 200,
	]);
	const executions = await env.executions(workflow);
	expect(executions.flatMap((execution) => execution.output(triggerNode))).toEqual([
		expect.objectContaining({ amount: 100 }),
	]);
});

describe('a forged delivery', () => {
	const json = JSON.stringify({ topic, id: randomUUID(), event: { type: 'Buygoods Transaction' } });
	const form = (content: string) =>
		[
			'--boundary',
			'Content-Disposition: form-data; name="topic"; filename="topic.json"',
			'Content-Type: application/json',
			'',
			content,
			'--boundary--',
			'',
		].join('\r\n');
	const multipart = { 'Content-Type': 'multipart/form-data; boundary=boundary' };
	/** n8n answers before it has read 20 MB, and would then close the connection while they are sent. */
	const open = { Connection: 'keep-alive' };
	const gzip = { 'Content-Encoding': 'gzip' };

	/** Before 2.30, n8n hands over a form that it cannot read. */
	const brokenForm = hasRelease('2.39') ? 400 : hasRelease('2.30') ? 500 : 401;

	const blank = (mebibytes: number) => Buffer.alloc(mebibytes * 1024 * 1024, ' ');

	/** 401 is the trigger's answer; with the others, n8n refuses what it cannot read before the trigger is asked. */
	const forgeries: [
		what: string,
		status: number,
		body: string | Buffer,
		headers: Record<string, string>,
	][] = [
		['that is JSON', 401, json, {}],
		['that is no JSON', 422, 'topic=', {}],
		['that is empty', 401, '', {}],
		['of 20 MB', 500, blank(20), open],
		['that is a multipart form', 401, form(json), multipart],
		[
			'that is a multipart form of 20 MB',
			401,
			form(blank(20).toString()),
			{ ...multipart, ...open },
		],
		['that is a broken multipart form', brokenForm, 'no boundary', multipart],
		['that is compressed', 401, gzipSync(json), gzip],
		['that unpacks to 20 MB', 500, gzipSync(blank(20)), gzip],
		['that says it is compressed, and is not', 500, json, gzip],
	];

	it.each(forgeries)(
		'answers a delivery %s with %i, and starts nothing',
		async (_, status, body, headers) => {
			const workflow = await env.open(onKopoKopo(env.credential, { events: [topic] }));
			const { url } = env.simulator.subscriptions()[0]!;

			const answers = [
				await env.simulator.deliver({ url, body, headers, sign: false }),
				await env.simulator.deliver({ url, body, headers, sign: 'f'.repeat(64) }),
			];

			expect(answers.map((answer) => answer.status)).toEqual([status, status]);
			const health = await fetchOnNewConnection(`${env.url}/healthz`);
			expect(health.status).toBe(200);
			// The genuine event's execution comes after all that the forgeries may have left.
			await payTill(100);
			const executions = await env.executions(workflow);
			expect(executions.map((execution) => execution.status)).toEqual(['success']);
		},
	);
});
