import type { Payment } from '../../simulator/simulator.mts';
import type { Json } from '../../support/host/executions.mts';
import type { StoredWorkflow } from '../../support/host/rest-client.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';

let env: Environment;
let workflow: StoredWorkflow;

beforeAll(async () => {
	env = await openEnvironment({ payerNumbers: '0722XXXXXX' });
	workflow = await env.open(
		await example('sms-on-payment', [env.credential], {
			'Thank the payer': { waitTimeout: 6, waitInterval: 1 },
		}),
	);
});

afterAll(() => env.close());

const sent = () => env.sent('v1/transaction_sms_notifications');

const next = (start: () => Promise<unknown>) => env.next(workflow, start);

/** Events with the same receipt are duplicates, so each test needs a new one. */
let receipts = 100;
const newReceipt = () => `OJM6Q1W${(receipts += 1)}`;

const pay = (reference: string, changes: Partial<Payment> = {}) =>
	env.simulator.payTill({ tillNumber: '123456', amount: 250, reference, ...changes });

const textFor = (receipt: string) =>
	`Dear Jane, we received KES 250 (receipt ${receipt}). Thank you!`;

it('thanks the payer by name, in an SMS that belongs to the event', async () => {
	const receipt = newReceipt();
	const text = textFor(receipt);
	const execution = await next(() => pay(receipt));
	const [{ id }] = execution.output('Payment arrives') as [{ id: string }];
	expect(sent()).toEqual([
		{
			webhook_event_reference: id,
			message: text,
			_links: { callback_url: 'https://callback.invalid/' },
		},
	]);
	expect(execution.output('SMS sent')).toEqual([{ receipt, text }]);
	expect(execution.output('SMS not sent')).toEqual([]);
});

it('writes "customer" if the event has no name', async () => {
	const receipt = newReceipt();
	const execution = await next(() => pay(receipt, { firstName: null }));
	expect(execution.output('SMS sent')).toMatchObject([
		{ text: `Dear customer, we received KES 250 (receipt ${receipt}). Thank you!` },
	]);
});

describe('an SMS that was not sent', () => {
	const notSent = (receipt: string, outcome: string, reason: string) => [
		{
			receipt,
			phone: '0999XXXXXX',
			text: textFor(receipt),
			outcome,
			reason: expect.stringContaining(reason),
		},
	];

	it.each([
		['rejected', { status: 400, body: '{"error_message":"No SMS for you"}' }, 'No SMS for you'],
		['not known', { status: 500, afterEffect: true }, 'could not handle the request'],
		['not known', { dropConnection: 'after' as const }, 'closed the connection'],
	])('is %s if Kopo Kopo answers %j', async (outcome, answer, reason) => {
		env.simulator.answer({ method: 'POST', path: /transaction_sms/, ...answer });
		const before = sent().length;
		const receipt = newReceipt();
		const execution = await next(() => pay(receipt));
		expect(execution.output('SMS not sent')).toEqual(notSent(receipt, outcome, reason));
		expect(execution.output('SMS sent')).toEqual([]);
		expect(sent()).toHaveLength(before + 1);
	});

	/** The simulator chooses the result of the SMS by the ID of the event. */
	it.each([
		['failed', '70000000-0000-4000-8000-000000000002', 'Status Failed'],
		['not known', '70000000-0000-4000-8000-000000000005', 'No result yet'],
	])('is %s after the result of event %s', async (outcome, id, reason) => {
		const [paid] = await pay(newReceipt());
		const receipt = newReceipt();
		const body = JSON.parse(paid!.body) as { event: { resource: Json } };
		const resource = { ...body.event.resource, reference: receipt };
		const event = JSON.stringify({ ...body, id, event: { ...body.event, resource } });
		const execution = await next(() => env.simulator.deliver({ url: paid!.url, body: event }));
		expect(execution.output('SMS not sent')).toEqual(notSent(receipt, outcome, reason));
	});
});
