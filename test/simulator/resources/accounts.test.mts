import type { Json } from '../json.mts';
import { useBench } from '../support/bench.mts';
import { recipients, requests } from '../support/samples.mts';

const bench = useBench();

const names: [string, string][] = [
	['mobile_wallet', 'Mobile Wallet'],
	['bank_account', 'Bank Account'],
	['till', 'Till'],
	['paybill', 'Paybill'],
];
const versions = [
	{ collection: 'v1/pay_recipients', type: 'pay_recipient' },
	{ collection: 'v2/external_recipients', type: 'external_recipient' },
];

describe.each(versions)('$collection', ({ collection, type }) => {
	it.each(names)('%s', async (kind, name) => {
		const details = recipients[kind];
		const location = await bench.create(collection, { type: kind, [type]: details });

		expect((await bench.client.get(location)).body).toEqual({
			data: {
				id: location.split('/').at(-1),
				type,
				attributes: {
					recipient_type: name,
					account_alias: null,
					status: 'Approved',
					...details,
					recipient_reference: 'Unavailable',
				},
			},
		});
	});

	it('calls nobody back', async () => {
		await bench.create(collection, { type: 'till', [type]: recipients['till'] });
		await bench.clock.advance(60_000);

		expect(bench.received()).toEqual([]);
	});

	it.each<[string, Json, string]>([
		['mobile_wallet', { first_name: '' }, "first name can't be blank"],
		['mobile_wallet', { phone_number: '254911222538' }, 'phone number is an invalid number'],
		['mobile_wallet', { network: null }, "network can't be blank"],
		['bank_account', { bank_branch_ref: 'Westlands' }, 'bank branch ref is invalid'],
		['bank_account', { settlement_method: 'SWIFT' }, 'settlement method is not included'],
		['till', { till_number: 'twelve' }, 'till number is invalid'],
		['paybill', { paybill_account_number: '' }, "paybill account number can't be blank"],
	])('refuses a %s with %j: %s', async (kind, changes, message) => {
		const body = { type: kind, [type]: { ...recipients[kind], ...changes } };

		expect(await bench.attempt(collection, body)).toMatchObject({
			status: 400,
			body: { error_message: expect.stringContaining(message) },
		});
	});

	it.each([['kopo_kopo_merchant'], ['constructor']])('does not know a %s', async (kind) => {
		expect(await bench.attempt(collection, { type: kind, [type]: {} })).toMatchObject({
			status: 400,
			body: { error_message: 'Type is not included in the list' },
		});
	});
});

it('needs a settlement method in v1 alone', async () => {
	const details = { ...recipients['bank_account'], settlement_method: undefined };

	expect(
		await bench.attempt('v1/pay_recipients', { type: 'bank_account', pay_recipient: details }),
	).toMatchObject({ body: { error_message: "Pay recipient settlement method can't be blank" } });
	await bench.create('v2/external_recipients', {
		type: 'bank_account',
		external_recipient: details,
	});
});

describe.each(['v1', 'v2'])('%s', (version) => {
	it.each(['merchant_bank_account', 'merchant_wallet'])('%s', async (type) => {
		const details = requests[type];
		const location = await bench.create(`${version}/${type}s`, { ...details });

		expect((await bench.client.get(location)).body).toMatchObject({
			data: {
				type,
				attributes: { status: 'Approved', account_reference: 'Unavailable', ...details },
			},
		});
		expect(bench.simulator.deliveries).toEqual([]);
	});
});

it.each<[string, Json, string]>([
	['merchant_bank_account', { account_number: '' }, "Account number can't be blank"],
	['merchant_bank_account', { settlement_method: '' }, "Settlement method can't be blank"],
	['merchant_wallet', { phone_number: '0712345678' }, 'Phone number is an invalid number'],
])('refuses a %s with %j: %s', async (type, changes, message) => {
	expect(await bench.attempt(`v1/${type}s`, { ...requests[type], ...changes })).toMatchObject({
		status: 400,
		body: { error_message: message },
	});
});
