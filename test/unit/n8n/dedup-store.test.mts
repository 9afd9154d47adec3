import { DedupStore } from '../../../nodes/KopoKopo/n8n/dedup-store.ts';
import { DedupRows } from '../../support/unit/dedup-rows.mts';

const storeIn = (database: DedupRows, of: { nodeId?: string } = {}) =>
	new DedupStore(database.execution(of).context);

const locked = new Error('the database is locked');

describe('insert', () => {
	it('returns the names that were missing, and gives each a row', async () => {
		const database = new DedupRows();
		const store = storeIn(database);
		expect([...(await store.insert(['a', 'b', 'a']))].sort()).toEqual(['a', 'b']);
		expect([...(await store.insert(['b', 'c']))]).toEqual(['c']);
		expect(database.rows.size).toBe(3);
	});

	it('inserts a name once in two processes, at any moment', async () => {
		const database = new DedupRows();
		const [one, other] = [storeIn(database), storeIn(database)];
		let isOther = false;
		database.beforeWrite = (row) => {
			if (isOther) return;
			isOther = true;
			database.rows.set(row, ['']);
		};
		expect([...(await one.insert(['a']))]).toEqual([]);
		const results = await Promise.all([one.insert(['b']), other.insert(['b'])]);
		expect(results.flatMap((names) => [...names])).toEqual(['b']);
	});

	it('fails if n8n cannot insert a name, and leaves none of the others', async () => {
		const database = new DedupRows();
		const store = storeIn(database);
		await store.insert(['before']);
		const [before] = database.rows.keys();
		let calls = 0;
		database.beforeCall = (name) => {
			if (name === 'add' && (calls += 1) > 2) throw locked;
		};
		await expect(store.insert(['before', 'a', 'b'])).rejects.toThrow(locked.message);
		expect([...database.rows.keys()]).toEqual([before]);
	});

	it('has at most ten calls of the database under way', async () => {
		const database = new DedupRows();
		const { context } = database.execution();
		const add = context.helpers.checkProcessedAndRecord;
		let [underWay, most] = [0, 0];
		context.helpers.checkProcessedAndRecord = async (...values) => {
			const result = add(...values);
			most = Math.max(most, (underWay += 1));
			await new Promise((resolve) => setImmediate(resolve));
			underWay -= 1;
			return await result;
		};
		const names = Array.from({ length: 500 }, (_, index) => `name ${index}`);
		expect((await new DedupStore(context).insert(names)).size).toBe(500);
		expect(most).toBe(10);
	});
});

it('tells whether a name is recorded, and changes nothing', async () => {
	const database = new DedupRows();
	const store = storeIn(database);
	await store.insert(['a']);
	expect([await store.has('a'), await store.has('b')]).toEqual([true, false]);
	expect(database.calls.slice(1)).toEqual([
		['count', 0],
		['count', 0],
	]);
});

it('deletes names, so that they can be inserted again', async () => {
	const database = new DedupRows();
	const store = storeIn(database);
	await store.insert(['a', 'b']);
	await store.delete(['a', 'missing']);
	expect([await store.has('a'), await store.has('b')]).toEqual([false, true]);
	expect([...(await store.insert(['a', 'b']))]).toEqual(['a']);
});

it('begins no more calls once one insertion or ten deletions have failed, and waits for those that have begun', async () => {
	const database = new DedupRows();
	const { context } = database.execution();
	let [begun, ended] = [0, 0];
	const fail = async (): Promise<never> => {
		const isFirst = (begun += 1) === 1;
		if (!isFirst) await new Promise((resolve) => setImmediate(resolve));
		ended += 1;
		throw locked;
	};
	const { node } = context as unknown as { node: { id: string } };
	const failOf = async () => (node.id ? await fail() : undefined);
	context.helpers.clearAllProcessedItems = failOf as never;
	context.helpers.checkProcessedAndRecord = failOf as never;
	const names = Array.from({ length: 500 }, (_, index) => `name ${index}`);
	const store = new DedupStore(context);
	await expect(store.delete(names)).rejects.toThrow(locked.message);
	expect(begun).toBeGreaterThanOrEqual(10);
	expect(begun).toBeLessThan(20);
	expect(ended).toBe(begun);
	begun = ended = 0;
	await expect(store.insert(names)).rejects.toThrow(locked.message);
	// Each is tried twice.
	expect([begun, ended]).toEqual([20, 20]);
});

it('keeps the names of nodes apart, and their own lists', async () => {
	const database = new DedupRows();
	const [one, other] = [storeIn(database), storeIn(database, { nodeId: 'other' })];
	await one.insert(['a']);
	expect(await other.has('a')).toBe(false);
	expect(database.rows.has('node')).toBe(false);
});

it('names rows so that they fit the column, whatever the name', async () => {
	const database = new DedupRows();
	await storeIn(database, { nodeId: 'n'.repeat(300) }).insert(['x'.repeat(10_000)]);
	const [row] = database.rows.keys();
	expect(row).toMatch(/^kopokopo [A-Za-z0-9+/=]{44}$/);
});

it('leaves the ID of the node as it was, also if the helper fails', async () => {
	const database = new DedupRows();
	const { context, node } = database.execution();
	const before = Object.getOwnPropertyDescriptor(node, 'id');
	await new DedupStore(context).insert(['a']);
	database.beforeCall = () => {
		throw locked;
	};
	await expect(new DedupStore(context).has('a')).rejects.toThrow(locked.message);
	context.helpers.getProcessedDataCount = () => {
		throw locked;
	};
	await expect(new DedupStore(context).has('a')).rejects.toThrow(locked.message);
	expect(Object.getOwnPropertyDescriptor(node, 'id')).toEqual(before);
});

it.each([
	['has no node', undefined],
	['reads the ID of another object', { id: 'node' }],
])('fails in an n8n that %s', async (_name, node) => {
	const { context } = new DedupRows().execution();
	const changed = Object.assign(Object.create(context) as typeof context, { node });
	await expect(new DedupStore(changed).insert(['a'])).rejects.toThrow(
		'this package is too old for this n8n: update the package',
	);
});
