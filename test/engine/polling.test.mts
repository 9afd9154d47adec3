import { events } from '../../nodes/KopoKopo/payloads/events.ts';
import { readShape } from '../../nodes/KopoKopo/payloads/reader.ts';
import { processedData } from '../support/engine/engine.mts';
import { DAY, MINUTE, SECOND, useBench } from '../support/engine/poller.mts';
import { credentialsFor, requestsTo } from '../support/engine/setup.mts';

jest.setTimeout(60_000);

const bench = useBench();

/** The path of all requests that poll. */
const polling = /polling/;

const inOptions = (options: object) => ({ options }) as never;

/** The times asked for by the last poll, in seconds since the epoch. */
const lastAsked = () => {
	const { from_time, to_time } = bench.asked.at(-1)!;
	return [from_time, to_time].map((time) => Date.parse(String(time)) / 1000);
};
const now = () => Math.floor(bench.clock.now() / 1000);

describe('what starts the workflow', () => {
	it('is each payment once, oldest first, in one execution per poll', async () => {
		await bench.activate();
		await bench.pay('FIRST');
		await bench.pass(SECOND);
		await bench.pay('SECOND');
		await bench.pollAfter();
		await bench.pollAfter();
		await bench.pay('THIRD');
		await bench.pollAfter();

		expect(bench.executions).toEqual([['FIRST', 'SECOND'], ['THIRD']]);
		expect(bench.database.errors).toEqual([]);
	});

	it('is also a payment that comes late, inside the look-back', async () => {
		await bench.activate();
		await bench.pollAfter(20 * MINUTE);
		await bench.pay('LATE', { originatedAt: bench.clock.now() - 9 * MINUTE });
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['LATE']);
	});

	it('is both of two payments in the same second, also where a poll comes in between', async () => {
		await bench.activate(inOptions({ lookBack: 1 }));
		await bench.pass(10 * MINUTE);
		await bench.pay('ONE');
		await bench.during(bench.poller.poll());
		const second = Date.parse(String(bench.asked.at(-1)!['to_time']));
		await bench.pay('OTHER', { originatedAt: second });
		await bench.pay('THIRD', { originatedAt: second });
		await bench.pollAfter();
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['ONE', 'OTHER', 'THIRD']);
	});

	it('is a payment of another business, too', async () => {
		await bench.activate();
		await bench.pay('B2B', { event: 'b2b_transaction_received', sendingTill: '890642' });
		await bench.pollAfter();

		expect(bench.database.executions).toEqual([
			[expect.objectContaining({ reference: 'B2B', sendingTill: '890642' })],
		]);
	});

	it.each([1000, 5000])('is every one of %i payments', async (count) => {
		await bench.activate();
		const references = Array.from({ length: count }, (_, index) => `R${index}`);
		await Promise.all(references.map(async (reference) => await bench.pay(reference)));
		await bench.pollAfter();
		await bench.pollAfter();

		expect(bench.executions).toEqual([references]);
	});

	it('is every one of 200,000 in a single answer', async () => {
		const transactions = Array.from({ length: 200_000 }, (_, id) => ({
			resource: { id: `R${id}` },
		}));
		await bench.activate({ simplify: false });
		bench.simulator.answer({
			method: 'GET',
			path: polling,
			body: JSON.stringify({ data: { attributes: { status: 'Success', transactions } } }),
		});
		await bench.pollAfter();

		expect(bench.database.errors).toEqual([]);
		expect(bench.database.executions.map(({ length }) => length)).toEqual([200_000]);
	});

	it('has the keys of the event that a webhook would bring, without its envelope', async () => {
		await bench.activate();
		await bench.pay('KEYS');
		await bench.pollAfter();

		const event = Object.keys(readShape({}, events.buygoods_transaction_received.shape));
		const envelope = ['topic', 'eventType', 'createdAt', 'id', 'linkSelf', 'linkResource'];
		const [item] = bench.database.executions[0]!;
		expect(Object.keys(item!).sort()).toEqual(
			[...event.filter((key) => !envelope.includes(key)), 'hashedSenderPhone', 'type'].sort(),
		);
		expect(item).toMatchObject({ amount: 100, status: 'Received', tillNumber: 'K000123' });
	});

	it('is the JSON as received, where it is not to be simplified', async () => {
		await bench.activate({ simplify: false });
		await bench.pay('RAW');
		await bench.pollAfter();

		expect(bench.database.executions).toEqual([
			[
				{
					type: 'Buygoods Transaction',
					resource: expect.objectContaining({ reference: 'RAW', amount: '100.0' }),
				},
			],
		]);
	});

	it('is nothing below the minimum, also once that is lower', async () => {
		await bench.activate(inOptions({ minimumAmount: 50 }));
		await bench.pay('SMALL', { amount: 49 });
		await bench.pay('LARGE', { amount: 50 });
		await bench.pollAfter();
		await bench.activate(inOptions({ minimumAmount: 0 }), 'update');
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['LARGE']);
	});

	it('is also what Kopo Kopo lists without an ID or a reference', async () => {
		const nameless = { type: 'Buygoods Transaction', resource: { amount: '5.0' } };
		const transactions = [nameless, nameless, { type: 'Odd' }, null, 'text'];
		const result = () =>
			bench.simulator.answer({
				method: 'GET',
				path: /polling/,
				body: JSON.stringify({ data: { attributes: { status: 'Success', transactions } } }),
			});
		await bench.activate();
		result();
		await bench.pollAfter();
		result();
		await bench.pollAfter();

		expect(bench.database.executions).toEqual([
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

describe('what is asked for', () => {
	it('begins at the activation, and then at the last poll less the look-back', async () => {
		await bench.pay('BEFORE');
		await bench.pass(MINUTE);
		await bench.activate();
		const activated = now();
		await bench.pollAfter(5 * MINUTE);
		expect(lastAsked()[0]).toBeGreaterThan(activated - 60);
		await bench.pollAfter(30 * MINUTE);
		const [, to] = lastAsked();
		await bench.pollAfter(30 * MINUTE);

		expect(lastAsked()).toEqual([to! - 600, expect.any(Number)]);
		expect(bench.emitted).toEqual([]);
	});

	it('is the company or a till, in the version of the credential, with an address that is nobody’s', async () => {
		bench.credentials = credentialsFor(bench.simulator, { apiVersion: 'v2', apiKey: '' });
		await bench.activate({ scope: 'till', tillNumber: 'k000123' });
		await bench.pay('OWN');
		await bench.pay('OTHER', { tillNumber: 'K000456' });
		await bench.pollAfter();

		expect(bench.asked.at(-1)).toMatchObject({
			scope: 'till',
			scope_reference: 'K000123',
			_links: { callback_url: 'https://callback.invalid/' },
		});
		expect(requestsTo(bench.simulator, 'POST', '/api/v2/polling')).toHaveLength(2);
		expect(bench.emitted).toEqual(['OWN']);
	});

	it('has the callback URL of the options', async () => {
		await bench.activate(inOptions({ callbackUrl: 'https://example.invalid/here' }));
		expect(bench.asked.at(-1)).toMatchObject({
			_links: { callback_url: 'https://example.invalid/here' },
		});
	});

	it('has the default callback URL if the one of the options is empty', async () => {
		await bench.activate(inOptions({ callbackUrl: '' }));
		expect(bench.asked.at(-1)).toMatchObject({
			_links: { callback_url: 'https://callback.invalid/' },
		});
	});

	it.each([
		['Africa/Nairobi', '+03:00'],
		['America/New_York', '-05:00'],
		['Asia/Kolkata', '+05:30'],
	])('is in the time zone of the workflow, %s', async (timezone, offset) => {
		await bench.activate({}, 'activate', { timezone });
		await bench.pay('HERE');
		await bench.pollAfter();

		for (const { from_time, to_time } of bench.asked) {
			expect(String(from_time).slice(-6)).toBe(offset);
			expect(String(to_time).slice(-6)).toBe(offset);
		}
		expect(bench.emitted).toEqual(['HERE']);
	});

	it('is a day at a time after a pause, which leaves nothing out', async () => {
		await bench.activate();
		for (let day = 0; day < 5; day += 1) {
			await bench.pay(`DAY${day}`);
			await bench.pass(DAY);
		}
		const before = bench.asked.length;
		await bench.activate();

		const periods = bench.asked
			.slice(before)
			.map(({ from_time, to_time }) => [from_time, to_time].map((one) => Date.parse(String(one))));
		expect(periods.length).toBe(5);
		periods.forEach(([from, to], index) => {
			expect(to! - from!).toBeLessThanOrEqual(DAY);
			if (index > 0) expect(from).toBe(periods[index - 1]![1]);
		});
		expect(bench.executions).toEqual([['DAY0', 'DAY1', 'DAY2', 'DAY3', 'DAY4']]);
	});

	it('is what there is time for; the next poll goes on', async () => {
		const end = bench.clock.now();
		for (let day = 99; day >= 0; day -= 1) {
			await bench.pay(`DAY${day}`, { originatedAt: end - day * DAY - MINUTE });
		}
		await bench.activate(inOptions({ startFrom: new Date(end - 100 * DAY).toISOString() }));
		const { length } = bench.emitted;
		await bench.pollAfter();
		await bench.pollAfter();

		expect(length).toBeGreaterThan(20);
		expect(length).toBeLessThan(100);
		expect(bench.emitted).toEqual(Array.from({ length: 100 }, (_, index) => `DAY${99 - index}`));
	});

	it('is not more than is remembered, where the look-back grows', async () => {
		await bench.activate(inOptions({ lookBack: 1 }));
		await bench.pay('ONCE');
		for (let count = 0; count < 10; count += 1) await bench.pollAfter();
		await bench.activate(inOptions({ lookBack: 60 }), 'update');
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['ONCE']);
	});
});

describe('a poll that fails', () => {
	const failures: Array<[string, () => void, RegExp]> = [
		[
			'has no token',
			() => {
				bench.simulator.revokeTokens();
				bench.simulator.answer({ path: /oauth\/token/, status: 401, body: '{}', times: 9 });
			},
			/401/,
		],
		[
			'is refused',
			() =>
				bench.simulator.answer({
					method: 'POST',
					path: polling,
					status: 400,
					body: '{"error_message":"Invalid scope reference"}',
				}),
			/Invalid scope reference/,
		],
		[
			'is not authorised',
			() => bench.simulator.answer({ path: polling, status: 401, body: '{}', times: 9 }),
			/401/,
		],
		[
			'comes too often',
			() => bench.simulator.answer({ method: 'POST', path: polling, status: 429, body: '{}' }),
			/Poll less often: change Poll Times/,
		],
		[
			'meets trouble',
			() => bench.simulator.answer({ method: 'POST', path: polling, status: 500 }),
			/could not handle the request/,
		],
		[
			'is cut off before it is taken',
			() => bench.simulator.answer({ method: 'POST', path: polling, dropConnection: 'before' }),
			/closed the connection/,
		],
		[
			'is cut off after it was taken',
			() => bench.simulator.answer({ method: 'POST', path: polling, dropConnection: 'after' }),
			/closed the connection/,
		],
		[
			'gets no Location',
			() => bench.simulator.answer({ method: 'POST', path: polling, status: 201, body: '' }),
			/without a Location/,
		],
		[
			'is refused when it looks',
			() => bench.simulator.answer({ method: 'GET', path: polling, status: 403, body: '{}' }),
			/403/,
		],
		[
			'never gets a look',
			() => bench.simulator.answer({ method: 'GET', path: polling, status: 503, times: 99 }),
			/has not finished polling within 60 seconds/,
		],
		[
			'gets a failure',
			() =>
				bench.simulator.answer({
					method: 'GET',
					path: polling,
					body: '{"data":{"attributes":{"status":"Failed","errors":["No such till"]}}}',
				}),
			/could not poll the transactions: No such till/,
		],
		[
			'gets no list',
			() =>
				bench.simulator.answer({
					method: 'GET',
					path: polling,
					body: '{"data":{"attributes":{"status":"Success"}}}',
				}),
			/could not poll the transactions/,
		],
		[
			'gets no JSON',
			() =>
				bench.simulator.answer({ method: 'GET', path: polling, body: '<html></html>', times: 99 }),
			/has not finished polling within 60 seconds/,
		],
	];

	it.each(failures)('because it %s says so, and loses nothing', async (_, fail, words) => {
		await bench.activate();
		await bench.pay('KNOWN');
		await bench.pollAfter();
		const kept = JSON.stringify(bench.poller.workflow.staticData);
		await bench.pay('DURING');
		fail();
		await bench.pollAfter();

		expect(bench.database.errors).toHaveLength(1);
		expect(bench.database.errors[0]!.message).toMatch(words);
		expect(bench.database.errors[0]!.message).toContain('No payment is lost');
		expect(JSON.stringify(bench.poller.workflow.staticData)).toBe(kept);
		expect(bench.emitted).toEqual(['KNOWN']);

		bench.simulator.answerAsUsual();
		for (let count = 0; count < 3; count += 1) await bench.pollAfter(DAY);
		expect(bench.emitted).toEqual(['KNOWN', 'DURING']);
	});

	it('does not fail when a success has null for its list', async () => {
		await bench.activate();
		await bench.pay('FOUND LATER');
		bench.simulator.answer({
			method: 'GET',
			path: polling,
			body: '{"data":{"attributes":{"status":"Success","transactions":null}}}',
		});
		await bench.pollAfter();
		expect([bench.database.errors, bench.emitted]).toEqual([[], []]);

		await bench.pollAfter();
		expect(bench.emitted).toEqual(['FOUND LATER']);
	});

	it('on a later day of several moves nothing on', async () => {
		await bench.activate();
		await bench.pay('FIRST DAY');
		await bench.pass(2.5 * DAY);
		bench.simulator.answer({ method: 'POST', path: polling, delay: 0, times: 2 });
		bench.simulator.answer({ method: 'POST', path: polling, status: 500 });
		await bench.pollAfter();
		expect(bench.emitted).toEqual([]);

		await bench.pollAfter();
		expect(bench.emitted).toEqual(['FIRST DAY']);
	});

	it('at the first activation keeps the workflow from being activated', async () => {
		const till = { scope: 'till', tillNumber: '700003' };
		await expect(bench.activate(till)).rejects.toThrow(/balance is insufficient/);
		bench.credentials.data.clientSecret = 'wrong';
		bench.simulator.revokeTokens();
		await expect(bench.activate()).rejects.toThrow(/did not issue an access token/);
	});

	it.each([
		['lookBack', 0, 'Look Back (Minutes) is not a number from 1 to 1440'],
		['lookBack', 'ten', 'Look Back (Minutes) is not a number'],
		['minimumAmount', -1, 'Minimum Amount is not a number'],
		['startFrom', 'yesterday', 'Start From is not a date and time: yesterday'],
		['startFrom', '2026-02-31', 'Start From is not a date and time that exists: 2026-02-31'],
		['startFrom', 46053, 'Start From is a number, not a date and time: 46053'],
		['minimumAmount', '={{ null }}', 'Minimum Amount has no value'],
		['callbackUrl', 'http://example.com', 'Callback URL is not an HTTPS URL'],
	])('for %s = %p asks nothing', async (name, value, words) => {
		await expect(bench.activate(inOptions({ [name]: value }))).rejects.toThrow(words);
		expect(bench.asked).toEqual([]);
	});

	it('sends nothing for a callback URL on this machine if the API is elsewhere', async () => {
		bench.credentials = credentialsFor(bench.simulator, { environment: 'sandbox' });
		await expect(
			bench.activate(inOptions({ callbackUrl: 'http://localhost:5678/x' })),
		).rejects.toThrow('Callback URL cannot be reached by Kopo Kopo: localhost:5678');
		expect(bench.asked).toEqual([]);
	});
});

describe('a restart of n8n', () => {
	it('goes on where the polls stopped', async () => {
		await bench.activate();
		await bench.pay('BEFORE');
		await bench.pollAfter();
		await bench.pay('WHILE DOWN');
		await bench.pass(3 * DAY);
		await bench.activate({}, 'init');
		await bench.pollAfter();
		await bench.pollAfter();

		expect(bench.executions).toEqual([['BEFORE'], ['WHILE DOWN']]);
	});

	it('gives nothing twice, although n8n stores no poll that found nothing', async () => {
		await bench.activate();
		await bench.pay('ONCE');
		await bench.pollAfter();
		for (let count = 0; count < 30; count += 1) await bench.pollAfter();
		await bench.activate({}, 'init');
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['ONCE']);
	});

	it.each(['init', 'leadershipChange'] as const)(
		'does not depend on Kopo Kopo (%s): the next of the Poll Times tells',
		async (mode) => {
			await bench.activate();
			bench.simulator.answer({ path: /polling/, status: 500, times: 2 });
			await bench.activate({}, mode);
			await bench.pollAfter();
			expect(bench.database.errors).toHaveLength(1);

			await bench.pay('AFTER');
			await bench.pollAfter();
			await bench.pollAfter();
			expect(bench.emitted).toEqual(['AFTER']);
		},
	);

	it('before anything was polled does depend on it', async () => {
		bench.simulator.answer({ path: /polling/, status: 500 });
		await expect(bench.activate({}, 'init')).rejects.toThrow(/could not handle/);
	});

	it('in the middle of a poll loses nothing and gives nothing twice', async () => {
		await bench.activate();
		await bench.pay('DURING');
		await bench.pass(MINUTE);
		const cut = bench.poller.poll();
		bench.poller.supersede();
		await bench.during(cut);
		expect(bench.emitted).toEqual([]);

		await bench.activate({}, 'init');
		await bench.pollAfter();
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['DURING']);
	});
});

describe('a process that ends between the two writes of n8n', () => {
	/** What n8n has stored, as another process finds it. */
	const takeOver = async () => {
		const stored = JSON.stringify(bench.database.staticData);
		bench.database.staticData = JSON.parse(
			stored.replaceAll(/"by":"[^"]+"/g, '"by":"another"'),
		) as typeof bench.database.staticData;
		await bench.activate({}, 'init');
	};
	/** Runs again what the first execution began with. */
	const runAgain = async (mode: 'trigger' | 'retry', id?: string) =>
		(await bench.poller.execute(bench.database.executions[0]!, mode, id)).map(
			({ json }) => json['reference'],
		);

	it('loses nothing: what it had not stored comes again', async () => {
		await bench.activate();
		await bench.pay('STORED');
		await bench.pollAfter();
		await bench.pass(DAY);
		await bench.pay('NOT STORED');
		bench.database.refuses = true;
		await bench.pollAfter();

		await bench.pass(DAY);
		bench.database.refuses = false;
		await takeOver();
		await bench.pollAfter();
		await bench.pollAfter();
		expect(await bench.wentOn()).toEqual([['STORED'], ['NOT STORED']]);
	});

	it('gives nothing twice: what it had stored goes no further', async () => {
		await bench.activate();
		await bench.pay('STORED');
		await bench.pollAfter();
		await takeOver();
		await bench.pay('NEW');
		await bench.pollAfter();

		expect(bench.executions).toEqual([['STORED'], ['STORED', 'NEW']]);
		await takeOver();
		await bench.pollAfter();
		expect(await bench.wentOn()).toEqual([['STORED'], ['NEW'], []]);
	});

	it('vouches for itself once it has polled again', async () => {
		await bench.activate();
		await bench.pay('STORED');
		await bench.pollAfter();
		await bench.pollAfter();
		await bench.activate({}, 'update');
		await takeOver();
		await bench.pollAfter();

		expect(bench.executions).toEqual([['STORED']]);
	});

	it('holds nothing back from a Retry, nor from who takes up the same execution', async () => {
		await bench.activate();
		await bench.pay('ONCE');
		await bench.pollAfter();
		expect(await bench.wentOn()).toEqual([['ONCE']]);
		expect(await runAgain('trigger', `${bench.poller.workflow.id} 1`)).toEqual(['ONCE']);
		expect(await runAgain('retry')).toEqual(['ONCE']);
		expect(await runAgain('trigger')).toEqual([]);
	});

	it('holds nothing back where n8n’s database cannot be asked', async () => {
		await bench.activate();
		await bench.pay('ONCE');
		await bench.pollAfter();
		await bench.wentOn();
		processedData.failure = new Error('no database');
		const went = await runAgain('trigger');
		processedData.failure = undefined;
		expect(went).toEqual(['ONCE']);
	});

	it.each([true, false])(
		'knows a transaction whatever its form (simplify: %p)',
		async (simplify) => {
			await bench.activate({ simplify });
			await bench.pay('ONCE');
			await bench.pollAfter();
			expect((await Promise.all(bench.database.outputs)).map(({ length }) => length)).toEqual([1]);
			expect(await bench.poller.execute(bench.database.executions[0]!)).toHaveLength(0);
		},
	);

	it('passes on what has neither ID nor reference', async () => {
		await bench.start();
		expect(await bench.poller.execute([{ amount: 1 }, { amount: 1 }])).toHaveLength(2);
		expect(await bench.poller.execute([{ amount: 1 }])).toHaveLength(1);
	});
});

describe('an execution that n8n’s database refuses, in a process that lives on', () => {
	const refusing = async (reference: string) => {
		await bench.pay(reference);
		bench.database.refuses = true;
		await bench.pollAfter();
		bench.database.refuses = false;
	};

	it('loses nothing: the next poll starts it again', async () => {
		await bench.activate();
		await bench.pay('FIRST');
		await bench.pollAfter();
		await refusing('REFUSED');
		await bench.pay('NEXT');
		await bench.pollAfter();
		await bench.pollAfter();

		expect(await bench.wentOn()).toEqual([['FIRST'], ['REFUSED', 'NEXT']]);
	});

	it('comes again until it is stored, also after polls that fail', async () => {
		await bench.activate();
		await bench.pay('FIRST');
		await bench.pollAfter();
		await refusing('ONE');
		await refusing('OTHER');
		bench.simulator.answer({ method: 'POST', path: polling, status: 500 });
		await bench.pollAfter(DAY);
		await bench.pollAfter();
		await bench.pollAfter();

		expect(await bench.wentOn()).toEqual([['FIRST'], ['ONE', 'OTHER']]);
	});

	it('is given out again as soon as one begins, also where none had begun before', async () => {
		await bench.activate();
		await refusing('ONE');
		await refusing('TWO');
		await bench.pay('BEGINS');
		await bench.pollAfter();
		await bench.pollAfter();
		await bench.pollAfter();

		expect((await bench.wentOn()).flat().sort()).toEqual(['BEGINS', 'ONE', 'TWO']);
	});

	it('is no longer waited for once it is below the minimum', async () => {
		await bench.activate();
		await bench.pay('FIRST');
		await bench.pollAfter();
		await refusing('REFUSED');
		await bench.activate(inOptions({ minimumAmount: 1000 }), 'update');
		await bench.pollAfter(60 * MINUTE);
		await bench.pollAfter(60 * MINUTE);

		const [from, to] = lastAsked();
		expect(to! - from!).toBeLessThan((2 * 60 * MINUTE) / SECOND);
		expect(await bench.wentOn()).toEqual([['FIRST']]);
	});

	it('gives nothing twice where the execution was only waiting for its turn', async () => {
		await bench.activate();
		await bench.pay('FIRST');
		await bench.pollAfter();
		await refusing('WAITING');
		await bench.pollAfter();
		expect(await bench.wentOn()).toEqual([['FIRST'], ['WAITING']]);

		expect(await bench.poller.execute(bench.database.executions[1]!)).toEqual([]);
	});
});

describe('durable poll cursors', () => {
	beforeEach(() => {
		bench.database.cursor = {};
	});

	it('begin at the activation, although n8n does not store what its poll keeps', async () => {
		await bench.activate();
		await bench.pass(MINUTE);
		await bench.pay('EARLY');
		await bench.pollAfter();
		await bench.pay('LATER');
		await bench.pollAfter();
		await bench.activate({}, 'update');
		await bench.pollAfter();

		expect(await bench.wentOn()).toEqual([['EARLY'], ['LATER']]);
	});

	it('move on together with the execution alone', async () => {
		await bench.activate();
		await bench.pay('REFUSED');
		bench.database.refuses = true;
		await bench.pollAfter();
		bench.database.refuses = false;
		await bench.pollAfter();
		await bench.pollAfter();

		expect(await bench.wentOn()).toEqual([['REFUSED']]);
	});
});

describe('a clock that is wrong', () => {
	/** Sets the clock of this machine alone. */
	const setClock = (ahead: number) => jest.setSystemTime(bench.clock.now() + ahead);

	it.each([-2 * 60 * MINUTE, 2 * 60 * MINUTE, -365 * DAY, 365 * DAY])(
		'by %i milliseconds loses nothing, nor once it is right again',
		async (ahead) => {
			await bench.activate();
			await bench.pollAfter(20 * MINUTE);
			setClock(ahead);
			await bench.pay('WHILE WRONG');
			await bench.pollAfter();
			expect(bench.emitted).toEqual(['WHILE WRONG']);

			await bench.pay('LEFT OVER');
			await bench.pass(60 * MINUTE);
			setClock(0);
			await bench.pollAfter();
			await bench.pay('RIGHT AGAIN');
			await bench.pollAfter();
			expect(bench.emitted).toEqual(['WHILE WRONG', 'LEFT OVER', 'RIGHT AGAIN']);
			expect(bench.asked.length).toBeLessThan(20);
		},
	);

	it.each([-365 * DAY, 365 * DAY])(
		'by %i at the activation begins there all the same',
		async (ahead) => {
			await bench.pay('BEFORE');
			await bench.pass(MINUTE);
			setClock(ahead);
			await bench.activate();
			await bench.pay('AFTER');
			await bench.pollAfter();

			expect(bench.emitted).toEqual(['AFTER']);
		},
	);

	it.each([-5 * 60 * MINUTE, 5 * 60 * MINUTE])(
		'may be Kopo Kopo’s, by %i milliseconds, which loses nothing',
		async (ahead) => {
			await bench.activate();
			await bench.pollAfter(20 * MINUTE);
			bench.simulator.dateAhead = ahead;
			await bench.pay('WHILE WRONG');
			await bench.pollAfter();
			expect(bench.emitted).toEqual(['WHILE WRONG']);

			await bench.pay('LEFT OVER');
			await bench.pass(60 * MINUTE);
			bench.simulator.dateAhead = 0;
			await bench.pollAfter();
			await bench.pay('RIGHT AGAIN');
			await bench.pollAfter();
			expect(bench.emitted).toEqual(['WHILE WRONG', 'LEFT OVER', 'RIGHT AGAIN']);
			expect(bench.asked.length).toBeLessThan(20);
		},
	);

	it('may be Kopo Kopo’s at the activation: nothing after that is lost', async () => {
		bench.simulator.dateAhead = 5 * 60 * MINUTE;
		await bench.activate();
		bench.simulator.dateAhead = 0;
		await bench.pay('SOON');
		await bench.pass(60 * MINUTE);
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['SOON']);
	});

	it('may have had the polls run ahead by a day: they come back', async () => {
		await bench.activate();
		await bench.pollAfter(20 * MINUTE);
		const { polls } = bench.poller.workflow.getStaticData(
			'node',
			bench.poller.workflow.getNode('Kopo Kopo Polling Trigger')!,
		) as { polls: Record<string, Record<string, unknown>> };
		for (const [key, kept] of Object.entries(polls)) {
			polls[key] = { ...kept, since: now() + 86_400, through: now() + 86_400 };
		}
		await bench.pay('SOON');
		await bench.pollAfter();
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['SOON']);
	});
});

