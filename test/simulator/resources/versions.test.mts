import { readFile } from 'node:fs/promises';
import type { Version } from '../resource.mts';
import { resourceTypes } from '../simulator.mts';
import { useBench } from '../support/bench.mts';
import { request } from '../support/samples.mts';

const bench = useBench();
const versions: Version[] = ['v1', 'v2'];

const cases = resourceTypes.flatMap(({ type, collection, versions: known }) =>
	versions.map((version) => ({ type, collection, version, exists: known.includes(version) })),
);
const existing = cases.filter(({ exists }) => exists);

/** The payment that a reversal needs. */
beforeEach(async () => {
	await bench.simulator.payTill({ tillNumber: '123456', amount: 50, reference: 'OJM6Q1W84K' });
});

it.each(cases.filter(({ exists }) => !exists))(
	'$collection does not exist in $version',
	async ({ type, collection, version }) => {
		const body = request(type, bench.receiver.url);

		expect(await bench.attempt(`${version}/${collection}`, body)).toMatchObject({
			status: 404,
			body: { error_code: 404 },
		});
	},
);

it.each(resourceTypes)('$collection is in the README', async ({ collection }) => {
	expect(await readFile('test/simulator/README.md', 'utf8')).toContain(`\`${collection}\``);
});

describe.each(existing)('$version/$collection', ({ type, collection, version }) => {
	const location = async () =>
		await bench.create(`${version}/${collection}`, request(type, bench.receiver.url));

	it('creates, shows and documents a resource', async () => {
		const url = await location();

		const { body } = await bench.client.get(url);
		const id = url.split('/').at(-1) ?? '';
		expect(url).toBe(`${bench.simulator.url}/api/${version}/${collection}/${id}`);
		expect(body).toMatchObject({ data: { id, type, attributes: { status: expect.any(String) } } });
		expect(bench.simulator.document(id)).toEqual(body);
	});

	it('is authorised', async () => {
		const url = await location();
		bench.simulator.revokeTokens();

		expect((await bench.client.get(url)).status).toBe(401);
		expect((await bench.attempt(`${version}/${collection}`, {})).status).toBe(401);
	});

	it('asks for what it needs', async () => {
		expect(await bench.attempt(`${version}/${collection}`, {})).toMatchObject({
			status: 400,
			body: { error_code: 400, error_message: expect.stringMatching(/can't be blank$/) },
		});
	});
});

/** Types whose requests end in a result, and how that result says that all went well. */
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
		it('calls back, once, with what its location shows', async () => {
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
