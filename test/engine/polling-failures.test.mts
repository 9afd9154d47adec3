import {
	DAY,
	MINUTE,
	polling,
	usePollingEnvironment,
	withOptions,
} from '../support/engine/poller.mts';
import { credentialsFor } from '../support/engine/setup.mts';

jest.setTimeout(60_000);

const env = usePollingEnvironment();

describe('a poll that fails', () => {
	const failures: Array<[string, () => void, RegExp]> = [
		[
			'gets no token',
			() => {
				env.simulator.revokeTokens();
				env.simulator.answer({ path: /oauth\/token/, status: 401, body: '{}', times: 9 });
			},
			/401/,
		],
		[
			'is rejected',
			() =>
				env.simulator.answer({
					method: 'POST',
					path: polling,
					status: 400,
					body: '{"error_message":"Invalid scope reference"}',
				}),
			/Invalid scope reference/,
		],
		[
			'is not authorised',
			() => env.simulator.answer({ path: polling, status: 401, body: '{}', times: 9 }),
			/401/,
		],
		[
			'is rate limited',
			() => env.simulator.answer({ method: 'POST', path: polling, status: 429, body: '{}' }),
			/Poll less often: change Poll Times/,
		],
		[
			'gets a server error',
			() => env.simulator.answer({ method: 'POST', path: polling, status: 500 }),
			/could not handle the request/,
		],
		[
			'loses the connection before Kopo Kopo has read it',
			() => env.simulator.answer({ method: 'POST', path: polling, dropConnection: 'before' }),
			/closed the connection/,
		],
		[
			'loses the connection after Kopo Kopo has read it',
			() => env.simulator.answer({ method: 'POST', path: polling, dropConnection: 'after' }),
			/closed the connection/,
		],
		[
			'gets no Location',
			() => env.simulator.answer({ method: 'POST', path: polling, status: 201, body: '' }),
			/without a Location/,
		],
		[
			'may not check the status',
			() => env.simulator.answer({ method: 'GET', path: polling, status: 403, body: '{}' }),
			/403/,
		],
		[
			'never gets a status',
			() => env.simulator.answer({ method: 'GET', path: polling, status: 503, times: 99 }),
			/did not finish polling within 60 seconds/,
		],
		[
			'gets a failure',
			() =>
				env.simulator.answer({
					method: 'GET',
					path: polling,
					body: '{"data":{"attributes":{"status":"Failed","errors":["No such till"]}}}',
				}),
			/could not poll the transactions \(status Failed\): No such till\./,
		],
		[
			'gets no list',
			() =>
				env.simulator.answer({
					method: 'GET',
					path: polling,
					body: '{"data":{"attributes":{"status":"Success"}}}',
				}),
			/could not poll the transactions/,
		],
		[
			'gets no JSON',
			() =>
				env.simulator.answer({ method: 'GET', path: polling, body: '<html></html>', times: 99 }),
			/did not finish polling within 60 seconds/,
		],
	];

	it.each(failures)('reports a poll that %s, and loses no payment', async (_, fail, words) => {
		await env.activate();
		await env.pay('KNOWN');
		await env.pollAfter();
		const stored = env.nodeData;
		await env.pay('DURING');
		fail();
		await env.pollAfter();

		expect(env.database.errors).toHaveLength(1);
		expect(env.database.errors[0]!.message).toMatch(words);
		expect(env.database.errors[0]!.message).toContain('No payment is lost');
		expect(env.nodeData).toBe(stored);
		expect(env.emitted).toEqual(['KNOWN']);

		env.simulator.answerAsUsual();
		for (let count = 0; count < 3; count += 1) await env.pollAfter(DAY);
		expect(env.emitted).toEqual(['KNOWN', 'DURING']);
	});

	it('accepts null as an empty list', async () => {
		await env.activate();
		await env.pay('FOUND LATER');
		env.simulator.answer({
			method: 'GET',
			path: polling,
			body: '{"data":{"attributes":{"status":"Success","transactions":null}}}',
		});
		await env.pollAfter();
		expect([env.database.errors, env.emitted]).toEqual([[], []]);

		await env.pollAfter();
		expect(env.emitted).toEqual(['FOUND LATER']);
	});

	it('emits the days before one that fails, reports it, and continues there', async () => {
		await env.activate();
		await env.pay('FIRST DAY');
		await env.pass(2.5 * DAY);
		await env.pay('LAST DAY');
		env.simulator.answer({ method: 'POST', path: polling, delay: 0, times: 2 });
		env.simulator.answer({ method: 'POST', path: polling, status: 500, times: 2 });
		await env.pollAfter();
		expect(env.emitted).toEqual(['FIRST DAY']);
		expect(env.database.errors).toMatchObject([
			{ message: expect.stringContaining('the next poll continues at this day') },
		]);

		await env.pollAfter();
		expect(env.database.errors).toMatchObject([
			{},
			{ message: expect.stringContaining('the next poll requests the same period again') },
		]);

		await env.pollAfter();
		expect(env.emitted).toEqual(['FIRST DAY', 'LAST DAY']);
	});

	it('rejects the activation if the first poll fails', async () => {
		const till = { scope: 'till', tillNumber: '700003' };
		await expect(env.activate(till)).rejects.toThrow(/balance is insufficient/);
		env.credentials.data.clientSecret = 'wrong';
		env.simulator.revokeTokens();
		await expect(env.activate()).rejects.toThrow(
			/^Kopo Kopo did not accept the client ID or secret \(401\)\. Copy both again /,
		);
	});

	it.each([
		['lookBack', 0, 'Look Back (Minutes) is not a number from 1 to 1440'],
		['lateHours', 73, 'Late Payments (Hours) is not a number from 0 to 72'],
		['lateHours', -1, 'Late Payments (Hours) is not a number from 0 to 72'],
		['lookBack', 'ten', 'Look Back (Minutes) is not a number'],
		['minimumAmount', -1, 'Minimum Amount is not a number'],
		['startFrom', 'yesterday', 'Start From is not a date and time: yesterday'],
		['startFrom', '2026-02-31', 'Start From is not a date and time that exists: 2026-02-31'],
		['startFrom', 46053, 'Start From is a number, not a date and time: 46053'],
		['minimumAmount', '={{ null }}', 'Minimum Amount has no value'],
		['callbackUrl', 'http://example.com', 'Callback URL is not an HTTPS URL'],
	])('rejects %s = %p before it sends anything', async (name, value, words) => {
		await expect(env.activate(withOptions({ [name]: value }))).rejects.toThrow(words);
		expect(env.requests).toEqual([]);
	});

	it('rejects a localhost Callback URL if the API is elsewhere', async () => {
		env.credentials = credentialsFor(env.simulator, { environment: 'sandbox' });
		await expect(
			env.activate(withOptions({ callbackUrl: 'http://localhost:5678/x' })),
		).rejects.toThrow('Callback URL cannot be reached by Kopo Kopo: localhost:5678');
		expect(env.requests).toEqual([]);
	});
});

