/** "The customer says they paid": polling.findPayment. */
import { createHash } from 'node:crypto';

import { startSimulator } from '../simulator/simulator.mts';
import type { Parameters } from '../support/engine/node-types.mts';
import { DAY, MINUTE, polling, SECOND, usePollingEnvironment } from '../support/engine/poller.mts';
import { runAction, startAction, type ActionRun } from '../support/engine/run-node.mts';
import { credentialsFor } from '../support/engine/setup.mts';

jest.setTimeout(60_000);

const env = usePollingEnvironment();

const operation = { resource: 'polling', operation: 'findPayment' };

const action = (parameters: Parameters, more: Partial<ActionRun> = {}): ActionRun => ({
	credentials: env.credentials,
	parameters: { ...operation, ...parameters },
	...more,
});

const find = async (parameters: Parameters, more: Partial<ActionRun> = {}) =>
	await env.during(runAction(action(parameters, more)));

/** The output for one item. */
const answerTo = async (parameters: Parameters) => {
	const { items, error } = await find(parameters);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	return items[0]!.json;
};

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

const byReference = { reference: '={{ $json.reference }}' };

const references = (count: number) =>
	Array.from({ length: count }, (_, index) => `RCPT${String(index).padStart(6, '0')}`);

const phoneNumber = '0722 000 111';
const payer = { phoneNumber: '+254722000111' };

const notFound = { found: false, paidInFull: null, difference: null, matches: 0, reference: null };

describe('a payment', () => {
	it('finds the payment with a receipt, however it is written', async () => {
		await env.pay('OTHER00001');
		await env.pay('SJK4H7L2QX', { amount: 250 });
		const answer = await answerTo({
			reference: '={{ "\\u200b sjk4h7l2qx " }}',
			options: { expectedAmount: 200 },
		});
		expect(answer).toMatchObject({
			found: true,
			paidInFull: true,
			difference: 50,
			matches: 1,
			status: 'Received',
			paid: true,
			amount: 250,
			reference: 'SJK4H7L2QX',
			senderFirstName: 'Jane',
			tillNumber: 'K000123',
		});
		expect(Object.keys(answer).slice(0, 4)).toEqual([
			'found',
			'paidInFull',
			'difference',
			'matches',
		]);
	});

	it('says not found before Kopo Kopo lists the payment, and finds it afterwards', async () => {
		await env.pay('SJK4H7L2QX', { listedAfter: 10 * MINUTE });
		const sought = { reference: 'SJK4H7L2QX', options: { expectedAmount: 100 } };
		expect(await answerTo(sought)).toMatchObject(notFound);
		await env.pass(10 * MINUTE);
		expect(await answerTo(sought)).toMatchObject({ found: true, paidInFull: true, difference: 0 });
	});

	it('finds a payment of a second ago, also if the clock of n8n is four minutes slow', async () => {
		await env.pay('JUSTNOW001');
		env.setClock(-4 * MINUTE);
		expect(await answerTo({ reference: 'JUSTNOW001' })).toMatchObject({ found: true });
	});

	it('finds the newest payment of a phone number, and counts the others', async () => {
		await env.pay('FIRST00001', payer);
		await env.pass(MINUTE);
		await env.pay('SECOND0001', { ...payer, amount: 40 });
		await env.pay('OTHER00001');
		expect(await answerTo({ phoneNumber, options: { expectedAmount: 100 } })).toMatchObject({
			found: true,
			paidInFull: false,
			difference: -60,
			matches: 2,
			reference: 'SECOND0001',
		});
	});

	it.each(['0722XXXXXX', '0722***000'] as const)(
		'finds the payer of a masked number by the hash: %s',
		async (mask) => {
			env.simulator.payerNumbers = mask;
			await env.pay('MASKED0001', payer);
			const answer = await answerTo({ phoneNumber });
			expect(answer).toMatchObject({
				found: true,
				reference: 'MASKED0001',
				hashedSenderPhone: createHash('sha256').update('254722000111').digest('hex'),
			});
			expect(answer.senderPhoneNumber).not.toBe(payer.phoneNumber);
			expect(await answerTo({ phoneNumber: '0722 000 112' })).toMatchObject(notFound);
		},
	);

	it('has paidInFull false for a payment that was reversed', async () => {
		await env.pay('REVERSED01');
		const reversal = { resource: 'reversal', operation: 'initiate', reason: 'Refund' };
		await env.during(
			runAction({
				credentials: env.credentials,
				parameters: { ...reversal, transactionReference: 'REVERSED01' },
			}),
		);
		const reversed = { found: true, paidInFull: false, difference: null, status: 'Reversed' };
		expect(await answerTo({ reference: 'REVERSED01' })).toMatchObject(reversed);
		expect(
			await answerTo({ reference: 'REVERSED01', options: { expectedAmount: 100 } }),
		).toMatchObject(reversed);
	});

	it('needs both to match if both are given', async () => {
		await env.pay('SJK4H7L2QX', payer);
		const reference = 'SJK4H7L2QX';
		expect(await answerTo({ reference, phoneNumber })).toMatchObject({ found: true });
		expect(await answerTo({ reference, phoneNumber: '0722 000 112' })).toMatchObject(notFound);
	});

	it('has null for paidInFull if no amount is expected', async () => {
		await env.pay('SJK4H7L2QX');
		for (const options of [{}, { expectedAmount: 0 }, { expectedAmount: '' }] as never[]) {
			expect(await answerTo({ reference: 'SJK4H7L2QX', options })).toMatchObject({
				found: true,
				paidInFull: null,
				difference: null,
			});
		}
	});
});