describe('polls of one node', () => {
	it('do not overlap', async () => {
		await bench.activate();
		await bench.pay('ONCE');
		await bench.pass(MINUTE);
		const before = bench.asked.length;
		const polls = [bench.poller.poll(), bench.poller.poll(), bench.poller.poll()];
		await bench.during(Promise.all(polls));

		expect(bench.asked.length).toBe(before + 1);
		expect(bench.emitted).toEqual(['ONCE']);

		await bench.pollAfter();
		expect(bench.asked.length).toBe(before + 2);
	});

	it('may begin while a first one of an earlier activation is under way', async () => {
		const earlier = await bench.start();
		const first = earlier.activate();
		await bench.activate();
		await bench.during(first);
		await bench.pay('AFTER');
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['AFTER']);
	});
});

describe('Start From', () => {
	it('is where the first poll begins, in the time zone of the workflow', async () => {
		await bench.pay('TOO EARLY', { originatedAt: Date.parse('2026-01-04T05:59:00+03:00') });
		await bench.pay('IN TIME', { originatedAt: Date.parse('2026-01-04T06:01:00+03:00') });
		await bench.activate(inOptions({ startFrom: '2026-01-04T06:00:00' }));
		await bench.pollAfter();

		expect(bench.asked[0]).toMatchObject({ from_time: '2026-01-04T06:00:00+03:00' });
		expect(bench.emitted).toEqual(['IN TIME']);
	});

	it('does not count again at the next activation', async () => {
		const options = inOptions({ startFrom: '2026-01-04T06:00:00' });
		await bench.pay('ONCE', { originatedAt: Date.parse('2026-01-04T06:01:00+03:00') });
		await bench.activate(options);
		await bench.pollAfter(DAY);
		await bench.activate(options);
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['ONCE']);
	});

	it('does not count again where it is an expression', async () => {
		await bench.pay('ONCE');
		await bench.pass(MINUTE);
		const options = inOptions({ startFrom: '={{ $now.minus(1, "hour").toISO() }}' });
		await bench.activate(options);
		for (let count = 0; count < 20; count += 1) await bench.pollAfter();

		expect(bench.emitted).toEqual(['ONCE']);
	});

	it('begins again there when it is changed', async () => {
		await bench.pay('EARLIER');
		await bench.pass(DAY);
		await bench.activate();
		await bench.pay('KNOWN');
		await bench.pollAfter();
		await bench.activate(inOptions({ startFrom: '2026-01-01' }), 'update');
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['KNOWN', 'EARLIER']);
	});

	it('that is still to come has nothing asked for until then', async () => {
		const startFrom = new Date(bench.clock.now() + DAY).toISOString();
		await bench.activate(inOptions({ startFrom }));
		await bench.pay('TOO EARLY');
		await bench.pollAfter();
		expect(bench.asked).toEqual([]);

		await bench.pass(DAY);
		await bench.pay('IN TIME');
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['IN TIME']);
	});
});

