import {
	DAY,
	MINUTE,
	SECOND,
	usePollingEnvironment,
	withOptions,
} from '../support/engine/poller.mts';
import { credentialsFor } from '../support/engine/setup.mts';

jest.setTimeout(60_000);

const env = usePollingEnvironment();

describe('a change of application, scope or till', () => {
	const [one, other] = ['K000123', 'K000456'].map((tillNumber) => ({ scope: 'till', tillNumber }));

	it('begins each till at its own activation, also when it is changed back', async () => {
		await env.activate(one);
		await env.pay('OTHER, TOO EARLY', { tillNumber: 'K000456' });
		await env.pollAfter();
		await env.activate(other, 'update');
		await env.pay('OTHER', { tillNumber: 'K000456' });
		await env.pay('ONE, TOO EARLY');
		await env.pollAfter();
		expect(env.emitted).toEqual(['OTHER']);

		await env.activate(one, 'update');
		await env.pay('ONE');
		await env.pollAfter();
		expect(env.emitted).toEqual(['OTHER', 'ONE']);
	});

	it('lets no transaction past the trigger twice if Start From makes a till begin again', async () => {
		const options = { startFrom: '2026-01-04T06:00:00', lateHours: 0 };
		await env.pay('OLD', { originatedAt: Date.parse('2026-01-04T06:01:00+03:00') });
		await env.activate({ ...one, options } as never);
		await env.activate({ ...other, options } as never, 'update');
		await env.pollAfter();
		await env.activate({ ...one, options } as never, 'update');
		await env.pay('NEW');
		await env.pollAfter();

		expect(env.executions).toEqual([['OLD'], ['OLD'], ['NEW']]);
		expect(await env.outputs()).toEqual([['OLD'], [], ['NEW']]);
	});

	it('emits nothing twice if a till is changed to the company', async () => {
		await env.activate(one);
		await env.pay('ONCE');
		await env.pollAfter();
		await env.activate({}, 'update');
		await env.pay('COMPANY');
		await env.pollAfter();

		expect(env.executions).toEqual([['ONCE'], ['COMPANY']]);
	});

	it('forgets the rejected executions of the earlier till', async () => {
		await env.activate(one);
		await env.pay('FIRST');
		await env.pollAfter();
		await env.rejectExecution('REJECTED');
		await env.activate(other, 'update');
		await env.pollAfter(60 * MINUTE);
		await env.activate(one, 'update');
		await env.pollAfter();

		const [from, to] = env.periods.at(-1)!;
		expect(to - from).toBeLessThan(5 * 60);
		expect(env.executions).toEqual([['FIRST']]);
	});

	it('keeps one cursor', async () => {
		for (let till = 100; till < 105; till += 1) {
			await env.activate({ scope: 'till', tillNumber: `K000${till}` });
			await env.pass(MINUTE);
		}
		const [data] = Object.values(env.database.staticData) as Array<{ cursor: { source: string } }>;
		expect(Object.keys(data!)).toEqual(['cursor']);
		expect(data!.cursor.source).toContain('K000104');
	});

	it('continues with another credential of the same application', async () => {
		await env.activate();
		await env.pay('FIRST');
		await env.pollAfter();
		const clientId = ` ${env.simulator.application.clientId}\u200b\n`;
		env.credentials = credentialsFor(env.simulator, { apiVersion: 'v2', clientId });
		await env.pay('MEANWHILE');
		await env.pass(MINUTE);
		await env.activate({}, 'update');
		expect(env.emitted).toEqual(['FIRST', 'MEANWHILE']);
	});
});

