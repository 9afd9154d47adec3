import { isSameTill, tillDigits, valueAt } from '../../../nodes/KopoKopo/payloads/values.ts';

it.each([
	[{}, 'toString'],
	[{ a: {} }, 'a.__proto__'],
	['text', 'length'],
	[['first'], '0'],
])('reads nothing from %j at %s, which is not its own property', (payload, path) => {
	expect(valueAt(payload, path)).toBeUndefined();
});

it.each<[unknown, unknown, boolean]>([
	['K123456', '123456', true],
	['123456', 'k123456', true],
	['K123456', 123456, true],
	['K123456', 'K123456', true],
	['K123456', 'K654321', false],
	['K123456', '1234567', false],
	['K123456', null, false],
	['', '', false],
	[null, undefined, false],
	[{}, {}, false],
])('compares the tills %j and %j: %s', (one, other, isSame) => {
	expect(isSameTill(one, other)).toBe(isSame);
	expect(isSameTill(other, one)).toBe(isSame);
});

it('reads no till digits from anything but text and numbers', () => {
	expect(['', null, undefined, {}, [], true].map(tillDigits)).toEqual(Array(6).fill(''));
});