describe('another application, scope or till', () => {
	it('begins at its own activation, and the first goes on when it comes back', async () => {
		const [one, other] = ['K000123', 'K000456'].map((tillNumber) => ({
			scope: 'till',
			tillNumber,
		}));
		await bench.activate(one);
		await bench.pay('OTHER, TOO EARLY', { tillNumber: 'K000456' });
		await bench.pollAfter();
		await bench.activate(other, 'update');
		await bench.pay('OTHER', { tillNumber: 'K000456' });
		await bench.pay('ONE');
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['OTHER']);

		await bench.activate(one, 'update');
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['OTHER', 'ONE']);
	});

	it('is none where only the credential is another one for the same application', async () => {
		await bench.activate();
		await bench.pay('FIRST');
		await bench.pollAfter();
		const clientId = ` ${bench.simulator.application.clientId}\u200b\n`;
		bench.credentials = credentialsFor(bench.simulator, { apiVersion: 'v2', clientId });
		await bench.activate({}, 'update');
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['FIRST']);
		const { polls } = Object.values(bench.database.staticData)[0] as { polls: object };
		expect(Object.keys(polls)).toHaveLength(1);
	});

	it('is remembered for ten of them', async () => {
		for (let till = 100; till < 115; till += 1) {
			await bench.activate({ scope: 'till', tillNumber: `K000${till}` });
			await bench.pass(MINUTE);
		}
		const { polls } = Object.values(bench.database.staticData)[0] as { polls: object };
		const tills = Object.keys(polls).map((key) => (JSON.parse(key) as string[])[3]);
		expect(tills.sort()).toEqual(Array.from({ length: 10 }, (_, till) => `K000${105 + till}`));
	});
});

