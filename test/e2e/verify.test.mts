import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sign } from '../simulator/signature.mts';
import { manualClock } from '../simulator/clock.mts';
import { hasRelease } from '../support/e2e/releases.mts';
import { waitFor } from '../support/host/wait.mts';
import type { WorkflowDraft } from '../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';
import { askedFor, resultOf } from '../support/workflows/waiting.mts';
import {
	askWaitAndVerify,
	newEventNode,
	notVerifiedNode,
	paidNode,
	subscribe,
	verifyAndRespond,
	verifyFile,
	verifyNode,
	verifyReceived,
} from '../support/workflows/verify.mts';

const resultDelay = 2000;
const clock = manualClock();
const topic = 'buygoods_transaction_received';
const body = JSON.stringify({
	topic,
	id: 'e1',
	event: { type: 'Buygoods Transaction', resource: { amount: '100.0', status: 'Received' } },
});

let env: Environment;

beforeEach(async () => {
	env = await openEnvironment({ clock, resultDelay, retryDelays: [] });
});

afterEach(() => env.close());

const openAt = async (draftAt: (path: string) => WorkflowDraft) => {
	const path = randomUUID();
	return { workflow: await env.open(draftAt(path)), path, url: `${env.url}/webhook/${path}` };
};

describe('the Webhook node', () => {
	it('answers 200 to the events it was subscribed to and 401 to forgeries, and passes on each event once', async () => {
		const { workflow, url } = await openAt((path) => verifyAndRespond(env.credential, path));
		const { path } = await openAt((at) => subscribe(env.credential, at));
		expect(await env.post(path, { url })).toMatchObject({ status: 200 });
		expect(env.simulator.subscriptions()).toMatchObject([{ url }]);

		const [delivery] = await env.simulator.payTill({ tillNumber: 'K000000', amount: 100 });
		await env.executions(workflow, 1);
		const copy = await env.simulator.resend(delivery!.id);
		await env.executions(workflow, 2);
		const forged = [
			await env.simulator.deliver({ url, body: delivery!.body, sign: false }),
			await env.simulator.deliver({ url, body: delivery!.body, sign: 'f'.repeat(64) }),
			await env.simulator.deliver({ url, body: `${delivery!.body} `, sign: delivery!.signature }),
		];
		expect(copy.attempts.map(({ status }) => status)).toEqual([200, 200]);
		expect(forged.map(({ status }) => status)).toEqual([401, 401, 401]);

		const executions = await env.executions(workflow, 5);
		expect(executions.map(({ status }) => status)).toEqual(Array(5).fill('success'));
		expect(executions.flatMap((one) => one.output(newEventNode))).toEqual([
			expect.objectContaining({ topic, amount: 100, paid: true }),
		]);
	});

	const type = (value: string) => ({ 'Content-Type': value });
	const tabs = JSON.stringify(JSON.parse(body), null, '\t');
	const zoe = body.replace('e1', 'Zoë');

	/** Kopo Kopo signs what it compresses. */
	const received: Array<
		[what: string, headers: Record<string, string>, signed: string, sent: string | Buffer]
	> = [
		['JSON', {}, body, body],
		['JSON with line breaks', {}, tabs, tabs],
		['text with a byte order mark', type('text/plain'), `\uFEFF${body}`, `\uFEFF${body}`],
		['another character set', type('application/json; charset=latin1'), zoe, zoe],
		['text', type('text/plain'), body, body],
		['a form', type('application/x-www-form-urlencoded'), body, body],
		['an unknown content type', type('application/octet-stream'), body, body],
		['a compressed body', { 'Content-Encoding': 'gzip' }, body, gzipSync(body)],
	];

	it.each(received)('keeps the exact bytes of %s', async (_what, headers, signed, sent) => {
		const { workflow, url } = await openAt((path) => verifyReceived(env.credential, path));
		const signature = env.simulator.sign(signed);
		const answer = await env.simulator.deliver({ url, body: sent, headers, sign: signature });
		expect(answer.status).toBe(200);
		const [execution] = await env.executions(workflow);
		expect(execution!.error).toBeNull();
		expect(execution!.output(verifyNode)).toEqual([expect.objectContaining({ topic, paid: true })]);
	});

	it('says to turn on Raw Body if the Webhook node does not keep the bytes', async () => {
		const { workflow, url } = await openAt((path) =>
			verifyReceived(env.credential, path, { options: {} }),
		);
		await env.simulator.deliver({ url, body });
		const [execution] = await env.executions(workflow);
		expect(execution!.error).toBe('The item has no binary field "data".');
		expect(execution!.status).toBe('error');
	});

	it('says that parsed JSON is not what was signed', async () => {
		const { workflow, url } = await openAt((path) =>
			verifyReceived(env.credential, path, {
				options: {},
				parameters: { source: 'text', body: '={{ $json.body }}' },
			}),
		);
		await env.simulator.deliver({ url, body });
		const [execution] = await env.executions(workflow);
		expect(execution!.error).toBe('Body is parsed JSON, not the text that Kopo Kopo signed.');
	});

	it("reads another node's binary data through an expression", async () => {
		const { workflow, url } = await openAt((path) =>
			verifyReceived(env.credential, path, {
				parameters: { binaryPropertyName: "={{ $('Webhook').item.binary.data }}" },
			}),
		);
		await env.simulator.deliver({ url, body });
		const [execution] = await env.executions(workflow);
		expect([execution!.error, execution!.output(verifyNode)]).toEqual([
			null,
			[expect.objectContaining({ id: 'e1' })],
		]);
	});
});

