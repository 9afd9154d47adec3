import type { Attempt, Delivery } from './deliveries.mts';
import { outcomeOf, summaryOf } from './outcome.mts';

const at = '2026-01-05T09:00:00.000+03:00';
const attempt = (status: number | null, rest: Partial<Attempt> = {}): Attempt => ({
	at,
	status,
	...rest,
});
const callback = (attempts: Attempt[], url = 'http://127.0.0.1/webhook-waiting/1'): Delivery => ({
	id: '1',
	kind: 'callback',
	url,
	topic: 'incoming_payment',
	body: '',
	cause: '',
	signature: '',
	at,
	attempts,
});
const webhook = (attempts: Attempt[], url?: string): Delivery => ({
	...callback(attempts, url),
	kind: 'webhook',
});
const otherPath = attempt(404, {
	answer:
		'{"code":404,"message":"The workflow for execution \\"5\\" does not contain a waiting webhook with a matching path/method."}',
});

const stillRunning = attempt(500, {
	answer: '{"code":0,"message":"Cannot read properties of undefined (reading \'resumeToken\')"}',
});

it.each([
	[[attempt(409)]],
	[[attempt(409), attempt(409)]],
	[[attempt(500), attempt(409)]],
	[[otherPath]],
	[[stillRunning]],
	[[stillRunning, attempt(409)]],
])('explains a callback for which n8n was not waiting, and reports no failure: %j', (attempts) => {
	expect(outcomeOf(callback(attempts))).toEqual({
		tone: 'quiet',
		text: 'n8n was not waiting for a callback',
		note: expect.stringMatching(/^n8n rejects a callback .*\.$/),
	});
});

it('reports nothing for a callback to an address that receives nothing', () => {
	for (const attempts of [[], [attempt(null, { error: 'ENOTFOUND' })]]) {
		expect(outcomeOf(callback(attempts, 'https://callback.invalid/'))).toEqual({
			tone: 'quiet',
			text: '',
			note: expect.stringContaining('The workflow checks the status itself.'),
		});
	}
});

it.each([
	['a server error', [attempt(500)], 'callback failed: 500'],
	[
		'a server error with a message',
		[attempt(500, { answer: '{"code":0,"message":"The database is locked"}' })],
		'callback failed: 500',
	],
	['a server error after a conflict', [attempt(409), attempt(500)], 'callback failed: 500'],
	['a rejected signature', [attempt(401)], 'callback failed: 401'],
	['an unknown path', [attempt(404)], 'callback failed: 404'],
	[
		'a refused connection',
		[attempt(null, { error: 'ECONNREFUSED' })],
		'callback failed: connection refused',
	],
	['an unknown host', [attempt(null, { error: 'ENOTFOUND' })], 'callback failed: host not found'],
])('shows %s as a failure', (_name, attempts, text) => {
	expect(outcomeOf(callback(attempts))).toEqual({ tone: 'bad', text });
});

it('shows a webhook that gets 409 or has an unreachable address as a failure', () => {
	expect(outcomeOf(webhook([attempt(409)]))).toEqual({ tone: 'bad', text: 'webhook failed: 409' });
	const unreachable = webhook([attempt(null, { error: 'ENOTFOUND' })], 'https://hook.invalid/');
	expect(outcomeOf(unreachable)).toEqual({ tone: 'bad', text: 'webhook failed: host not found' });
});

it('explains a webhook for a test event to which n8n did not listen, and reports no failure', () => {
	const testUrl = 'http://127.0.0.1/webhook-test/1/kopokopo';
	const notListening = {
		tone: 'quiet',
		text: 'n8n was not listening for a test event',
		note: expect.stringMatching(/^The subscription of a test stays .*\.$/),
	};
	expect(outcomeOf(webhook([attempt(404)], testUrl))).toEqual(notListening);

	const failed = { tone: 'bad', text: 'webhook failed: 404' };
	expect(outcomeOf(webhook([attempt(404)], 'http://127.0.0.1/webhook/1/kopokopo'))).toEqual(failed);
	expect(outcomeOf(webhook([attempt(401)], testUrl))).toMatchObject({ tone: 'bad' });
});

it('shows a delivery that was accepted, at once or in the end', () => {
	const delivered = { tone: 'good', text: 'callback delivered' };
	expect(outcomeOf(callback([attempt(200)]))).toEqual(delivered);
	expect(outcomeOf(callback([attempt(503), attempt(200)]))).toEqual(delivered);
	expect(outcomeOf(callback([attempt(200), attempt(409)]))).toEqual(delivered);
});

it('waits for the first response', () => {
	expect(outcomeOf(webhook([]))).toEqual({ tone: 'wait', text: 'sending webhook' });
});

it('sums up several deliveries and says each thing once', () => {
	expect(
		summaryOf([
			webhook([attempt(200)]),
			webhook([attempt(200)]),
			callback([attempt(409)]),
			callback([], 'https://callback.invalid/'),
		]),
	).toBe(
		'Webhook delivered. n8n was not waiting for a callback. The workflow checks the status itself.',
	);
	expect(summaryOf([])).toBe('No webhook is subscribed to this event.');
});
