import { isSameTill, tillDigits } from '../../../nodes/KopoKopo/payloads/till.ts';

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
])('the tills %j and %j: the same is %s', (one, other, isSame) => {
	expect(isSameTill(one, other)).toBe(isSame);
	expect(isSameTill(other, one)).toBe(isSame);
});

it('what is no till has no digits', () => {
	expect(['', null, undefined, {}, [], true].map(tillDigits)).toEqual(Array(6).fill(''));
});
