import { BoundedMap } from '../../../nodes/KopoKopo/lib/bounded-map.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const keysIn = <Value,>(map: BoundedMap<Value>, ...keys: string[]) =>
	keys.filter((key) => map.has(key));

it('drops the oldest entry beyond its size', () => {
	const map = new BoundedMap<number>({ maxSize: 2 });
	for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index);
	expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([undefined, 1, 2, 2]);
});

it('treats an entry that is set again as the newest', () => {
	const map = new BoundedMap<number>({ maxSize: 2 });
	for (const key of ['a', 'b', 'a', 'c']) map.set(key, 1);
	expect(keysIn(map, 'a', 'b', 'c')).toEqual(['a', 'c']);
});

it('drops an entry that is older than its age', () => {
	const map = new BoundedMap<string>({ maxSize: 9, maxAge: 1000 });
	map.set('a', 'old');
	jest.advanceTimersByTime(1000);
	expect(map.get('a')).toBe('old');
	jest.advanceTimersByTime(1);
	expect(map.get('a')).toBeUndefined();
});

it('frees the memory of old entries when one is added', () => {
	const map = new BoundedMap<number>({ maxSize: 9, maxAge: 1000 });
	for (const key of ['a', 'b']) map.set(key, 1);
	jest.advanceTimersByTime(1001);
	map.set('c', 1);
	expect(map.size).toBe(1);
});

it('counts the age of an entry from when it was last set', () => {
	const map = new BoundedMap<number>({ maxSize: 9, maxAge: 1000 });
	map.set('a', 1);
	jest.advanceTimersByTime(900);
	map.set('a', 2);
	jest.advanceTimersByTime(900);
	expect(map.get('a')).toBe(2);
});

it('keeps pinned entries beyond its size and age, and drops them once they are not pinned', () => {
	const map = new BoundedMap<{ open: boolean }>({
		maxSize: 1,
		maxAge: 1000,
		isPinned: ({ open }) => open,
	});
	const pinned = { open: true };
	map.set('pinned', pinned);
	map.set('a', { open: false });
	jest.advanceTimersByTime(1001);
	map.set('b', { open: false });
	expect(keysIn(map, 'pinned', 'a', 'b')).toEqual(['pinned']);
	pinned.open = false;
	map.set('c', { open: false });
	expect(keysIn(map, 'pinned', 'c')).toEqual(['c']);
});

it('deletes by key and by value', () => {
	const map = new BoundedMap<number>({ maxSize: 9 });
	for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) map.set(key, index);
	map.delete('a');
	map.deleteWhere((value) => value > 1);
	expect(keysIn(map, 'a', 'b', 'c', 'd')).toEqual(['b']);
});