describe('the polling requests', () => {
	it('requests the last 24 hours of the company by default, with an address that receives nothing', async () => {
		const to = env.now;
		await answerTo({ reference: 'SJK4H7L2QX' });
		expect(env.requests).toEqual([
			{
				scope: 'company',
				from_time: expect.stringMatching(/\+03:00$/),
				to_time: expect.stringMatching(/\+03:00$/),
				_links: { callback_url: 'https://callback.invalid/' },
			},
		]);
		expect(env.periods).toEqual([[to - DAY / SECOND, to]]);
	});

	it('requests the payments of a till in a period, and sends the list to a Callback URL', async () => {
		const { items } = await find({
			reference: 'SJK4H7L2QX',
			scope: 'till',
			scopeReference: 'k000123',
			options: {
				fromTime: '2026-01-31T08:00:00',
				toTime: '2026-01-31 10:00:00+00',
				callbackUrl: 'https://example.com/payments',
			},
		});
		expect(items[0]!.json).toMatchObject(notFound);
		expect(env.requests).toEqual([
			expect.objectContaining({
				scope: 'till',
				scope_reference: 'K000123',
				from_time: '2026-01-31T08:00:00+03:00',
				to_time: '2026-01-31T13:00:00+03:00',
				_links: { callback_url: 'https://example.com/payments' },
			}),
		]);
	});

	it('shares one request among a hundred receipts of a day, and keeps their order and links', async () => {
		const receipts = references(100);
		for (const reference of receipts) await env.pay(reference);
		const { items, error } = await find(
			{ ...byReference, options: { waitTimeout: '={{ $json.wait }}' as never } },
			{ items: receipts.map((reference, index) => ({ reference, wait: 60 + index })) },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ json, pairedItem }) => [json.reference, pairedItem])).toEqual(
			receipts.map((reference, item) => [reference, { item }]),
		);
		expect(env.requests).toHaveLength(1);
	});

	it('shares a request among items whose credential comes from an expression, but not between applications', async () => {
		const other = await startSimulator({
			clock: env.clock,
			resultDelay: SECOND,
		});
		try {
			await other.payTill({ tillNumber: 'K1', amount: 1, reference: 'OTHER00001' });
			await env.pay('SJK4H7L2QX');
			const reference = 'SJK4H7L2QX';
			const { items, error } = await find(byReference, {
				credentials: credentialsFor(env.simulator, {
					baseUrl: '={{ $json.url }}',
					apiVersion: '={{ $json.version }}',
				}),
				items: [
					{ reference, url: env.simulator.url, version: 'v1' },
					{ reference, url: env.simulator.url, version: 'v1' },
					{ reference, url: other.url, version: 'v1' },
					{ reference, url: env.simulator.url, version: 'v2' },
				],
			});
			expect(error).toBeUndefined();
			expect(items.map(({ json }) => json.found)).toEqual([true, true, false, true]);
			expect(env.requests).toHaveLength(2);
			expect(other.requests.filter(({ path }) => /\/v1\/polling$/.test(path))).toHaveLength(1);
		} finally {
			await other.close();
		}
	});

	it('polls 31 days in windows of one day, and counts a payment between two windows once', async () => {
		const from = env.now - 31 * (DAY / SECOND);
		await env.pay('EDGE000001', { ...payer, originatedAt: (from + 2 * (DAY / SECOND)) * SECOND });
		await env.pay('OLD0000001', { ...payer, originatedAt: from * SECOND });
		const options = { fromTime: iso(from * SECOND), toTime: iso(env.now * SECOND) };
		expect(await answerTo({ phoneNumber, options })).toMatchObject({
			found: true,
			matches: 2,
			reference: 'EDGE000001',
		});
		expect(env.periods).toEqual(
			Array.from({ length: 31 }, (_, day) => [
				from + day * (DAY / SECOND),
				from + (day + 1) * (DAY / SECOND),
			]),
		);
	});

	it('shares the windows of periods that begin together', async () => {
		const now = env.clock.now();
		const options = { fromTime: iso(now - 3 * DAY), toTime: '={{ $json.to }}' };
		const { error } = await find(
			{ reference: 'SJK4H7L2QX', options },
			{ items: [iso(now - 2 * DAY), iso(now - DAY), iso(now)].map((to) => ({ to })) },
		);
		expect(error).toBeUndefined();
		expect(env.requests).toHaveLength(3);
	});

	it('waits as long as the item that waits longest', async () => {
		const slow = await startSimulator({ clock: env.clock, resultDelay: 20 * SECOND });
		try {
			const run = await find(
				{ reference: 'X', options: { waitTimeout: '={{ $json.wait }}' as never } },
				{ items: [{ wait: 1 }, { wait: 60 }], credentials: credentialsFor(slow) },
			);
			expect(run.error).toBeUndefined();
			expect(run.items.map(({ json }) => json.found)).toEqual([false, false]);
		} finally {
			await slow.close();
		}
	});
});

