import { hashedPhone } from '../../simulator/format.mts';
import type { Delivery } from '../../simulator/simulator.mts';
import type { Execution } from '../../support/host/executions.mts';
import type { StoredWorkflow } from '../../support/host/rest-client.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';
import { everySeconds } from '../../support/workflows/poller.mts';

let env: Environment;
let workflow: StoredWorkflow;
let delivered: Delivery;
let executions: Execution[];

const pay = (reference: string, event?: string) =>
	env.simulator.payTill({ tillNumber: '123456', amount: 250, reference, event });

const emptyList = JSON.stringify({
	data: {
		id: 'empty',
		type: 'polling',
		attributes: { status: 'Success', transactions: [], errors: [] },
	},
});

const paymentsIn = (all: Execution[]) => all.flatMap((execution) => execution.output('Payment'));

beforeAll(async () => {
	env = await openEnvironment({
		retryDelays: [],
		resultDelay: 500,
		payerNumbers: '0722***000',
	});
	const { id } = await env.rest.createDataTable('Receipts', ['reference']);
	const dataTableId = { __rl: true, mode: 'list', value: id };
	workflow = await env.open(
		await example('never-miss-a-payment', [env.credential], {
			'Not seen before': { dataTableId },
			'Store the receipt': { dataTableId },
			'Delete old receipts': { dataTableId },
			// So that copies reach the workflow, as they do across a restart.
			'Payment arrives': {
				events: ['buygoods_transaction_received', 'b2b_transaction_received'],
				options: { skipDuplicates: false },
			},
			'Check for payments': { pollTimes: everySeconds(5) },
		}),
	);
	const until = async (receipt: string, count = 1) => {
		executions = await waitFor(`${receipt} at Payment`, 240, async () => {
			const found = await env.executions(workflow);
			const polled = found.filter((one) =>
				one.output('Check for payments').some(({ reference }) => reference === receipt),
			);
			return polled.length >= count ? found : undefined;
		});
	};
	// In the moment of the webhook, a poll can handle its payment, too: a data table has no lock.
	env.simulator.answer({ method: 'GET', path: /\/polling\//, times: Infinity, body: emptyList });
	[delivered] = (await pay('EVENT00001')) as [Delivery];
	await env.executions(workflow);
	env.simulator.answerAsUsual();
	await until('EVENT00001');

	const subscriptions = env.simulator.subscriptions();
	for (const { id } of subscriptions) env.simulator.removeSubscription(id);
	await pay('MISSED0001');
	await pay('MISSEDB2B1', 'b2b_transaction_received');
	await until('MISSEDB2B1');
});

afterAll(() => env.close());

it('handles a payment from the webhook, and skips it when a poll finds it', () => {
	const received = executions.filter((one) =>
		JSON.stringify(one.output('Not seen before')).includes('EVENT'),
	);
	expect(received).toHaveLength(1);
	expect(received[0]!.output('Payment arrives')).toMatchObject([{ reference: 'EVENT00001' }]);
	expect(paymentsIn(received)).toEqual([
		{
			receipt: 'EVENT00001',
			amount: 250,
			phone: '0999***999',
			hashedPhone: hashedPhone('+254999999999'),
			name: 'Jane Doe',
			till: '123456',
			paidAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
			source: 'webhook',
		},
	]);
});

it('handles what only a poll finds', () => {
	expect(paymentsIn(executions)).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ receipt: 'MISSED0001', amount: 250, source: 'poll' }),
			expect.objectContaining({ receipt: 'MISSEDB2B1', amount: 250, source: 'poll' }),
		]),
	);
});

it('handles each payment once', () => {
	const receipts = paymentsIn(executions).map(({ receipt }) => receipt);
	expect(receipts.sort()).toEqual(['EVENT00001', 'MISSED0001', 'MISSEDB2B1']);
});

it('still knows a payment after old receipts were deleted', async () => {
	const deletion = await env.next(workflow, () => env.rest.run(workflow, 'Every night'));
	expect(deletion.status).toBe('success');
	const copy = await env.next(workflow, () => env.simulator.resend(delivered.id));
	expect(copy.output('Payment arrives')).toMatchObject([{ reference: 'EVENT00001' }]);
	expect(paymentsIn([copy])).toEqual([]);
});