describe('what the node keeps', () => {
	const keep = (change: (kept: Record<string, unknown>) => unknown) => {
		const [node] = Object.values(bench.database.staticData) as [
			{ polls: Record<string, Record<string, unknown>> },
		];
		for (const [key, kept] of Object.entries(node.polls)) node.polls[key] = change(kept) as never;
	};

	it('does not grow beyond the look-back', async () => {
		await bench.activate();
		for (let count = 0; count < 100; count += 1) {
			await bench.pay(`R${count}`);
			await bench.pollAfter();
		}
		const size = JSON.stringify(bench.database.staticData).length;
		expect(bench.emitted).toHaveLength(100);
		expect(size).toBeLessThan(15 * 60 + 500);
	});

	it.each([
		['nothing of it', () => 'text'],
		['no time', (kept: object) => ({ ...kept, through: '2026' })],
		['no list', (kept: object) => ({ ...kept, found: null })],
	])(
		'and has %s that can be read fails the poll, until Start From says where',
		async (_, change) => {
			await bench.activate();
			await bench.pay('BEFORE');
			await bench.pollAfter();
			keep(change);
			await bench.activate({}, 'init');
			await bench.pay('AFTER');
			await bench.pollAfter();
			expect(bench.database.errors).toMatchObject([
				{ message: expect.stringContaining('Set Start From in the options') },
			]);

			await bench.activate(inOptions({ startFrom: '2026-01-05T08:00:00' }), 'update');
			expect(bench.emitted).toEqual(['BEFORE', 'BEFORE', 'AFTER']);
		},
	);

	it('may have been moved back by hand: the node begins there', async () => {
		await bench.pay('EARLIER');
		await bench.pass(60 * MINUTE);
		await bench.activate();
		await bench.pay('KNOWN');
		await bench.pollAfter();
		keep((kept) => ({ ...kept, since: 0, through: now() - 7200, more: true }));
		await bench.activate({}, 'init');
		await bench.pollAfter();

		expect(bench.emitted).toEqual(['KNOWN', 'EARLIER']);
	});
});

