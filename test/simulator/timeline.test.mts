import { useBench } from '../support/simulator/bench.mts';
import { stkPush } from '../support/simulator/client.mts';
import { request } from '../support/simulator/samples.mts';
import type { Step, TimelineEntry } from './timeline.mts';

const bench = useBench();

/** A short text for a step. */
const words = (step: Step): string => {
	switch (step.kind) {
		case 'request':
			return `${step.request.method} ${step.request.status}`;
		case 'payment':
			return `paid ${step.payment.amount}`;
		case 'status':
			return step.status;
		case 'delivery':
			return `${step.delivery.topic} ${step.delivery.attempts.map(({ status }) => status).join(' ')}`;
	}
};

/** The timeline without the token request that each test begins with. */
const lines = () =>
	bench.simulator
		.timeline()
		.slice(1)
		.map(({ title, steps }: TimelineEntry) => [title, ...steps.map(words)]);

it('shows one entry from a request to its deliveries', async () => {
	await bench.subscribe('buygoods_transaction_received');
	bench.receiver.statuses.push(503);
	const location = await bench.create('v1/incoming_payments', stkPush(bench.receiver.url));
	await bench.client.get(location);
	await bench.clock.advance(5000);
	await bench.client.get(location);

	const [, line = []] = lines();
	expect(lines()).toHaveLength(2);
	expect(line.slice(0, 4)).toEqual(['incoming_payment', 'POST 201', 'Pending', 'Success']);
	expect(line.slice(4).sort()).toEqual([
		expect.stringMatching(/^buygoods_transaction_received (503 )?200$/),
		expect.stringMatching(/^incoming_payment (503 )?200$/),
	]);
	expect(bench.simulator.timeline().at(-1)).toMatchObject({
		id: location.split('/').at(-1),
		version: 'v1',
		location,
		reads: 2,
	});
});

it('shows an entry for a customer who pays without a request', async () => {
	await bench.subscribe('buygoods_transaction_received');
	await bench.simulator.payTill({ tillNumber: 'K123456', amount: 250 });

	expect(lines().slice(1)).toEqual([
		['buygoods_transaction_received', 'paid 250', 'buygoods_transaction_received 200'],
	]);
});

it('shows no entry for an unknown event', async () => {
	const payment = { tillNumber: 'K123456', amount: 250, event: 'constructor' };

	await expect(bench.simulator.payTill(payment)).rejects.toThrow('Unknown event: constructor');

	expect(lines()).toEqual([]);
});

it('shows how a payment link was cancelled', async () => {
	const location = await bench.create(
		'v2/payment_links',
		request('payment_link', bench.receiver.url, {}),
	);
	await bench.clock.advance(1000);
	await bench.client.post(`${location}/cancel`, '');

	expect(lines()).toEqual([['payment_link', 'POST 201', 'active', 'POST 200', 'cancelled']]);
});

it('adds settlements and reversals to the request that caused them', async () => {
	await bench.subscribe('settlement_transfer_completed');
	await bench.subscribe('buygoods_transaction_reversed');
	await bench.simulator.payTill({ tillNumber: 'K123456', amount: 5, reference: 'OJJ1MPU40Z' });
	await bench.create(
		'v2/reversals',
		request('reversal', bench.receiver.url, { transaction_reference: 'OJJ1MPU40Z' }),
	);
	await bench.create(
		'v2/send_money',
		request('send_money', bench.receiver.url, { destinations: [] }),
	);
	await bench.clock.advance(2000);

	const last = (title: string) =>
		lines()
			.find(([first]) => first === title)
			?.slice(-3);
	expect(last('reversal')).toContain('buygoods_transaction_reversed 200');
	expect(last('send_money')).toContain('settlement_transfer_completed 200');
});

it('shows an entry for a request that creates nothing', async () => {
	await bench.attempt('v1/incoming_payments', {});
	await bench.client.get('/api/v1/incoming_payments/9b6ae2a7-68b1-4aa3-9a3c-6a2e3f5c8d10');

	expect(lines()).toEqual([
		['', 'POST 400'],
		['', 'GET 404'],
	]);
});

it.each([
	['server error after accepting', '+254700000007', 'POST 500'],
	['dropped connection', '+254700000009', 'POST 0'],
])(
	'finds what a request created although its answer does not say it: %s',
	async (_name, phone, answer) => {
		const subscriber = { phone_number: phone };
		await bench
			.attempt('v1/incoming_payments', stkPush(bench.receiver.url, { subscriber }))
			.catch(() => undefined);

		expect(lines()).toEqual([['incoming_payment', answer, 'Pending']]);
	},
);
