import { addToList } from '../../../nodes/KopoKopo/n8n/dedup-list.ts';
import { DedupRows } from '../../support/unit/dedup-rows.mts';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `value ${index}`);

it('returns the entries that were missing', async () => {
	const database = new DedupRows();
	const { context } = database.execution();
	expect([...(await addToList(context, ['a', 'b', 'a']))]).toEqual(['a', 'b']);
	expect([...(await addToList(context, ['b', 'c']))]).toEqual(['c']);
	expect([...database.rows]).toEqual([['node', ['a', 'b', 'c']]]);
});

it('adds at most 5,000 entries in one call', async () => {
	const database = new DedupRows();
	const entries = numbered(12_000);
	expect([...(await addToList(database.execution().context, entries))]).toEqual(entries);
	expect(database.calls).toEqual([
		['add', 5000],
		['add', 5000],
		['add', 2000],
	]);
});

it('keeps the newest 55,000 entries', async () => {
	const database = new DedupRows();
	// Tests with a row this long take too long if they look up each value.
	database.rows.set('node', numbered(55_000));
	await addToList(database.execution().context, ['last']);
	const row = database.rows.get('node')!;
	expect([row.length, row[0], row.at(-1)]).toEqual([55_000, 'value 1', 'last']);
});

it('tries again if another process inserts the list at the same moment', async () => {
	const database = new DedupRows();
	database.beforeWrite = (row) => {
		database.beforeWrite = () => undefined;
		database.rows.set(row, ['other']);
	};
	expect([...(await addToList(database.execution().context, ['a']))]).toEqual(['a']);
	expect(database.rows.get('node')).toEqual(['other', 'a']);
});

it('fails if n8n cannot store the entries', async () => {
	const database = new DedupRows();
	database.beforeCall = () => {
		throw new Error('the database is locked');
	};
	await expect(addToList(database.execution().context, ['a'])).rejects.toThrow(
		'the database is locked',
	);
});