describe('the stored cursor', () => {
	it.each([
		['the look-back', 0, 15],
		['the late hours', 24, 100],
	])('keeps only the keys within %s', async (_, lateHours, keys) => {
		await env.activate(withOptions({ lateHours }));
		for (let count = 0; count < 100; count += 1) {
			await env.pay(`R${count}`);
			await env.pollAfter();
		}
		const size = JSON.stringify(env.database.staticData).length;
		expect(env.emitted).toHaveLength(100);
		expect(size).toBeLessThan(keys * 11 + 1100);
	});

	it.each([
		['is text', () => 'text'],
		['has no source', (cursor: object) => ({ ...cursor, source: null })],
		['has no position', (cursor: object) => ({ ...cursor, position: '2026' })],
		['has no keys', (cursor: object) => ({ ...cursor, seen: null })],
		['has a part of a key', (cursor: object) => ({ ...cursor, seen: { 490000: 'abc' } })],
	])('fails each poll with a cursor that %s, until Start From is set', async (_, change) => {
		await env.activate();
		await env.pay('BEFORE');
		await env.pollAfter();
		env.editCursor(change);
		await env.activate({}, 'init');
		await env.pay('AFTER');
		await env.pollAfter();
		expect(env.database.errors).toMatchObject([
			{ message: expect.stringContaining('Set Start From in the options') },
		]);

		await env.activate(withOptions({ startFrom: '2026-01-05T08:00:00' }), 'update');
		expect(env.emitted).toEqual(['BEFORE', 'BEFORE', 'AFTER']);
	});

	it('continues from a cursor that was moved back by hand', async () => {
		await env.pay('EARLIER');
		await env.pass(60 * MINUTE);
		await env.activate();
		await env.pay('KNOWN');
		await env.pollAfter();
		env.editCursor((cursor) => ({ ...cursor, floor: 0, position: env.now - 7200, more: true }));
		await env.activate({}, 'init');
		await env.pollAfter();

		expect(env.emitted).toEqual(['KNOWN', 'EARLIER']);
	});
});

describe('a wrong clock', () => {
	it.each([-2 * 60 * MINUTE, 2 * 60 * MINUTE, -365 * DAY, 365 * DAY])(
		'loses no payment while n8n’s clock is wrong by %i ms, nor once it is right again',
		async (ahead) => {
			await env.activate();
			await env.pollAfter(20 * MINUTE);
			env.setClock(ahead);
			await env.pay('WHILE WRONG');
			await env.pollAfter();
			expect(env.emitted).toEqual(['WHILE WRONG']);

			await env.pay('LEFT OVER');
			await env.pass(60 * MINUTE);
			env.setClock(0);
			await env.pollAfter();
			await env.pay('RIGHT AGAIN');
			await env.pollAfter();
			expect(env.emitted).toEqual(['WHILE WRONG', 'LEFT OVER', 'RIGHT AGAIN']);
			expect(env.requests.length).toBeLessThan(20);
		},
	);

	it.each([-365 * DAY, 365 * DAY])(
		'begins at the activation even if n8n’s clock is wrong by %i ms',
		async (ahead) => {
			await env.pay('BEFORE');
			await env.pass(MINUTE);
			env.setClock(ahead);
			await env.activate();
			await env.pay('AFTER');
			await env.pollAfter(2 * MINUTE);

			expect(env.emitted).toEqual(['AFTER']);
		},
	);

	it.each([-5 * 60 * MINUTE, 5 * 60 * MINUTE])(
		'loses no payment while Kopo Kopo’s clock is wrong by %i ms',
		async (ahead) => {
			await env.activate();
			await env.pollAfter(20 * MINUTE);
			env.simulator.dateAhead = ahead;
			await env.pay('WHILE WRONG');
			await env.pollAfter();
			expect(env.emitted).toEqual(['WHILE WRONG']);

			await env.pay('LEFT OVER');
			await env.pass(60 * MINUTE);
			env.simulator.dateAhead = 0;
			await env.pollAfter();
			await env.pay('RIGHT AGAIN');
			await env.pollAfter();
			expect(env.emitted).toEqual(['WHILE WRONG', 'LEFT OVER', 'RIGHT AGAIN']);
			expect(env.requests.length).toBeLessThan(20);
		},
	);

	it('loses no payment if Kopo Kopo’s clock is ahead at the activation', async () => {
		env.simulator.dateAhead = 5 * 60 * MINUTE;
		await env.activate();
		env.simulator.dateAhead = 0;
		await env.pay('SOON');
		await env.pass(60 * MINUTE);
		await env.pollAfter();
		expect(env.emitted).toEqual(['SOON']);
	});

	it('moves a cursor back that is a day ahead', async () => {
		await env.activate();
		await env.pollAfter(20 * MINUTE);
		const position = env.now + DAY / SECOND;
		env.editCursor((cursor) => ({ ...cursor, floor: position, position }));
		await env.activate({}, 'init');
		await env.pay('SOON');
		await env.pollAfter();
		await env.pollAfter();
		expect(env.emitted).toEqual(['SOON']);
	});
});
