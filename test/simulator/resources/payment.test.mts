import { useBench } from '../../support/simulator/bench.mts';
import { recipients, request } from '../../support/simulator/samples.mts';
import { type Json, valueAt } from '../json.mts';

const bench = useBench();

const pay = (changes: Json = {}) =>
	bench.create('v1/payments', request('payment', bench.receiver.url, changes));

it('stays pending until the result is due', async () => {
	expect(await bench.attributesAt(await pay())).toMatchObject({
		status: 'Pending',
		amount: { currency: 'KES', value: 780 },
		transfer_batches: [],
	});
});

it('processes a payment with a disbursement in the format of v1', async () => {
	const location = await pay();
	await bench.clock.advance(2000);

	expect(await bench.attributesAt(location)).toEqual({
		status: 'Processed',
		created_at: expect.stringMatching(/\.\d{3}\+03:00$/),
		amount: { currency: 'KES', value: 780 },
		transfer_batches: [
			{
				status: 'Transferred',
				disbursements: [
					{
						amount: '780.0',
						status: 'Transferred',
						destination_type: 'Mobile Wallet',
						origination_time: expect.stringMatching(/\.\d{3}\+03:00$/),
						destination_reference: '0fcb2f42-9372-4a6c-8c2f-3fd977c548e8',
						transaction_reference: expect.stringMatching(/^[A-Z\d]{10}$/),
					},
				],
			},
		],
		metadata: { customerId: '8675309' },
		_links: { callback_url: bench.receiver.url, self: location },
	});
});

it.each([
	['mobile_wallet', 'Mobile Wallet', expect.any(String)],
	['bank_account', 'Bank Account', null],
	['till', 'Till', expect.any(String)],
	['paybill', 'Paybill', expect.any(String)],
])('pays a %s', async (type, name, receipt) => {
	const location = await pay({ destination_type: type });
	await bench.clock.advance(2000);

	expect(
		valueAt(await bench.attributesAt(location), 'transfer_batches.0.disbursements.0'),
	).toMatchObject({ destination_type: name, transaction_reference: receipt });
});

const amount = (value: number) => ({ amount: { currency: 'KES', value } });
const scenarioReference = (number: string) => ({
	destination_reference: `70000000-0000-4000-8000-0000000000${number}`,
});

describe.each<[string, Json, Json]>([
	['an amount', amount(99903), amount(99904)],
	['a reference', scenarioReference('03'), scenarioReference('04')],
])('with a scenario chosen by %s', (_how, insufficient, wrongPin) => {
	it('processes a payment as cancelled when the balance is insufficient', async () => {
		const location = await pay(insufficient);
		await bench.clock.advance(2000);

		expect(await bench.attributesAt(location)).toMatchObject({
			status: 'Processed',
			transfer_batches: [
				{
					status: 'Cancelled',
					disbursements: [{ status: 'Cancelled', transaction_reference: null }],
				},
			],
			errors: ['The balance is insufficient for the transaction'],
		});
		expect(bench.received()).toHaveLength(1);
	});

	it('processes a payment although the disbursement failed', async () => {
		const location = await pay(wrongPin);
		await bench.clock.advance(2000);

		const attributes = await bench.attributesAt(location);
		const errors = ['The initiator information is invalid.'];
		expect(attributes).toMatchObject({
			status: 'Processed',
			transfer_batches: [{ status: 'Failed', disbursements: [{ status: 'Failed', errors }] }],
		});
		expect(attributes).not.toHaveProperty('errors');
	});
});

it('follows the scenario of the recipient whose ID is the reference', async () => {
	const recipient = await bench.create('v1/pay_recipients', {
		type: 'mobile_wallet',
		pay_recipient: { ...recipients['mobile_wallet'], phone_number: '+254700000002' },
	});
	const location = await pay({ destination_reference: recipient.split('/').at(-1) });
	await bench.clock.advance(2000);

	expect(await bench.attributesAt(location)).toMatchObject({
		errors: ['Request cancelled by user'],
	});
});

describe('without success', () => {
	it('sends no result with the scenario never answered', async () => {
		const location = await pay(amount(99905));
		await bench.clock.advance(24 * 60 * 60 * 1000);

		expect(await bench.attributesAt(location)).toMatchObject({ status: 'Pending' });
		expect(bench.received()).toEqual([]);
	});

	it('creates nothing when the server fails first', async () => {
		const body = request('payment', bench.receiver.url, amount(99906));

		expect((await bench.attempt('v1/payments', body)).status).toBe(500);
		expect(bench.simulator.resources()).toEqual([]);
	});
});

it.each([
	['fails', 99907],
	['drops the connection', 99909],
])('makes a payment although the server %s after accepting', async (_how, value) => {
	const body = request('payment', bench.receiver.url, amount(value));
	await bench.attempt('v1/payments', body).catch(() => undefined);
	await bench.clock.advance(2000);

	expect(bench.received()).toMatchObject([{ data: { attributes: { status: 'Processed' } } }]);
});

it('accepts tags as text and no category', async () => {
	const location = await pay({ tags: 'May, salary', category: undefined });
	await bench.clock.advance(2000);

	expect(await bench.attributesAt(location)).toMatchObject({ status: 'Processed' });
});
