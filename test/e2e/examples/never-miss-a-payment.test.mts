import { hashedPhone } from '../../simulator/format.mts';
import type { Execution } from '../../support/host/executions.mts';
import { waitFor } from '../../support/host/wait.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';
import { example } from '../../support/workflows/example.mts';
import { everySeconds } from '../../support/workflows/poller.mts';

let env: Environment;
let executions: Execution[];

const pay = (reference: string, event?: string) =>
	env.simulator.payTill({ tillNumber: '123456', amount: 250, reference, event });

const paymentsIn = (all: Execution[]) => all.flatMap((execution) => execution.output('Payment'));

beforeAll(async () => {
	env = await openEnvironment({
		retryDelays: [],
		resultDelay: 500,
		payerNumbers: '0722***000',
	});
	const workflow = await env.open(
		await example('never-miss-a-payment', [env.credential], {
			'Check for payments': { pollTimes: everySeconds(5) },
		}),
	);
	const until = async (receipt: string, count = 1) => {
		executions = await waitFor(`${receipt} at Payment`, 60, async () => {
			const found = await env.executions(workflow);
			const polled = found.filter((one) =>
				one.output('Check for payments').some(({ reference }) => reference === receipt),
			);
			return polled.length >= count ? found : undefined;
		});
	};
	await pay('EVENT00001');
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
