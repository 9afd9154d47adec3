import { readFile } from 'node:fs/promises';
import { useBench } from '../../support/simulator/bench.mts';
import { request } from '../../support/simulator/samples.mts';
import type { Version } from '../resource.mts';
import { resourceTypes } from '../simulator.mts';

const bench = useBench();
const versions: Version[] = ['v1', 'v2'];

const cases = resourceTypes.flatMap(({ type, collection, versions: known }) =>
	versions.map((version) => ({ type, collection, version, exists: known.includes(version) })),
);
const existing = cases.filter(({ exists }) => exists);

/** A reversal needs a payment. */
beforeEach(async () => {
	await bench.simulator.payTill({ tillNumber: '123456', amount: 50, reference: 'OJM6Q1W84K' });
});

it.each(cases.filter(({ exists }) => !exists))(
	'answers 404 for $collection in $version',
	async ({ type, collection, version }) => {
		const body = request(type, bench.receiver.url);

		expect(await bench.attempt(`${version}/${collection}`, body)).toMatchObject({
			status: 404,
			body: { error_code: 404 },
		});
	},
);

it.each(resourceTypes)('documents $collection', async ({ collection }) => {
	expect(await readFile('test/simulator/reference.md', 'utf8')).toContain(`\`${collection}\``);
});

describe.each(existing)('$version/$collection', ({ type, collection, version }) => {
	const location = async () =>
		await bench.create(`${version}/${collection}`, request(type, bench.receiver.url));

	it('creates a resource and returns it', async () => {
		const url = await location();

		const { body } = await bench.client.get(url);
		const id = url.split('/').at(-1) ?? '';
		expect(url).toBe(`${bench.simulator.url}/api/${version}/${collection}/${id}`);
		expect(body).toMatchObject({ data: { id, type, attributes: { status: expect.any(String) } } });
		expect(bench.simulator.document(id)).toEqual(body);
	});

	it('requires a token', async () => {
		const url = await location();
		bench.simulator.revokeTokens();

		expect((await bench.client.get(url)).status).toBe(401);
		expect((await bench.attempt(`${version}/${collection}`, {})).status).toBe(401);
	});

	it('rejects a request without its required fields', async () => {
		expect(await bench.attempt(`${version}/${collection}`, {})).toMatchObject({
			status: 400,
			body: { error_code: 400, error_message: expect.stringMatching(/can't be blank$/) },
		});
	});
});

/** The successful status of each type that has a result. */
const finals: Record<string, string> = {
	incoming_payment: 'Success',
	payment: 'Processed',
	settlement_transfer: 'Processed',
	polling: 'Success',
	transaction_sms_notification: 'Success',
	send_money: 'Processed',
	reversal: 'Processed',
};

describe.each(existing.filter(({ type }) => type in finals))(
	'$version/$collection',
	({ type, collection, version }) => {
		it('sends one callback with the same content as its location', async () => {
			const url = await bench.create(`${version}/${collection}`, request(type, bench.receiver.url));
			await bench.clock.advance(1999);
			expect(bench.received()).toEqual([]);

			await bench.clock.advance(1);

			const { body } = await bench.client.get(url);
			expect(bench.received()).toEqual([body]);
			expect(bench.simulator.deliveries).toMatchObject([
				{ topic: type, url: bench.receiver.url, attempts: [{ status: 200 }] },
			]);
			expect(body).toMatchObject({
				data: {
					attributes: {
						status: finals[type],
						_links: { callback_url: bench.receiver.url, self: url },
					},
				},
			});
		});
	},
);