describe('a list that cannot be read', () => {
	const unknown = 'Whether the customer has paid is not known.';

	const failures: Array<
		[name: string, prepare: () => void, parameters: Parameters, message: RegExp]
	> = [
		[
			'a polling that failed',
			() => undefined,
			{ scope: 'till', scopeReference: '700003' },
			/^Kopo Kopo could not poll the transactions \(status Failed\): .+\.$/,
		],
		[
			'a polling that never ends',
			() => undefined,
			{ scope: 'till', scopeReference: '700005', options: { waitTimeout: 10 } },
			/^Kopo Kopo did not finish polling within 10 seconds\.$/,
		],
		[
			'a result without a list',
			() => {
				const attributes = { status: 'Success', transactions: 'none' };
				env.simulator.answer({
					method: 'GET',
					path: polling,
					body: JSON.stringify({ data: { type: 'polling', attributes } }),
				});
			},
			{},
			/^Kopo Kopo could not poll the transactions \(status Success\): the list is missing\.$/,
		],
		[
			'a request that was rejected',
			() =>
				env.simulator.answer({
					method: 'POST',
					path: polling,
					status: 400,
					body: '{"error_message":"Time range too large"}',
				}),
			{},
			/Time range too large/,
		],
		[
			'a status that cannot be looked up',
			() => env.simulator.answer({ method: 'GET', path: polling, status: 403 }),
			{},
			/403|rejected/,
		],
	];

	it.each(failures)(
		'fails for %s, and never says not found',
		async (_name, prepare, more, message) => {
			prepare();
			const { items, error } = await find({ reference: 'SJK4H7L2QX', ...more });
			expect(items).toEqual([]);
			expect(error!.message).toMatch(message);
			expect(error!.description).toContain(unknown);
		},
	);

	it('fails all items that share the request, which is sent once', async () => {
		env.simulator.answer({ method: 'POST', path: polling, status: 500 });
		const { items, error } = await find(byReference, {
			items: references(30).map((reference) => ({ reference })),
			settings: { onError: 'continueRegularOutput' },
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(30);
		items.forEach(({ json, pairedItem }, item) => {
			expect(String(json.error)).toContain(`Item ${item + 1} of 30: `);
			expect(String(json.error)).toContain(unknown);
			expect(json.found).toBeUndefined();
			expect(pairedItem).toEqual({ item });
		});
		expect(env.requests).toHaveLength(1);
	});

	it('fails an item if one of its windows failed', async () => {
		await env.pay('SJK4H7L2QX');
		const options = { fromTime: iso(env.clock.now() - 2.5 * DAY) };
		const running = startAction(action({ reference: 'SJK4H7L2QX', options }));
		const { result } = await running;
		await env.during(
			(async () => {
				while (env.requests.length < 2) await new Promise(setImmediate);
				env.simulator.answer({ method: 'POST', path: polling, status: 400 });
			})(),
		);
		const { items, error } = await env.during(result);
		expect(items).toEqual([]);
		expect(error!.description).toContain(unknown);
	});

	it('requests the list again with Retry On Fail', async () => {
		await env.pay('SJK4H7L2QX');
		env.simulator.answer({ method: 'POST', path: polling, status: 500 });
		const { items, error } = await find(
			{ reference: 'SJK4H7L2QX' },
			{ settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1000 } },
		);
		expect(error).toBeUndefined();
		expect(items[0]!.json).toMatchObject({ found: true });
		expect(env.requests).toHaveLength(2);
	});
});

describe('input errors', () => {
	const nothing = '={{ $json.missing }}';
	const long = () => ({ fromTime: iso(env.clock.now() - 32 * DAY) });

	it.each<[string, () => Parameters, RegExp]>([
		['neither of the two', () => ({}), /^M-PESA Receipt and Phone Number are both empty\./],
		[
			'two that are blank',
			() => ({ reference: '\u200b ', phoneNumber: '={{ "" }}' }),
			/^M-PESA Receipt and Phone Number are both empty\./,
		],
		[
			'a receipt that an expression did not find',
			() => ({ reference: nothing, phoneNumber }),
			/^M-PESA Receipt has no value\./,
		],
		[
			'a phone number that an expression did not find',
			() => ({ reference: 'SJK4H7L2QX', phoneNumber: nothing }),
			/^Phone Number has no value\./,
		],
		[
			'a whole message',
			() => ({ reference: 'SJK4H7L2QX Confirmed. Ksh100 sent' }),
			/^M-PESA Receipt is more than a receipt: SJK4H7L2QX CONFIRMED/,
		],
		[
			'a masked phone number',
			() => ({ phoneNumber: '0722***000' }),
			/^Phone Number is masked: 0722\*\*\*000\./,
		],
		['another phone number', () => ({ phoneNumber: '12' }), /^Phone Number is not a Kenyan/],
		[
			'a scope that an expression did not find',
			() => ({ reference: 'A', scope: nothing, scopeReference: '123456' }),
			/^Scope is unknown/,
		],
		[
			'an amount',
			() => ({ reference: 'A', options: { expectedAmount: '1.500,00' as never } }),
			/^Expected Amount is not a number of 0 or more/,
		],
		[
			'an amount that an expression did not find',
			() => ({ reference: 'A', options: { expectedAmount: nothing as never } }),
			/^Expected Amount is not a number of 0 or more/,
		],
		[
			'a time that an expression did not find',
			() => ({ reference: 'A', options: { fromTime: nothing } }),
			/^From Time is not a date and time: empty/,
		],
		[
			'an end before its beginning',
			() => ({
				reference: 'A',
				options: { fromTime: '2026-02-01T00:00:00Z', toTime: '2026-01-31T00:00:00Z' },
			}),
			/^To Time is before From Time/,
		],
		[
			'a beginning in the future',
			() => ({ reference: 'A', options: { fromTime: '2099-01-01' } }),
			/^From Time is in the future\./,
		],
		[
			'more than 31 days',
			() => ({ reference: 'A', options: long() }),
			/^The period from From Time to To Time is longer than 31 days\./,
		],
		[
			'a Callback URL without HTTPS',
			() => ({ reference: 'A', options: { callbackUrl: 'http://example.com' } }),
			/^Callback URL is not an HTTPS URL/,
		],
	])('rejects %s before anything is sent', async (_name, parameters, message) => {
		const { items, error } = await find(parameters());
		expect(items).toEqual([]);
		expect(error!.message).toMatch(message);
		expect(error!.description).toMatch(/\.$/);
		expect(env.simulator.requests).toEqual([]);
	});

	it('sends nothing for the others either, unless the node continues on errors', async () => {
		await env.pay('SJK4H7L2QX');
		const items = [{ reference: 'SJK4H7L2QX', ago: 1 }, { reference: 'A', ago: 40 }, { ago: 1 }];
		const parameters = {
			...byReference,
			options: { fromTime: '={{ $now.minus({ days: $json.ago }).toISO() }}' },
		};
		const stopped = await find(parameters, { items });
		expect(stopped.error!.message).toMatch(/^Item 2 of 3: The period .* Item 3 of 3: M-PESA Rec/);
		expect(env.simulator.requests).toEqual([]);

		const { items: output } = await find(parameters, {
			items,
			settings: { onError: 'continueRegularOutput' },
		});
		expect(
			output.map(({ json, pairedItem }) => [json.found ?? typeof json.error, pairedItem]),
		).toEqual([
			[true, { item: 0 }],
			['string', { item: 1 }],
			['string', { item: 2 }],
		]);
	});
});

it('stops within a second or two when the execution is cancelled', async () => {
	const { result, cancel } = await startAction(
		action(
			{
				...byReference,
				scope: 'till',
				scopeReference: '700005',
				options: { waitInterval: 60, waitTimeout: 600 },
			},
			{ items: references(20).map((reference) => ({ reference })) },
		),
	);
	await env.during(
		(async () => {
			while (env.requests.length < 1) await new Promise(setImmediate);
		})(),
	);
	const begun = env.clock.now();
	cancel();
	await env.during(result);
	expect(env.clock.now() - begun).toBeLessThan(10 * SECOND);
	expect(env.requests).toHaveLength(1);
});

it('answers an AI agent that has the node as its tool', async () => {
	await env.pay('SJK4H7L2QX', { amount: 250 });
	const { run } = await env.during(
		runAction(
			action(
				{ reference: "={{ $fromAI('receipt') }}", options: { expectedAmount: 300 } },
				{ agentRounds: [[{ id: 'a', itemIndex: 0, input: { receipt: 'SJK4H7L2QX' } }]] },
			),
		),
	);
	const [call] = run.data.resultData.runData['Kopo Kopo']!;
	expect(call!.data!.ai_tool![0]![0]!.json).toMatchObject({
		found: true,
		paidInFull: false,
		difference: -50,
	});
});
