import { claim, release } from '../../../nodes/KopoKopo/webhooks/claims.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('the first claim wins until it is given back', () => {
	expect([claim('a'), claim('a'), claim('b')]).toEqual([true, false, true]);
	release('a');
	expect([claim('a'), claim('a')]).toEqual([true, false]);
});

test('a claim is forgotten after a day', () => {
	claim('old');
	jest.advanceTimersByTime(24 * 60 * 60 * 1000);
	expect(claim('old')).toBe(false);
	jest.advanceTimersByTime(1);
	expect(claim('old')).toBe(true);
});

test('the memory is bounded: the oldest go first', () => {
	claim('first');
	for (let index = 0; index < 20_001; index += 1) claim(`filler ${index}`);
	expect(claim('filler 20000')).toBe(false);
	expect(claim('first')).toBe(true);
});
