import { useBench } from '../../support/simulator/bench.mts';
import { destination, destinations, request } from '../../support/simulator/samples.mts';
import { type Json, valueAt } from '../json.mts';

const bench = useBench();

const start = (changes: Json = {}) =>
	bench.create('v2/send_money', request('send_money', bench.receiver.url, changes));

const send = async (changes: Json = {}) => {
	const location = await start(changes);
	await bench.clock.advance(2000);
	return await bench.attributesAt(location);
};
const to = (...all: Json[]) => ({ destinations: all });

it('schedules a request until the result is due', async () => {
	expect(await bench.attributesAt(await start())).toMatchObject({
		status: 'Scheduled',
		source_identifier: '123456',
		destinations: [{ type: 'mobile_wallet', amount: 1000 }],
		transfer_batches: null,
		errors: null,
	});
});

it('processes a request with a batch for each destination', async () => {
	const wallets = [
		destination('mobile_wallet'),
		destination('mobile_wallet', { phone_number: '+254900111111', nickname: undefined }),
	];

	const attributes = await send(to(...wallets));

	const batch = (fields: Json) => ({
		status: 'Transferred',
		amount: '1000.0',
		disbursements: [
			{
				amount: '1000.0',
				errors: null,
				status: 'Transferred',
				favourite: true,
				destination_type: 'mobile_wallet',
				origination_time: expect.stringMatching(/\.\d{3}\+03:00$/),
				destination_reference: expect.stringMatching(/^[\da-f-]{36}$/),
				transaction_reference: expect.stringMatching(/^[A-Z\d]{10}$/),
				...fields,
			},
		],
	});
	expect(attributes).toEqual({
		status: 'Processed',
		created_at: expect.any(String),
		source_identifier: '123456',
		destinations: JSON.parse(JSON.stringify(wallets)) as Json[],
		currency: 'KES',
		transfer_batches: [
			batch({ nickname: 'Test', phone_number: '254900000000' }),
			batch({ phone_number: '+254900111111' }),
		],
		errors: null,
		metadata: { customerId: '8675309' },
		_links: expect.anything(),
	});
});

it.each(Object.keys(destinations))('sends money to a %s', async (type) => {
	const attributes = await send(to(destination(type, { amount: '250' })));

	expect(attributes).toMatchObject({
		destinations: [{ type, amount: '250' }],
		transfer_batches: [{ amount: '250.0', disbursements: [{ destination_type: type }] }],
	});
});

it.each([[undefined], [null], [[]]])(
	'sends the whole balance with the destinations %j',
	async (none) => {
		expect(await send({ destinations: none, source_identifier: undefined })).toMatchObject({
			source_identifier: '',
			destinations: null,
			transfer_batches: [
				{ amount: '19900.0', disbursements: [{ destination_type: 'merchant_wallet' }] },
				{ amount: '49452.0', disbursements: [{ destination_type: 'merchant_bank_account' }, {}] },
			],
		});
	},
);

it('returns null as the source until the request is processed', async () => {
	const location = await start({ source_identifier: null });

	expect(await bench.attributesAt(location)).toMatchObject({ source_identifier: null });
	await bench.clock.advance(2000);
	expect(await bench.attributesAt(location)).toMatchObject({ source_identifier: '' });
});

it('sends webhooks only for money to own accounts', async () => {
	const event = 'settlement_transfer_completed';
	await bench.subscribe(event);

	await send(to(destination('till'), destination('merchant_wallet', { description: null })));

	expect(bench.received(event)).toMatchObject([
		{ event: { resource: { destination: { type: 'Mobile Wallet' } } } },
	]);
});

it.each([
	['the till that pays', { source_identifier: '700013' }],
	['a destination', to(destination('till', { amount: 99913 }))],
])(
	'leaves a request at Received with every disbursement transferred, chosen by %s',
	async (_who, changes) => {
		expect(await send(changes)).toMatchObject({
			status: 'Received',
			transfer_batches: [{ status: 'Transferred', disbursements: [{ status: 'Transferred' }] }],
			errors: null,
		});
		expect(bench.received()).toMatchObject([{ data: { attributes: { status: 'Received' } } }]);
	},
);

describe('a scenario', () => {
	const statuses = (attributes: Json) =>
		(attributes['transfer_batches'] as Json[]).map(({ status }) => status);

	it('applies a scenario to one destination and not to another', async () => {
		const attributes = await send(
			to(
				destination('mobile_wallet', { phone_number: '254700000004' }),
				destination('till'),
				destination('paybill', { amount: 99903 }),
			),
		);

		expect(attributes).toMatchObject({
			status: 'Processed',
			errors: ['The balance is insufficient for the transaction'],
		});
		expect(statuses(attributes)).toEqual(['Failed', 'Transferred', 'Cancelled']);
		expect(valueAt(attributes, 'transfer_batches.0.disbursements.0.errors')).toEqual([
			'The initiator information is invalid.',
		]);
		expect(valueAt(attributes, 'transfer_batches.2.disbursements.0.errors')).toBeNull();
	});

	it.each([
		['phone number', destination('mobile_wallet', { phone_number: '254700000002' })],
		['till', destination('till', { till_number: '700002' })],
		[
			'reference',
			destination('merchant_wallet', { reference: '70000000-0000-4000-8000-000000000002' }),
		],
		['amount', destination('bank_account', { amount: 99902 })],
	])('chooses the scenario by the %s', async (_what, target) => {
		const attributes = await send(to(target));

		expect(statuses(attributes)).toEqual(['Cancelled']);
		expect(attributes['errors']).toEqual(['Request cancelled by user']);
	});

	it('chooses the scenario by the source till when the whole balance is sent', async () => {
		const attributes = await send({ destinations: null, source_identifier: '700004' });

		expect(attributes).toMatchObject({ status: 'Processed', errors: null });
		expect(statuses(attributes)).toEqual(['Failed', 'Failed']);
	});

	it('answers the request by the scenario of any destination', async () => {
		const body = request(
			'send_money',
			bench.receiver.url,
			to(destination('till'), destination('till', { amount: 99906 })),
		);

		expect((await bench.attempt('v2/send_money', body)).status).toBe(500);
		expect(bench.simulator.resources()).toEqual([]);
	});

	it('leaves the request without a result', async () => {
		expect(await send(to(destination('till', { amount: 99905 })))).toMatchObject({
			status: 'Scheduled',
		});
		expect(bench.received()).toEqual([]);
	});
});