it('verifies what n8n 2 moves to the JSON in the binary mode "combined"', async () => {
	const { workflow, url } = await openAt((path) => ({
		...verifyReceived(env.credential, path),
		settings: { binaryMode: 'combined' },
	}));
	await env.simulator.deliver({ url, body });
	const [execution] = await env.executions(workflow);
	expect([execution!.error, execution!.output(verifyNode)]).toEqual([
		null,
		[expect.objectContaining({ id: 'e1' })],
	]);
	const [received] = execution!.output('Webhook');
	expect('_files' in received!).toBe(hasRelease('2.14'));
});

it('verifies a file, which n8n 2 stores on disk', async () => {
	const { workflow, path } = await openAt((at) => verifyFile(env.credential, at));
	const text = `${body}\r\n`;
	await env.post(path, { text, signature: env.simulator.sign(text) });
	const [execution] = await env.executions(workflow);
	expect([execution!.error, execution!.output(verifyNode)]).toEqual([
		null,
		[expect.objectContaining({ id: 'e1', amount: 100 })],
	]);
});

describe('a Wait node', () => {
	/** Asks for a payment, and returns once the execution waits for its result. */
	const ask = async () => {
		const { workflow, path } = await openAt((at) => askWaitAndVerify(env.credential, at));
		const order = randomUUID();
		await env.post(path, { orders: [{ order, phoneNumber: '0712345678', amount: 100 }] });
		const asked = await waitFor('payment', 240, () => askedFor(env.simulator, order));
		await waitFor('waiting execution', 240, async () => {
			const [execution] = await env.rest.executions(workflow);
			return execution?.status === 'waiting' || undefined;
		});
		const ended = async () => await env.execution(workflow, asked.executionId);
		return { asked, ended };
	};

	it('receives the result, and Verify returns that it is paid', async () => {
		const { asked, ended } = await ask();
		await clock.advance(resultDelay);
		await env.simulator.settled();
		const execution = await ended();
		expect(execution.error).toBeNull();
		expect(execution.output(paidNode)).toEqual([
			expect.objectContaining({ id: asked.id, paid: true, amount: 100, status: 'Success' }),
		]);
	});

	const forged = /^The signature does not match the body\. Treat this delivery as forged\./;

	it.each<[what: string, sign: (result: string) => string | boolean, error: RegExp]>([
		['without a signature', () => false, /^Signature is empty\./],
		['with a wrong signature', (result) => sign(result, 'another-key'), forged],
		['with a signature of other bytes', (result) => env.simulator.sign(` ${result}`), forged],
	])('is resumed by a result %s, which never counts as paid', async (_what, signature, error) => {
		const { asked, ended } = await ask();
		const result = resultOf(asked.id, 100);
		const answer = await env.simulator.deliver({
			url: asked.callbackUrl,
			body: result,
			sign: signature(result),
		});
		expect(answer.status).toBe(200);
		const execution = await ended();
		expect(execution.output(paidNode)).toEqual([]);
		expect(execution.output(verifyNode)).toEqual([]);
		expect(execution.output(notVerifiedNode)).toEqual([
			{ error: expect.stringMatching(error) as unknown },
		]);
	});

	it('is resumed by a genuine result of another payment, which its ID gives away', async () => {
		const { asked, ended } = await ask();
		await env.simulator.deliver({ url: asked.callbackUrl, body: resultOf(randomUUID(), 100) });
		const execution = await ended();
		expect(execution.output(verifyNode)).toEqual([expect.objectContaining({ paid: true })]);
		expect(execution.output(paidNode)).toEqual([]);
	});
});
