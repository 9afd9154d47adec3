import { darajaTime, decimalAmount, hashedPhone, isoSeconds, isoTime, receipt } from './format.mts';

const lateEvening = Date.parse('2020-10-18T23:30:05.042Z');

it('formats Kenyan time', () => {
	expect(isoTime(lateEvening)).toBe('2020-10-19T02:30:05.042+03:00');
	expect(isoSeconds(lateEvening)).toBe('2020-10-19T02:30:05+03:00');
	expect(darajaTime(lateEvening)).toBe('20201019023005');
});

it.each([
	[100, '100.0'],
	[115.5, '115.5'],
])('formats %d as %s', (amount, text) => {
	expect(decimalAmount(amount)).toBe(text);
});

/** k2-connect-php tests/Mocks/stkStatus.json has OJJ1MPU40Z for that day. */
it('starts a receipt with the date', () => {
	expect(receipt(lateEvening)).toMatch(/^OJJ[A-Z\d]{7}$/);
});

it('hashes the digits of a phone number', () => {
	expect(hashedPhone('+254929488147')).toBe(hashedPhone('254929488147'));
});
