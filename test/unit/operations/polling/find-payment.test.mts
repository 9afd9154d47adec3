import fc from 'fast-check';

import { InputError } from '../../../../nodes/KopoKopo/api/input-error.ts';
import { findPayment } from '../../../../nodes/KopoKopo/operations/polling/findPayment.ts';
import { read } from '../../../support/unit/entered.mts';

const valuesOf = (entered: Record<string, unknown>) => read(findPayment.fields, entered);

const anyValue = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.anything(),
	fc.constantFrom(...[undefined, null, '', ' ', '\u200b', 'sjk4h7l2qx', 1234567890, '07123', []]),
	fc.stringMatching(/^\s?0?7\d{8}$/),
);

it('reads any receipt and phone number as something to find, or rejects them', () => {
	fc.assert(
		fc.property(anyValue, anyValue, (reference, phoneNumber) => {
			try {
				const values = valuesOf({ reference, phoneNumber });
				expect(`${String(values.reference)}${String(values.phoneNumber)}`).not.toBe('');
				expect(values.reference).toMatch(/^\S*$/);
				expect(values.reference).toBe(String(values.reference).toUpperCase());
				expect(values.phoneNumber).toMatch(/^(\+254[1-9]\d{8})?$/);
			} catch (error) {
				expect(error).toBeInstanceOf(InputError);
			}
		}),
	);
});

it('drops neither of the two if its expression returns undefined', () => {
	for (const name of ['reference', 'phoneNumber']) {
		const both = { reference: 'SJK4H7L2QX', phoneNumber: '0712345678' };
		expect(() => valuesOf({ ...both, [name]: undefined })).toThrow('has no value');
		for (const empty of ['', ' ', null]) {
			expect(valuesOf({ ...both, [name]: empty })).toMatchObject({ [name]: '' });
		}
	}
});

it('reports only the receipt if the receipt is wrong and the phone number is empty', () => {
	expect(() => valuesOf({ reference: 'SJK4H7L2QX Confirmed.', phoneNumber: '' })).toThrow(
		/^M-PESA Receipt is more than a receipt: SJK4H7L2QX CONFIRMED\.$/,
	);
});

it('expects an amount only if it is above 0', () => {
	const expected = (expectedAmount: unknown) =>
		valuesOf({ reference: 'A', options: { expectedAmount } }).expectedAmount;
	expect(['', null, 0, 'KES 1,500.00', 0.1 + 0.2].map(expected)).toEqual([0, 0, 0, 1500, 0.3]);
	for (const wrong of [undefined, -1, 'x', '1,5', 10.005]) {
		expect(() => expected(wrong)).toThrow(InputError);
	}
});
