import { useBench } from '../support/simulator/bench.mts';
import { exchange, stkPush } from '../support/simulator/client.mts';
import { request } from '../support/simulator/samples.mts';
import type { Simulator } from './simulator.mts';

const bench = useBench();

beforeEach(() => {
	Object.assign(bench.simulator, { payerNumbers: 'full', links: 'usual' });
});

/** Lists all transactions. */
const poll = async () => {
	const always = { from_time: '2020-01-01T00:00:00Z', to_time: '2100-01-01T00:00:00Z' };
	const body = request('polling', bench.receiver.url, always);
	const location = await bench.create('v2/polling', body);
	await bench.clock.advance(2000);
	return await bench.attributesAt(location);
};

describe('phone numbers of payers', () => {
	const phoneNumber = '+254722000111';
	const hash = '1289bee2ab5ed70e87dd781f1a645ee732f3b07c6c47502c428a8634cda2ea05';
	const pay = async (payerNumbers: Simulator['payerNumbers']) => {
		bench.simulator.payerNumbers = payerNumbers;
		await bench.simulator.payTill({ tillNumber: '1', amount: 1, phoneNumber });
	};

	it.each([
		['full', phoneNumber],
		['0722XXXXXX', '0722XXXXXX'],
		['0722***000', '0722***111'],
	] as const)('shows payers as %s', async (payerNumbers, shown) => {
		const sender = { sender_phone_number: shown, hashed_sender_phone: hash };
		await bench.subscribe('buygoods_transaction_received');
		await pay(payerNumbers);
		const subscriber = { first_name: 'Jane', last_name: 'Doe', phone_number: phoneNumber };
		const push = await bench.create(
			'v2/incoming_payments',
			stkPush(bench.receiver.url, { subscriber }),
		);
		await bench.clock.advance(2000);

		expect(bench.received('buygoods_transaction_received')).toMatchObject([
			{ event: { resource: sender } },
			{ event: { resource: sender } },
		]);
		expect(await bench.attributesAt(push)).toMatchObject({ event: { resource: sender } });
		expect(await poll()).toMatchObject({
			transactions: [{ resource: sender }, { resource: sender }],
		});
	});

	it.each([
		['full', 254722000111],
		['0722***000', '0722***111'],
	] as const)('shows the payer as %s in a paid link', async (payerNumbers, shown) => {
		bench.simulator.payerNumbers = payerNumbers;
		const link = await bench.create(
			'v2/payment_links',
			request('payment_link', bench.receiver.url),
		);
		await bench.simulator.payLink(bench.simulator.resources()[0]!.id, { phoneNumber });

		expect(await bench.attributesAt(link)).toMatchObject({
			payment_link: { sender_phone_number: shown },
		});
	});

	it.each([
		['full', phoneNumber, hash],
		['0722XXXXXX', '0722XXXXXX', '2547 ***** 111'],
		['0722***000', '0722***111', '2547 ***** 111'],
	] as const)('shows payers as %s in other payloads', async (payerNumbers, shown, msisdn) => {
		bench.simulator.payerNumbers = payerNumbers;
		await bench.subscribe('customer_created');
		bench.simulator.subscribe('v2', {
			event_type: 'buygoods_transaction_received',
			url: bench.receiver.url,
			scope: 'company',
			enable_daraja_payload: true,
		});
		const payment = { tillNumber: '1', amount: 1, phoneNumber };
		await bench.simulator.payTill(payment);
		await bench.simulator.payTill({ ...payment, event: 'customer_created' });

		expect(bench.received()).toMatchObject([
			{ MSISDN: msisdn },
			{ event: { resource: { phone_number: shown } } },
		]);
	});

	it('does not change the numbers of earlier payments', async () => {
		await pay('0722XXXXXX');
		await pay('full');

		expect(await poll()).toMatchObject({
			transactions: [
				{ resource: { sender_phone_number: '0722XXXXXX' } },
				{ resource: { sender_phone_number: phoneNumber } },
			],
		});
	});
});

describe('links', () => {
	/** The answer to a client that calls the simulator directly or through a TLS proxy. */
	const create = async (scheme: 'http' | 'https') => {
		const response = await fetch(`${bench.simulator.url}/api/v1/incoming_payments`, {
			method: 'POST',
			headers: {
				Authorization: `Bearer ${await exchange(bench.simulator)}`,
				'X-Forwarded-Proto': scheme,
			},
			body: JSON.stringify(stkPush(bench.receiver.url)),
		});
		const location = String(response.headers.get('Location'));
		const { id } = bench.simulator.resources().at(-1)!;
		return { id, location, document: bench.simulator.document(id) };
	};

	it.each([
		['usual', 'http', 'http', ''],
		['usual', 'https', 'https', ''],
		['http', 'https', 'http', ''],
		['trailing-slash', 'http', 'http', '/'],
		['trailing-slash', 'https', 'https', '/'],
	] as const)(
		'writes links as %s for a client that uses %s',
		async (links, scheme, written, end) => {
			bench.simulator.links = links;

			const { id, location, document } = await create(scheme);

			const host = new URL(bench.simulator.url).host;
			expect(location).toBe(`${written}://${host}/api/v1/incoming_payments/${id}${end}`);
			expect(document).toMatchObject({ data: { attributes: { _links: { self: location } } } });
			expect(await bench.attributesAt(new URL(location).pathname)).toMatchObject({
				status: 'Pending',
			});
		},
	);
});