describe('Fetch Test Event', () => {
	const fetch = async () => await bench.during(bench.poller.fetchTestEvent());

	it('shows the transactions of the last day, and keeps nothing of that', async () => {
		await bench.pay('TWO DAYS AGO', { originatedAt: bench.clock.now() - 2 * DAY });
		await bench.pay('TODAY', { originatedAt: bench.clock.now() - DAY / 2 });
		await bench.activate();
		const before = JSON.stringify(bench.poller.workflow.staticData);
		await bench.pay('NEW');
		await bench.pass(SECOND);

		expect((await fetch()).map(({ json }) => json['reference'])).toEqual(['TODAY', 'NEW']);
		expect(JSON.stringify(bench.poller.workflow.staticData)).toBe(before);
		await bench.pollAfter();
		expect(bench.emitted).toEqual(['NEW']);
	});

	it.each([true, false])(
		'shows a sample that is no payment where there were none (simplify: %p)',
		async (simplify) => {
			await bench.start({ simplify });
			const [item, ...others] = await fetch();

			expect(others).toEqual([]);
			expect(item!.json['sample']).toMatch(/^No transactions in the last 24 hours/);
			const payment = simplify ? item!.json : item!.json['resource'];
			expect(payment).toMatchObject({ status: 'Sample', reference: 'SAMPLE' });
			expect(JSON.stringify(bench.poller.workflow.staticData)).toBe('{}');
		},
	);

	it('tells what is wrong', async () => {
		await bench.start({ scope: 'till', tillNumber: '700003' });
		await expect(fetch()).rejects.toThrow(/balance is insufficient/);
	});

	it('waits for no poll that is under way', async () => {
		await bench.activate();
		await bench.pay('NOW');
		const poll = bench.poller.poll();
		expect(await fetch()).toHaveLength(1);
		await bench.during(poll);
	});
});
