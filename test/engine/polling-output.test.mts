import { events } from '../../nodes/KopoKopo/payloads/events.ts';
import { readShape } from '../../nodes/KopoKopo/payloads/reader.ts';
import {
	DAY,
	MINUTE,
	SECOND,
	polling,
	usePollingEnvironment,
	withOptions,
} from '../support/engine/poller.mts';

jest.setTimeout(60_000);

const env = usePollingEnvironment();

describe('each poll', () => {
	it('emits each payment once, oldest first, in one execution per poll', async () => {
		await env.activate();
		await env.pay('FIRST');
		await env.pass(SECOND);
		await env.pay('SECOND');
		await env.pollAfter();
		await env.pollAfter();
		await env.pay('THIRD');
		await env.pollAfter();

		expect(env.executions).toEqual([['FIRST', 'SECOND'], ['THIRD']]);
		expect(env.database.errors).toEqual([]);
	});

	it('emits a payment that is listed late, within the look-back', async () => {
		await env.activate();
		await env.pollAfter(20 * MINUTE);
		await env.pay('LATE', { originatedAt: env.clock.now() - 9 * MINUTE });
		await env.pollAfter();

		expect(env.emitted).toEqual(['LATE']);
	});

	it('emits all payments of one second, even if a poll comes in between', async () => {
		await env.activate(withOptions({ lookBack: 1 }));
		await env.pass(10 * MINUTE);
		await env.pay('ONE');
		await env.during(env.poller.poll());
		const second = Date.parse(String(env.requests.at(-1)!['to_time']));
		await env.pay('OTHER', { originatedAt: second });
		await env.pay('THIRD', { originatedAt: second });
		await env.pollAfter();
		await env.pollAfter();

		expect(env.emitted).toEqual(['ONE', 'OTHER', 'THIRD']);
	});

	it('emits a payment of another business', async () => {
		await env.activate();
		await env.pay('B2B', { event: 'b2b_transaction_received', sendingTill: '890642' });
		await env.pollAfter();

		expect(env.database.executions).toEqual([
			[expect.objectContaining({ reference: 'B2B', sendingTill: '890642' })],
		]);
	});

	it('emits all of 5,000 payments', async () => {
		await env.activate();
		const references = Array.from({ length: 5000 }, (_, index) => `R${index}`);
		await Promise.all(references.map(async (reference) => await env.pay(reference)));
		await env.pollAfter();
		await env.pollAfter();

		expect(env.executions).toEqual([references]);
	});

	it('emits all of 200,000 payments in one result', async () => {
		const transactions = Array.from({ length: 200_000 }, (_, id) => ({
			resource: { id: `R${id}` },
		}));
		await env.activate({ simplify: false });
		env.simulator.answer({
			method: 'GET',
			path: polling,
			body: JSON.stringify({ data: { attributes: { status: 'Success', transactions } } }),
		});
		await env.pollAfter();

		expect(env.database.errors).toEqual([]);
		expect(env.database.executions.map(({ length }) => length)).toEqual([200_000]);
	});

	it('returns the keys of the webhook event without its envelope', async () => {
		await env.activate();
		await env.pay('KEYS');
		await env.pollAfter();

		const event = Object.keys(readShape({}, events.buygoods_transaction_received.shape));
		const envelope = ['topic', 'eventType', 'createdAt', 'id', 'linkSelf', 'linkResource'];
		const [item] = env.database.executions[0]!;
		expect(Object.keys(item!).sort()).toEqual(
			[...event.filter((key) => !envelope.includes(key)), 'hashedSenderPhone', 'type'].sort(),
		);
		expect(item).toMatchObject({ amount: 100, status: 'Received', tillNumber: 'K000123' });
	});

	it('returns the raw transaction if Simplify is off', async () => {
		await env.activate({ simplify: false });
		await env.pay('RAW');
		await env.pollAfter();

		expect(env.database.executions).toEqual([
			[
				{
					type: 'Buygoods Transaction',
					resource: expect.objectContaining({ reference: 'RAW', amount: '100.0' }),
				},
			],
		]);
	});

	it('ignores payments below the minimum amount, even after it is lowered', async () => {
		await env.activate(withOptions({ minimumAmount: 50 }));
		await env.pay('SMALL', { amount: 49 });
		await env.pay('LARGE', { amount: 50 });
		await env.pollAfter();
		await env.activate(withOptions({ minimumAmount: 0 }), 'update');
		await env.pollAfter();

		expect(env.emitted).toEqual(['LARGE']);
	});

	it('emits entries without an ID or a reference once', async () => {
		const nameless = { type: 'Buygoods Transaction', resource: { amount: '5.0' } };
		const transactions = [nameless, nameless, { type: 'Odd' }, null, 'text'];
		const result = () =>
			env.simulator.answer({
				method: 'GET',
				path: /polling/,
				body: JSON.stringify({ data: { attributes: { status: 'Success', transactions } } }),
			});
		await env.activate();
		result();
		await env.pollAfter();
		result();
		await env.pollAfter();

		expect(env.database.executions).toEqual([
			[
				expect.objectContaining({ amount: 5 }),
				expect.objectContaining({ amount: 5 }),
				expect.objectContaining({ amount: null, entry: { type: 'Odd' } }),
				expect.objectContaining({ amount: null, entry: null }),
				expect.objectContaining({ amount: null, entry: 'text' }),
			],
		]);
	});
});

describe('Fetch Test Event', () => {
	const fetch = async () => await env.during(env.poller.fetchTestEvent());

	it('shows the transactions of the last day, and does not move the cursor', async () => {
		await env.pay('TWO DAYS AGO', { originatedAt: env.clock.now() - 2 * DAY });
		await env.pay('TODAY', { originatedAt: env.clock.now() - DAY / 2 });
		await env.activate();
		const before = env.nodeData;
		await env.pay('NEW');
		await env.pass(SECOND);

		expect((await fetch()).map(({ json }) => json['reference'])).toEqual(['TODAY', 'NEW']);
		expect(env.nodeData).toBe(before);
		await env.pollAfter();
		expect(env.emitted).toEqual(['NEW']);
	});

	it.each([true, false])(
		'shows a sample if there were no transactions (simplify: %p)',
		async (simplify) => {
			await env.start({ simplify });
			const [item, ...others] = await fetch();

			expect(others).toEqual([]);
			expect(item!.json['sample']).toMatch(/^No transactions in the last 24 hours/);
			const payment = simplify ? item!.json : item!.json['resource'];
			expect(payment).toMatchObject({ status: 'Sample', reference: 'SAMPLE' });
			expect(env.nodeData).toBe('{}');
		},
	);

	it('reports Kopo Kopo’s error', async () => {
		await env.start({ scope: 'till', tillNumber: '700003' });
		await expect(fetch()).rejects.toThrow(/balance is insufficient/);
	});

	it('runs while another poll runs', async () => {
		await env.activate();
		await env.pay('NOW');
		const poll = env.poller.poll();
		expect(await fetch()).toHaveLength(1);
		await env.during(poll);
	});
});
