import { DedupStore } from '../../../../nodes/KopoKopo/n8n/dedup-store.ts';
import { RequestFailure } from '../../../../nodes/KopoKopo/api/request-failure.ts';
import { IdempotencyKeys } from '../../../../nodes/KopoKopo/run/money/idempotency-keys.ts';
import { DedupRows } from '../../../support/unit/dedup-rows.mts';

const payment = {
	recipient: 'recipient',
	whole: JSON.stringify(['https://127.0.0.1', 'app', 'stkPush.requestPayment', []]),
};

const locked = new Error('the database is locked');

const rejected = new RequestFailure({ outcome: 'rejected', message: 'Rejected', advice: '' });

let worlds = 0;

/** A node with its database, in several processes. */
function newNode() {
	const database = new DedupRows();
	const sent: string[] = [];
	const world = (worlds += 1);
	const run = async (
		process: string,
		keys: string[],
		send: () => Promise<object[]> = async () => [{ id: 'payment' }],
	) => {
		const store = new DedupStore(database.execution().context);
		const run = new IdempotencyKeys(store, `${world} ${process}`, 'incoming_payment');
		await run.claim(new Map(keys.map((key) => [key, payment])));
		const transmit = (key: string) => async () => {
			sent.push(`${process}: ${key}`);
			return (await send()) as never;
		};
		const results = await Promise.allSettled(
			keys.map(async (key) => await run.sendOnce(key, payment, transmit(key), () => true)),
		);
		await run.close().catch(() => undefined);
		return results;
	};
	return { database, sent, run };
}

it('records a key again that was released together with one that n8n could not release', async () => {
	const { database, sent, run } = newNode();
	let deletions = 0;
	database.beforeCall = (name) => {
		if (name === 'clear' && (deletions += 1) === 2) throw locked;
	};
	await run('one', ['released', 'stays'], async () => await Promise.reject(rejected));
	await run('one', ['released']);
	await run('other', ['released', 'stays']);
	expect(sent).toEqual(['one: released', 'one: stays', 'one: released']);
});

it('releases a key whose request was rejected, however many keys the run claims after it', async () => {
	const deleted: string[] = [];
	const store = {
		insert: async (names: string[]) => new Set(names),
		delete: async (names: string[]) => deleted.push(...names),
	} as unknown as DedupStore;
	const keys = new IdempotencyKeys(store, 'long list', 'incoming_payment');
	const orders = Array.from({ length: 25_000 }, (_, index) => `order ${index}`);
	await keys.claim(new Map([['rejected', payment]]));
	const reject = async () => await Promise.reject(rejected);
	await expect(keys.sendOnce('rejected', payment, reject, () => true)).rejects.toBe(rejected);
	await keys.claim(new Map(orders.map((key) => [key, payment])));
	await keys.close();
	expect(deleted).toContain('key rejected');
});
