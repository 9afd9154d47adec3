import { DAY, MINUTE, usePollingEnvironment, withOptions } from '../support/engine/poller.mts';
import { credentialsFor, requestsTo } from '../support/engine/setup.mts';

jest.setTimeout(60_000);

const env = usePollingEnvironment();

describe('a polling request', () => {
	it('requests from the activation, then from the last poll minus the look-back', async () => {
		await env.pay('BEFORE');
		await env.pass(MINUTE);
		await env.activate(withOptions({ lateHours: 0 }));
		const activated = env.now;
		await env.pollAfter(5 * MINUTE);
		expect(env.periods.at(-1)![0]).toBeGreaterThan(activated - 60);
		await env.pollAfter(30 * MINUTE);
		const [, to] = env.periods.at(-1)!;
		await env.pollAfter(30 * MINUTE);

		expect(env.periods.at(-1)!).toEqual([to! - 600, expect.any(Number)]);
		expect(env.emitted).toEqual([]);
	});

	it('polls one till in the credential’s API version, with the unreachable callback URL', async () => {
		env.credentials = credentialsFor(env.simulator, { apiVersion: 'v2', apiKey: '' });
		await env.activate({ scope: 'till', tillNumber: 'k000123' });
		await env.pay('OWN');
		await env.pay('OTHER', { tillNumber: 'K000456' });
		await env.pollAfter();

		expect(env.requests.at(-1)).toMatchObject({
			scope: 'till',
			scope_reference: 'K000123',
			_links: { callback_url: 'https://callback.invalid/' },
		});
		expect(requestsTo(env.simulator, 'POST', '/api/v2/polling')).toHaveLength(2);
		expect(env.emitted).toEqual(['OWN']);
	});

	it('sends the Callback URL of the options', async () => {
		await env.activate(withOptions({ callbackUrl: 'https://example.invalid/here' }));
		expect(env.requests.at(-1)).toMatchObject({
			_links: { callback_url: 'https://example.invalid/here' },
		});
	});

	it('sends the default callback URL if the option is empty', async () => {
		await env.activate(withOptions({ callbackUrl: '' }));
		expect(env.requests.at(-1)).toMatchObject({
			_links: { callback_url: 'https://callback.invalid/' },
		});
	});

	it.each([
		['Africa/Nairobi', '+03:00'],
		['America/New_York', '-05:00'],
		['Asia/Kolkata', '+05:30'],
	])('writes times in the workflow’s time zone, %s', async (timezone, offset) => {
		await env.activate({}, 'activate', { timezone });
		await env.pay('HERE');
		await env.pollAfter();

		for (const { from_time, to_time } of env.requests) {
			expect(String(from_time).slice(-6)).toBe(offset);
			expect(String(to_time).slice(-6)).toBe(offset);
		}
		expect(env.emitted).toEqual(['HERE']);
	});

	it('requests a day at a time after a pause, without gaps', async () => {
		await env.activate();
		for (let day = 0; day < 5; day += 1) {
			await env.pay(`DAY${day}`);
			await env.pass(DAY);
		}
		const before = env.requests.length;
		await env.activate();

		const periods = env.requests
			.slice(before)
			.map(({ from_time, to_time }) => [from_time, to_time].map((one) => Date.parse(String(one))));
		expect(periods.length).toBe(5);
		periods.forEach(([from, to], index) => {
			expect(to! - from!).toBeLessThanOrEqual(DAY);
			if (index > 0) expect(from).toBe(periods[index - 1]![1]);
		});
		expect(env.executions).toEqual([['DAY0', 'DAY1', 'DAY2', 'DAY3', 'DAY4']]);
	});

	it('requests as many days as there is time for, and continues with the next poll', async () => {
		const days = 300;
		const end = env.clock.now();
		for (let day = days - 1; day >= 0; day -= 1) {
			await env.pay(`DAY${day}`, { originatedAt: end - day * DAY - MINUTE });
		}
		await env.activate(withOptions({ startFrom: new Date(end - days * DAY).toISOString() }));
		const { length } = env.emitted;
		while (!env.emitted.includes('DAY0')) await env.pollAfter();

		expect(length).toBeGreaterThan(20);
		expect(length).toBeLessThan(days);
		expect(env.emitted).toEqual(
			Array.from({ length: days }, (_, index) => `DAY${days - 1 - index}`),
		);
	});

	it('emits nothing twice after the look-back grows', async () => {
		await env.activate(withOptions({ lookBack: 1 }));
		await env.pay('ONCE');
		for (let count = 0; count < 10; count += 1) await env.pollAfter();
		await env.activate(withOptions({ lookBack: 60 }), 'update');
		await env.pollAfter();

		expect(env.emitted).toEqual(['ONCE']);
	});
});