describe('a restart of n8n', () => {
	it('continues after a restart where the polls stopped', async () => {
		await env.activate();
		await env.pay('BEFORE');
		await env.pollAfter();
		await env.pay('WHILE DOWN');
		await env.pass(3 * DAY);
		await env.activate({}, 'init');
		await env.pollAfter();
		await env.pollAfter();

		expect(env.executions).toEqual([['BEFORE'], ['WHILE DOWN']]);
	});

	it('emits nothing twice after a restart, although n8n stores no poll that found nothing', async () => {
		await env.activate();
		await env.pay('ONCE');
		await env.pollAfter();
		for (let count = 0; count < 30; count += 1) await env.pollAfter();
		await env.activate({}, 'init');
		await env.pollAfter();

		expect(env.emitted).toEqual(['ONCE']);
	});

	it.each(['init', 'leadershipChange'] as const)(
		'starts without Kopo Kopo (%s), and reports the failure at the next of the Poll Times',
		async (mode) => {
			await env.activate();
			env.simulator.answer({ path: /polling/, status: 500, times: 2 });
			await env.activate({}, mode);
			await env.pollAfter();
			expect(env.database.errors).toHaveLength(1);

			await env.pay('AFTER');
			await env.pollAfter();
			await env.pollAfter();
			expect(env.emitted).toEqual(['AFTER']);
		},
	);

	it('needs Kopo Kopo to start a node that has never polled', async () => {
		env.simulator.answer({ path: /polling/, status: 500 });
		await expect(env.activate({}, 'init')).rejects.toThrow(/could not handle/);
	});

	it('emits the payment of an interrupted poll once', async () => {
		await env.activate();
		await env.pay('DURING');
		await env.pass(MINUTE);
		const cut = env.poller.poll();
		env.poller.supersede();
		await env.during(cut);
		expect(env.emitted).toEqual([]);

		await env.activate({}, 'init');
		await env.pollAfter();
		await env.pollAfter();
		expect(env.emitted).toEqual(['DURING']);
	});
});
