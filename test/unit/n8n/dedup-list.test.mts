import { addToList } from '../../../nodes/KopoKopo/n8n/dedup-list.ts';
import { DedupRows } from '../../support/unit/dedup-rows.mts';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `value ${index}`);

it('returns the entries that were missing', async () => {
	const database = new DedupRows();
	const { context } = database.execution();
	expect([...(await addToList(context, 'one', ['a', 'b', 'a']))]).toEqual(['a', 'b']);
	expect([...(await addToList(context, 'other', ['b', 'c']))]).toEqual(['c']);
	expect([...database.rows]).toEqual([['node', ['one', 'a', 'b', 'other', 'c']]]);
});

it('adds at most 5,000 entries in one call, each with a mark of the owner', async () => {
	const database = new DedupRows();
	const entries = numbered(12_000);
	expect([...(await addToList(database.execution().context, 'one', entries))]).toEqual(entries);
	expect(database.calls).toEqual([
		['add', 5000],
		['add', 5000],
		['add', 2003],
	]);
});

it('keeps the newest 55,000 entries', async () => {
	const database = new DedupRows();
	// Tests with a row this long take too long if they look up each value.
	database.rows.set('node', numbered(55_000));
	await addToList(database.execution().context, 'one', ['last']);
	const row = database.rows.get('node')!;
	expect([row.length, row[0], row.at(-1)]).toEqual([55_000, 'value 2', 'last']);
});

it('tries again if another process inserts the list at the same moment', async () => {
	const database = new DedupRows();
	database.beforeWrite = (row) => {
		database.beforeWrite = () => undefined;
		database.rows.set(row, ['other']);
	};
	expect([...(await addToList(database.execution().context, 'one', ['a']))]).toEqual(['a']);
	expect(database.rows.get('node')).toEqual(['other', 'one', 'a']);
});

it('fails if n8n cannot store the entries', async () => {
	const database = new DedupRows();
	database.beforeCall = () => {
		throw new Error('the database is locked');
	};
	await expect(addToList(database.execution().context, 'one', ['a'])).rejects.toThrow(
		'the database is locked',
	);
});
