import { useBench } from '../../support/simulator/bench.mts';
import { request } from '../../support/simulator/samples.mts';
import { type Json, textAt } from '../json.mts';

const bench = useBench();
const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000;

const create = async (changes: Json = {}) => {
	const location = await bench.create(
		'v2/payment_links',
		request('payment_link', bench.receiver.url, changes),
	);
	return { location, id: location.split('/').at(-1) ?? '' };
};
const stateOf = async (location: string) =>
	textAt(await bench.attributesAt(location), 'payment_link.payment_link_status');

it('activates a link at once', async () => {
	const { location } = await create();

	expect(await bench.attributesAt(location)).toEqual({
		status: 'Processed',
		created_at: expect.any(String),
		till_name: expect.any(String),
		till_number: '123456',
		payment_reference: 'INV29390943',
		currency: 'KES',
		amount: 2000,
		note: 'Note to customer',
		payment_link: {
			payment_link_status: 'active',
			expires_at: expect.stringMatching(/\.\d{3}\+03:00$/),
			initiator_name: 'John Doe',
			link: expect.stringMatching(new RegExp(`^${bench.simulator.url}/links/[\\da-f-]{36}$`)),
		},
		errors: null,
		metadata: { customerId: '8675309' },
		_links: { callback_url: bench.receiver.url, self: location },
	});
	expect(bench.received()).toEqual([]);
});

it('returns the format of the guide for an online payments till', async () => {
	const { location } = await create({ till_number: 'K123456' });

	expect(await bench.attributesAt(location)).toMatchObject({
		amount: '2000',
		payment_link: {
			payment_link_status: 'Active',
			link: expect.stringMatching(/^\/links\/[\da-f-]{36}$/),
		},
	});
});

it('sends a callback and webhooks when it is paid', async () => {
	await bench.subscribe('buygoods_transaction_received');
	const { location, id } = await create();

	const deliveries = await bench.simulator.payLink(id, {
		phoneNumber: '+254700000001',
		firstName: 'Ann',
		reference: 'DAVSTK1777',
	});

	const { body } = await bench.client.get(location);
	expect(deliveries.map(({ topic }) => topic).sort()).toEqual([
		'buygoods_transaction_received',
		'payment_link',
	]);
	expect(bench.received()).toContainEqual(body);
	expect(await bench.attributesAt(location)).toMatchObject({
		status: 'Processed',
		payment_link: {
			status: 'Paid',
			link: expect.stringContaining('/links/'),
			transaction_reference: 'DAVSTK1777',
			sender_phone_number: 254700000001,
			origination_time: expect.stringMatching(/\.\d{3}\+03:00$/),
		},
	});
	expect(bench.received('buygoods_transaction_received')).toMatchObject([
		{
			event: {
				resource: {
					reference: 'DAVSTK1777',
					amount: '2000.0',
					till_number: '123456',
					sender_first_name: 'Ann',
				},
			},
		},
	]);
});

it.each([['123456'], ['K123456']])('cancels a link with the till %s', async (till) => {
	const { location, id } = await create({ till_number: till });

	expect(await bench.client.post(`${location}/cancel`, '')).toMatchObject({
		status: 200,
		body: { message: 'Payment link cancelled.' },
	});

	expect(await stateOf(location)).toMatch(/^cancelled$/i);
	expect(bench.received()).toEqual([]);
	await expect(bench.simulator.payLink(id)).rejects.toThrow('The payment link is not active');
	expect(await bench.client.post(`${location}/cancel`, '')).toMatchObject({
		status: 400,
		body: { error_message: 'Payment link is not active' },
	});
});

it('rejects a second payment, and a cancellation after the payment', async () => {
	const { location, id } = await create();
	await bench.simulator.payLink(id);

	await expect(bench.simulator.payLink(id)).rejects.toThrow('The payment link is not active');
	expect((await bench.client.post(`${location}/cancel`, '')).status).toBe(400);
	await bench.clock.advance(SEVEN_DAYS);
	expect(await bench.attributesAt(location)).toMatchObject({ payment_link: { status: 'Paid' } });
	expect(bench.received()).toHaveLength(1);
});

it('expires a link after seven days', async () => {
	const { location } = await create();
	await bench.clock.advance(SEVEN_DAYS - 1);
	expect(await stateOf(location)).toBe('active');

	await bench.clock.advance(1);

	expect(await stateOf(location)).toBe('expired');
});

it('keeps a link active when the payment fails', async () => {
	const { location, id } = await create();

	expect(await bench.simulator.payLink(id, { phoneNumber: '+254700000004' })).toEqual([]);

	expect(await stateOf(location)).toBe('active');
});

it('sends two callbacks with a test number that does', async () => {
	const { id } = await create();

	await bench.simulator.payLink(id, { phoneNumber: '+254700000010' });

	expect(bench.received()).toHaveLength(2);
});

it.each([
	['the till', { till_number: '700006' }],
	['the amount', { amount: 99906 }],
])('answers with a server error chosen by %s', async (_what, changes) => {
	const body = request('payment_link', bench.receiver.url, changes);

	expect((await bench.attempt('v2/payment_links', body)).status).toBe(500);
});

it('lets the control API pay a link', async () => {
	const { id } = await create();
	const pay = async (link: string) => {
		const response = await fetch(`${bench.simulator.url}/control/links/${link}/pay`, {
			method: 'POST',
		});
		return [response.status, await response.json()];
	};

	expect(await pay(id)).toMatchObject([200, { deliveries: [{ topic: 'payment_link' }] }]);
	expect(await pay('1')).toEqual([400, { error: 'Unknown payment link: 1' }]);
});
