import { useBench } from '../../support/simulator/bench.mts';
import { request, requests } from '../../support/simulator/samples.mts';
import { type Json, valueAt } from '../json.mts';

const bench = useBench();
const event = 'settlement_transfer_completed';

const settle = async (changes: Json) => {
	const location = await bench.create(
		'v1/settlement_transfers',
		request('settlement_transfer', bench.receiver.url, changes),
	);
	await bench.clock.advance(2000);
	return await bench.attributesAt(location);
};
const blind = { destination_type: undefined, destination_reference: undefined };
const toBank = {
	destination_type: 'merchant_bank_account',
	destination_reference: 'cc0e5289-f964-4fc0-8e81-ab48fdb3d3d9',
};
const amount = (value: unknown) => ({ amount: { currency: 'KES', value } });

it('returns the documented format for a wallet, without metadata', async () => {
	expect(await settle({})).toEqual({
		status: 'Processed',
		created_at: expect.any(String),
		amount: { currency: 'KES', value: 236 },
		transfer_batches: [
			{
				status: 'Transferred',
				disbursements: [
					{
						amount: '236.0',
						status: 'Transferred',
						destination_type: 'Mobile Wallet',
						origination_time: expect.any(String),
						destination_reference: '17067bf7-648e-424c-af0f-8c541a1b4ec3',
						transaction_reference: expect.stringMatching(/^[A-Z\d]{10}$/),
					},
				],
			},
		],
		_links: expect.anything(),
	});
});

it('returns the format of the sandbox for a bank account', async () => {
	expect(await settle(toBank)).toMatchObject({
		status: 'Transferred',
		transfer_batches: [
			{
				status: 'Transferred',
				amount: '236',
				disbursements: [
					{
						amount: '236',
						destination_type: 'merchant_bank_account',
						transaction_reference: expect.any(Number),
					},
				],
			},
		],
	});
});

it.each([[{}], [{ amount: undefined }], [amount(0)], [amount('')], [amount(null)]])(
	'moves the whole balance blindly when asked %j',
	async (changes) => {
		const attributes = await settle({ ...blind, ...amount(undefined), ...changes });

		expect(attributes).toMatchObject({
			status: 'Processed',
			amount: { currency: 'KES', value: null },
			transfer_batches: [
				{ disbursements: [{ amount: '19900.0', destination_type: 'Mobile Wallet' }] },
				{
					disbursements: [
						{ amount: '24452.0', destination_type: 'Bank Account', transaction_reference: null },
						{ amount: '25000.0', destination_type: 'Bank Account', transaction_reference: null },
					],
				},
			],
		});
	},
);

it('sends an amount to the preferred account', async () => {
	expect(await settle({ ...blind, ...amount('500') })).toMatchObject({
		amount: { value: '500' },
		transfer_batches: [{ disbursements: [{ amount: '500.0' }] }],
	});
});

describe('the webhook', () => {
	beforeEach(() => bench.subscribe(event));

	it('sends a webhook for every batch with the receipts of the status', async () => {
		const attributes = await settle({ ...blind, amount: {} });

		const [wallet, bank] = bench.received(event).map((body) => valueAt(body, 'event.resource'));
		expect(wallet).toMatchObject({
			amount: '19900.0',
			status: 'Transferred',
			destination: { type: 'Mobile Wallet', resource: { phone_number: '+254999999999' } },
			disbursements: [
				{
					transaction_reference: valueAt(
						attributes,
						'transfer_batches.0.disbursements.0.transaction_reference',
					),
				},
			],
		});
		expect(bank).toMatchObject({
			amount: '49452.0',
			destination: { type: 'Bank Account', resource: { account_number: '1234' } },
			disbursements: [{ amount: '24452.0' }, { amount: '25000.0' }],
		});
	});

	it('sends the account whose ID is the reference', async () => {
		const wallet = await bench.create('v1/merchant_wallets', { ...requests['merchant_wallet'] });
		const reference = wallet.split('/').at(-1);
		await settle({ destination_reference: reference });

		expect(bench.received(event)).toMatchObject([
			{
				event: {
					resource: {
						destination: {
							type: 'Mobile Wallet',
							resource: { reference, phone_number: '+254911222538', first_name: 'Jane' },
						},
					},
				},
			},
		]);
	});

	it('sends no webhook when no money moved', async () => {
		await settle(amount(99903));

		expect(bench.received(event)).toEqual([]);
	});

	it('sends the webhook twice with the scenario duplicate delivery', async () => {
		await settle({ destination_reference: '70000000-0000-4000-8000-000000000010' });

		expect(bench.received(event)).toHaveLength(2);
	});
});

it.each([
	[{}, 'Cancelled', 99902],
	[toBank, 'Cancelled', 99903],
	[toBank, 'Failed', 99904],
])('processes %j with the status %s', async (changes, status, value) => {
	expect(await settle({ ...changes, ...amount(value) })).toMatchObject({
		status: 'Processed',
		transfer_batches: [{ status, disbursements: [{ status, transaction_reference: null }] }],
	});
});
