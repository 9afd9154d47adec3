import { useBench } from '../../support/simulator/bench.mts';
import { recipients, requests } from '../../support/simulator/samples.mts';

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
	it.each(names)('approves a %s at once', async (kind, name) => {
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

	it('sends no callback', async () => {
		await bench.create(collection, { type: 'till', [type]: recipients['till'] });
		await bench.clock.advance(60_000);

		expect(bench.received()).toEqual([]);
	});
});

it('accepts a v2 bank account without a settlement method', async () => {
	const location = await bench.create('v2/external_recipients', {
		type: 'bank_account',
		external_recipient: { ...recipients['bank_account'], settlement_method: undefined },
	});

	expect(await bench.attributesAt(location)).toMatchObject({ status: 'Approved' });
});

describe.each(['v1', 'v2'])('%s', (version) => {
	it.each(['merchant_bank_account', 'merchant_wallet'])('approves a %s at once', async (type) => {
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