describe('concurrent polls', () => {
	it('does nothing while another poll of the node runs', async () => {
		await env.activate();
		await env.pay('ONCE');
		await env.pass(MINUTE);
		const before = env.requests.length;
		const polls = [env.poller.poll(), env.poller.poll(), env.poller.poll()];
		await env.during(Promise.all(polls));

		expect(env.requests.length).toBe(before + 1);
		expect(env.emitted).toEqual(['ONCE']);

		await env.pollAfter();
		expect(env.requests.length).toBe(before + 2);
	});

	it('polls while the first poll of an earlier activation still runs', async () => {
		const earlier = await env.start();
		const first = earlier.activate();
		await env.activate();
		await env.during(first);
		await env.pay('AFTER');
		await env.pollAfter();

		expect(env.emitted).toEqual(['AFTER']);
	});

	it('begins a changed till at its activation, also while a poll of the earlier one runs', async () => {
		await env.activate();
		await env.pass(MINUTE);
		const earlier = env.poller.poll();
		env.poller.supersede();
		await env.activate({ scope: 'till', tillNumber: 'K000123' }, 'update');
		await env.during(earlier);
		await env.pay('AFTER');
		await env.pollAfter();

		expect(env.emitted).toEqual(['AFTER']);
	});
});

describe('Start From', () => {
	it('begins at Start From in the workflow’s time zone', async () => {
		await env.pay('TOO EARLY', { originatedAt: Date.parse('2026-01-04T05:59:00+03:00') });
		await env.pay('IN TIME', { originatedAt: Date.parse('2026-01-04T06:01:00+03:00') });
		await env.activate(withOptions({ startFrom: '2026-01-04T06:00:00' }));
		await env.pollAfter();

		expect(env.requests[0]).toMatchObject({ from_time: '2026-01-04T06:00:00+03:00' });
		expect(env.emitted).toEqual(['IN TIME']);
	});

	it('ignores an unchanged Start From at the next activation', async () => {
		const options = withOptions({ startFrom: '2026-01-04T06:00:00' });
		await env.pay('ONCE', { originatedAt: Date.parse('2026-01-04T06:01:00+03:00') });
		await env.activate(options);
		await env.pollAfter(DAY);
		await env.activate(options);
		await env.pollAfter();

		expect(env.emitted).toEqual(['ONCE']);
	});

	it('ignores an unchanged expression in Start From', async () => {
		await env.pay('ONCE');
		await env.pass(MINUTE);
		const options = withOptions({ startFrom: '={{ $now.minus(1, "hour").toISO() }}' });
		await env.activate(options);
		for (let count = 0; count < 20; count += 1) await env.pollAfter();

		expect(env.emitted).toEqual(['ONCE']);
	});

	it('begins again at a changed Start From', async () => {
		await env.pay('EARLIER');
		await env.pass(DAY);
		await env.activate();
		await env.pay('KNOWN');
		await env.pollAfter();
		await env.activate(withOptions({ startFrom: '2026-01-01' }), 'update');
		await env.pollAfter();

		expect(env.emitted).toEqual(['KNOWN', 'EARLIER']);
	});

	it('requests nothing until a Start From in the future', async () => {
		const startFrom = new Date(env.clock.now() + DAY).toISOString();
		await env.activate(withOptions({ startFrom }));
		await env.pay('TOO EARLY');
		await env.pollAfter();
		expect(env.requests).toEqual([]);

		await env.pass(DAY);
		await env.pay('IN TIME');
		await env.pollAfter();
		expect(env.emitted).toEqual(['IN TIME']);
	});
});
