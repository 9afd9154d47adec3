import { runAction, type Parameters } from './engine.mts';
import { credentialsFor, paymentsOf, requestPayment, requestsTo, useSimulator } from './setup.mts';

const kopoKopo = useSimulator();

const body = {
	payment_channel: 'M-PESA STK Push',
	till_number: 'K123456',
	subscriber: { phone_number: '+254712345678' },
	amount: { value: 100, currency: 'KES' },
	_links: { callback_url: 'https://example.com/callback' },
};

const everything: Parameters = {
	...requestPayment,
	currency: 'KES',
	firstName: 'Jane',
	lastName: 'Wanjiku',
	options: {
		middleName: 'M',
		email: 'jane@example.com',
		paymentChannel: 'M-PESA',
		metadata: { pair: [{ key: 'invoice', value: 'INV-1' }] },
	},
};

const fullBody = {
	...body,
	payment_channel: 'M-PESA',
	subscriber: {
		phone_number: '+254712345678',
		first_name: 'Jane',
		last_name: 'Wanjiku',
		middle_name: 'M',
		email: 'jane@example.com',
	},
	metadata: { invoice: 'INV-1' },
};

describe.each(['v1', 'v2'])('%s', (apiVersion) => {
	test.each([
		['the required parameters alone', requestPayment, body],
		['every parameter', everything, fullBody],
	])('requestPayment sends %s', async (_name, parameters, expected) => {
		const { simulator } = kopoKopo;
		const { items, error } = await runAction({
			credentials: credentialsFor(simulator, { apiVersion }),
			parameters,
		});

		expect(error).toBeUndefined();
		const [request, ...others] = requestsTo(simulator, 'POST', '/api');
		expect(others).toEqual([]);
		expect(request).toMatchObject({ path: `/api/${apiVersion}/incoming_payments`, status: 201 });
		expect(JSON.parse(request!.body)).toEqual(expected);
		expect(request!.headers).toMatchObject({
			accept: 'application/json',
			'content-type': 'application/json',
			authorization: expect.stringMatching(/^Bearer \S+$/),
			'user-agent': expect.stringMatching(/^n8n-nodes-kopokopo\/\d+\.\d+\.\d+$/),
		});
		const [resource] = simulator.resources();
		expect(items).toEqual([
			{
				json: { id: resource!.id, location: resource!.location, type: 'incoming_payment' },
				pairedItem: { item: 0 },
			},
		]);
	});

	test('getStatus takes a location or an id and gives the flat fields', async () => {
		const { simulator } = kopoKopo;
		const credentials = credentialsFor(simulator, { apiVersion });
		const created = await runAction({ credentials, parameters: everything });
		const { id, location } = created.items[0]!.json;

		for (const named of [location, id]) {
			const parameters = { resource: 'stkPush', operation: 'getStatus', location: String(named) };
			const { items } = await runAction({ credentials, parameters });
			expect(items).toEqual([
				{
					json: {
						id,
						type: 'incoming_payment',
						initiationTime: expect.any(String),
						status: 'Pending',
						eventType: 'Incoming Payment Request',
						errors: [],
						metadata: { invoice: 'INV-1' },
						linkSelf: location,
						callbackUrl: 'https://example.com/callback',
						resource: null,
					},
					pairedItem: { item: 0 },
				},
			]);
		}
		expect(
			requestsTo(simulator, 'GET', `/api/${apiVersion}/incoming_payments/${String(id)}`),
		).toHaveLength(2);
	});
});

test('getStatus without Simplify gives the JSON as received', async () => {
	const { simulator } = kopoKopo;
	const credentials = credentialsFor(simulator);
	const created = await runAction({ credentials, parameters: requestPayment });
	const location = String(created.items[0]!.json.location);
	const parameters = { resource: 'stkPush', operation: 'getStatus', location, simplify: false };
	const { items } = await runAction({ credentials, parameters });
	expect(items[0]!.json).toMatchObject({
		data: {
			type: 'incoming_payment',
			attributes: { status: 'Pending', _links: { self: location } },
		},
	});
});

test('a location of v1 is asked for as it is, whatever the credential says', async () => {
	const { simulator } = kopoKopo;
	const created = await runAction({
		credentials: credentialsFor(simulator),
		parameters: requestPayment,
	});
	const { items } = await runAction({
		credentials: credentialsFor(simulator, { apiVersion: 'v2' }),
		parameters: {
			resource: 'stkPush',
			operation: 'getStatus',
			location: String(created.items[0]!.json.location),
		},
	});
	expect(items[0]!.json.status).toBe('Pending');
});

test('every item is sent on its own and linked to its input', async () => {
	const { simulator } = kopoKopo;
	const { items } = await runAction({
		credentials: credentialsFor(simulator),
		parameters: {
			...requestPayment,
			amount: '={{ $json.amount }}',
			phoneNumber: '={{ $json.phone }}',
		},
		items: [
			{ amount: 10, phone: '0712000001' },
			{ amount: '20.50', phone: 254712000002 },
			{ amount: 30, phone: '+254 712 000 003' },
		],
	});
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	const sent = paymentsOf(simulator).map((request) => JSON.parse(request.body) as typeof body);
	expect(
		sent.map(({ amount, subscriber }) => [amount.value, subscriber.phone_number]).sort(),
	).toEqual([
		[10, '+254712000001'],
		[20.5, '+254712000002'],
		[30, '+254712000003'],
	]);
	const ids = new Set(items.map(({ json }) => json.id));
	expect(ids).toEqual(new Set(simulator.resources().map(({ id }) => id)));
});

test('continue on fail: the bad item carries its error, the others are paid', async () => {
	const { simulator } = kopoKopo;
	const { items, error } = await runAction({
		credentials: credentialsFor(simulator),
		parameters: { ...requestPayment, amount: '={{ $json.amount }}' },
		items: [{ amount: 10 }, { amount: -1 }, { amount: 30 }],
		settings: { onError: 'continueRegularOutput' },
	});
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json)).toEqual([
		expect.objectContaining({ type: 'incoming_payment' }),
		{ error: expect.stringMatching(/^Amount is not an amount.* \[item 1\]$/) },
		expect.objectContaining({ type: 'incoming_payment' }),
	]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	expect(paymentsOf(simulator)).toHaveLength(2);
});

test('on the error output, an item still tells which one it was', async () => {
	const { run } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: { ...requestPayment, amount: '={{ $json.amount }}' },
		items: [{ amount: 10 }, { amount: -1 }, { amount: 30 }],
		settings: { onError: 'continueErrorOutput' },
	});
	const outputs = run.data.resultData.runData['Kopo Kopo']!.at(-1)!.data!.main;
	expect(outputs!.map((items) => items!.map(({ pairedItem }) => pairedItem))).toEqual([
		[{ item: 0 }, { item: 2 }],
		[{ item: 1 }],
	]);
});

test('a successful item has no key that n8n takes for a failure', async () => {
	const { items } = await runAction({
		credentials: credentialsFor(kopoKopo.simulator),
		parameters: requestPayment,
	});
	expect(items[0]!.json).not.toHaveProperty('error');
});
