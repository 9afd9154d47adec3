import { readFile } from 'node:fs/promises';
import { useBench } from '../support/simulator/bench.mts';
import { stkPush } from '../support/simulator/client.mts';
import { until } from '../support/simulator/until.mts';
import type { Json } from './json.mts';
import { scenarios } from './scenarios.mts';

const bench = useBench();

const push = (changes: Json) =>
	bench.client.post('/api/v1/incoming_payments', stkPush(bench.receiver.url, changes));

const by = {
	'phone number': (name: string): Json => ({
		subscriber: { phone_number: scenarios.find((scenario) => scenario.name === name)?.phoneNumber },
	}),
	amount: (name: string): Json => ({
		amount: {
			currency: 'KES',
			value: scenarios.find((scenario) => scenario.name === name)?.amount,
		},
	}),
};

const results = () =>
	bench.receiver.received.map(
		({ body }) =>
			(JSON.parse(body) as { data: { attributes: { status: string; event: Json } } }).data
				.attributes,
	);

describe.each(['phone number', 'amount'] as const)('by %s', (how) => {
	it.each([
		['cancelled', 'Request cancelled by user'],
		['insufficient balance', 'The balance is insufficient for the transaction'],
		['wrong PIN', 'The initiator information is invalid.'],
	])('fails a payment with the scenario %s', async (name, errors) => {
		await push(by[how](name));
		await bench.clock.advance(2000);

		expect(results()).toMatchObject([{ status: 'Failed', event: { resource: null, errors } }]);
	});

	it('leaves a payment pending if the customer never answers', async () => {
		await push(by[how]('never answered'));
		await bench.clock.advance(24 * 60 * 60 * 1000);

		expect(bench.simulator.resources()).toMatchObject([{ status: 'Pending' }]);
		expect(results()).toEqual([]);
	});

	it('answers 500 and creates nothing', async () => {
		expect((await push(by[how]('server error'))).status).toBe(500);
		expect(bench.simulator.resources()).toEqual([]);
	});

	it('answers 500 although the customer pays', async () => {
		expect(await push(by[how]('server error after accepting'))).toMatchObject({
			status: 500,
			location: null,
		});
		await bench.clock.advance(2000);

		expect(results()).toMatchObject([{ status: 'Success' }]);
	});

	it.each([
		['errors by field', 422, { errors: { phone_number: ['is invalid'] } }],
		['errors with details', 400, { errors: [{ detail: 'Amount is above the daily limit' }] }],
		['error with a message', 400, { error: { message: 'The till is suspended' } }],
		['forbidden without a body', 403, ''],
		['page of HTML', 502, expect.stringMatching(/^<!DOCTYPE html>/)],
	])('rejects a request with the scenario %s', async (name, status, body) => {
		expect(await push(by[how](name))).toEqual({ status, location: null, body });
		expect(bench.simulator.resources()).toEqual([]);
	});

	it('answers after 40 seconds although the customer pays earlier', async () => {
		let answered = false;
		const reply = push(by[how]('slow')).finally(() => (answered = true));
		await until(() => bench.simulator.resources().length === 1);

		await bench.clock.advance(39_999);
		expect(results()).toMatchObject([{ status: 'Success' }]);
		expect(answered).toBe(false);
		await bench.clock.advance(1);

		expect(await reply).toMatchObject({ status: 201, location: expect.any(String) });
	});

	it('closes the connection although the customer pays', async () => {
		await expect(push(by[how]('dropped connection'))).rejects.toThrow('fetch failed');
		await bench.clock.advance(2000);

		expect(results()).toMatchObject([{ status: 'Success' }]);
	});

	it('delivers everything twice', async () => {
		await push(by[how]('duplicate delivery'));
		await bench.clock.advance(2000);

		const [one, other] = bench.receiver.received;
		expect(bench.receiver.received).toHaveLength(2);
		expect(other?.body).toBe(one?.body);
	});

	it('adds a copy with a wrong signature to each delivery', async () => {
		await push(by[how]('forged delivery'));
		await bench.clock.advance(2000);

		const genuine = bench.receiver.received.map(
			({ body, headers }) => headers['x-kopokopo-signature'] === bench.simulator.sign(body),
		);
		expect(genuine.sort()).toEqual([false, true]);
	});
});

it('pays with every other phone number and amount', async () => {
	await push({});
	await push(by['phone number']('paid'));
	await bench.clock.advance(2000);

	expect(results()).toMatchObject([{ status: 'Success' }, { status: 'Success' }]);
});

it('documents every scenario in the README', async () => {
	const readme = await readFile('test/simulator/README.md', 'utf8');
	const rows = scenarios.map(({ name, phoneNumber, amount }) => [phoneNumber, amount ?? '', name]);

	const documented = [...readme.matchAll(/^\| (\+254\d+) *\| (\d*) *\| ([^|]*?) *\|/gm)];

	expect(documented.map(([, phoneNumber, amount, name]) => [phoneNumber, amount, name])).toEqual(
		rows.map((row) => row.map(String)),
	);
});
