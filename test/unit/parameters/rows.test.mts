import type { InputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import { phoneNumber, requiredText } from '../../../nodes/KopoKopo/parameters/checks.ts';
import { field, shownFor, type Check } from '../../../nodes/KopoKopo/parameters/field.ts';
import { rows } from '../../../nodes/KopoKopo/parameters/rows.ts';
import { about } from '../../support/unit/entered.mts';
import { thrownBy } from '../../support/unit/thrown.mts';

const entered = { ...about, values: { type: 'of the whole node' } };

const type = field({ displayName: 'Type', name: 'type', property: 'type', check: requiredText });
const phone = field({
	displayName: 'Phone Number',
	name: 'phone',
	property: 'to.phone',
	check: phoneNumber,
	...shownFor('type', 'wallet'),
});

const check = (value: unknown) => rows('row', [type, phone])(value, entered);

it('makes a body of each row', () => {
	expect(
		check({
			row: [
				{ type: 'wallet', phone: '0712345678' },
				{ type: 'till', phone: 'x' },
			],
		}),
	).toEqual([{ type: 'wallet', to: { phone: '+254712345678' } }, { type: 'till' }]);
});

it.each([undefined, null, '', {}, { row: null }, { other: [{}] }])(
	'reads no rows from %j',
	(value) => {
		expect(check(value)).toEqual([]);
	},
);

it.each<[unknown, string]>([
	['x', 'got the text "x" instead of rows'],
	[false, 'got false instead of rows'],
	[[{ type: 'till' }], 'got a list instead of rows'],
	[{ row: 'x' }, 'got the text "x" instead of rows'],
	[{ row: { type: 'till' } }, 'got an object instead of rows'],
	[{ row: [null] }, 'row 1 is empty'],
	[{ row: [{ type: 'till' }, 'x'] }, 'row 2 is the text "x"'],
	[{ row: [[[]]] }, 'row 1 is a list'],
])('rejects %j', (value, what) => {
	expect(() => check(value)).toThrow(
		expect.objectContaining({
			message: `{field} cannot be read: ${what}`,
			advice: expect.stringContaining('one by one'),
		}),
	);
});

it('reports the wrong parameters of all rows, at most ten of them', () => {
	const wrong = (count: number) => ({
		row: Array.from({ length: count }, () => ({ type: 'wallet', phone: '12' })),
	});
	const problemsOf = (count: number) =>
		(thrownBy(() => check(wrong(count))) as InputError).problems.map(({ message }) => message);
	const problem = (index: number, count: number) =>
		`Row ${index} of ${count}: Phone Number is not a Kenyan phone number: 12.`;
	expect(problemsOf(2)).toEqual([problem(1, 2), problem(2, 2)]);
	expect(problemsOf(11).slice(9)).toEqual([problem(10, 11), 'There is 1 more problem.']);
	const long = problemsOf(20_000);
	expect(long.slice(9)).toEqual([problem(10, 20_000), 'There are 19990 more problems.']);
});

it('names the row of a wrong parameter, and keeps the advice', () => {
	const value = { row: [{ type: 'till' }, { type: 'wallet', phone: '12' }] };
	expect(() => check(value)).toThrow(
		expect.objectContaining({
			message: 'Row 2 of 2: Phone Number is not a Kenyan phone number: 12.',
			advice: expect.stringContaining('0712 345 678'),
		}),
	);
});

it('passes each check the values of its row and the settings of all rows', () => {
	const known: unknown[] = [];
	const spy: Check = (value, { values, ...others }) => {
		known.push({ ...values }, others);
		return value;
	};
	rows('row', [type, { ...phone, check: spy }])({ row: [{ type: 'wallet' }] }, entered);
	expect(known).toEqual([{ type: 'wallet' }, { ...about, written: undefined }]);
});

it('throws any other error of a check unchanged', () => {
	const error = new TypeError('Oops');
	const broken = () => {
		throw error;
	};
	const checkRows = rows('row', [{ ...type, check: broken }]);
	expect(thrownBy(() => checkRows({ row: [{}] }, entered))).toBe(error);
});
