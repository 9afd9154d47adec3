import { throwInputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import {
	currency,
	metadata,
	requiredText,
	text,
	unchecked,
} from '../../../nodes/KopoKopo/parameters/checks.ts';
import {
	field,
	optionsField,
	shownFor,
	type Check,
	type FieldTexts,
} from '../../../nodes/KopoKopo/parameters/field.ts';
import { bodyOf, enteredIn, readValues } from '../../../nodes/KopoKopo/parameters/read.ts';
import { about, read } from '../../support/unit/entered.mts';
import { thrownBy } from '../../support/unit/thrown.mts';

const named = (name: string, more: Partial<FieldTexts> = {}) =>
	field({ displayName: name.toUpperCase(), name, check: unchecked, ...more });

describe('what was entered for a parameter', () => {
	const amount = named('amount', { default: 7 });

	it.each([1, 0, '', false, null, undefined])('returns %j if n8n has stored that', (kept) => {
		expect(enteredIn({ amount: kept })(amount)).toBe(kept);
	});

	it('returns the default if n8n has stored nothing', () => {
		expect(enteredIn({})(amount)).toBe(7);
		expect(enteredIn({})(named('toString'))).toBe('');
	});
});

describe('values', () => {
	it('returns what the checks make of the entered values', () => {
		const fields = [named('a', { check: text }), named('b'), named('c', { default: 'x' })];
		expect(read(fields, { a: ' 1 ', b: 2, d: 3 })).toEqual({ a: '1', b: 2, c: 'x' });
	});

	it('passes each check the values of the fields before it', () => {
		const known: unknown[] = [];
		const check: Check = (value, { values, ...others }) => {
			known.push({ ...values }, others);
			return value;
		};
		read([named('a', { check }), named('b', { check }), named('c', { check })], { a: 1, b: 2 });
		const same = { timezone: about.timezone, apiVersion: about.apiVersion };
		const written = [1, 2, undefined].map((one) => ({ ...same, written: one }));
		expect(known).toEqual([{}, written[0], { a: 1 }, written[1], { a: 1, b: 2 }, written[2]]);
	});

	it('names the rejected parameter, and keeps the advice', () => {
		expect(() => read([named('a', { check: requiredText })], { a: ' ' })).toThrow(
			expect.objectContaining({ message: 'A is empty.', advice: 'Enter a value.' }),
		);
	});

	it('reports all wrong values in the order of the fields', () => {
		const fields = [
			named('a', { check: requiredText }),
			named('b', { check: text }),
			optionsField(named('c', { check: requiredText }), named('d', { check: currency })),
		];
		const entered = { a: '', b: 'fine', options: { c: '', d: 'USD' } };
		expect(thrownBy(() => read(fields, entered))).toMatchObject({
			message: 'A is empty. C is empty. D is not KES: USD.',
			advice: 'Enter a value. Kopo Kopo only handles Kenyan shillings.',
			problems: [
				{ message: 'A is empty.', advice: 'Enter a value.' },
				{ message: 'C is empty.', advice: 'Enter a value.' },
				{ message: 'D is not KES: USD.', advice: 'Kopo Kopo only handles Kenyan shillings.' },
			],
		});
	});

	it('does not report values that depend on a wrong one', () => {
		const same: Check = (value, { values }) =>
			value === values.a ? value : throwInputError('{field} differs from A', 'Enter the same.');
		const fields = [
			named('a', { check: requiredText }),
			named('b', { check: same }),
			named('c', { check: same, ...shownFor('b', 'x') }),
			named('d', { check: requiredText, ...shownFor('a', 'x') }),
		];
		expect(() => read(fields, { a: '', b: 'x', c: 'x', d: '' })).toThrow(/^A is empty\.$/);
		expect(() => read(fields, { a: 'x', b: 'y', c: 'x', d: '' })).toThrow(
			/^B differs from A\. D is empty\.$/,
		);
	});

	it('throws any other error of a check unchanged', () => {
		const error = new TypeError('Oops');
		const check = () => {
			throw error;
		};
		expect(thrownBy(() => read([named('a', { check })], {}))).toBe(error);
	});

	describe('a parameter that depends on another', () => {
		const fields = [
			named('kind', { check: text }),
			named('till', { check: requiredText, ...shownFor('kind', 'till', 'paybill') }),
			named('note', { check: requiredText, ...shownFor('till', 'K1') }),
		];

		it('reads a parameter if the one it depends on has a value that shows it', () => {
			expect(read(fields, { kind: ' paybill ', till: 'K1', note: 'x' })).toEqual({
				kind: 'paybill',
				till: 'K1',
				note: 'x',
			});
		});

		it('does not ask for a hidden parameter, nor for one that depends on it', () => {
			const source = jest.fn(enteredIn({ kind: 'wallet', till: 'K1', note: '' }));
			expect(readValues(fields, source, about)).toEqual({ kind: 'wallet' });
			expect(source.mock.calls.map(([{ name }]) => name)).toEqual(['kind']);
		});
	});

	describe('a collection', () => {
		const options = optionsField(
			named('a', { check: requiredText, required: true }),
			named('b'),
			named('toString'),
		);

		it('adds the options that were set to the other values', () => {
			expect(read([named('z'), options], { z: 0, options: { b: 2, c: 3 } })).toEqual({
				z: 0,
				b: 2,
			});
		});

		it('names a rejected option by its own name', () => {
			expect(() => read([options], { options: { a: '' } })).toThrow(/^A is empty\.$/);
		});

		it.each([undefined, null, '', {}])('reads no options from %j', (kept) => {
			expect(read([options], { options: kept })).toEqual({});
		});

		it.each(['text', 7, [[]]])('rejects %j as options', (kept) => {
			expect(() => read([options], { options: kept })).toThrow(/^Options cannot be read\.$/);
		});
	});
});

describe('the body', () => {
	const fields = [
		named('amount', { property: 'amount.value' }),
		named('currency', { property: 'amount.currency' }),
		named('simplify'),
		optionsField(named('note', { property: 'note' }), named('deep', { property: 'a.b.c' })),
	];

	it('sets each value at its path, also that of an option, and leaves out values without a path', () => {
		const values = { amount: 1, currency: 'KES', simplify: true, note: 'x', deep: 'y' };
		expect(bodyOf(fields, values)).toEqual({
			amount: { value: 1, currency: 'KES' },
			note: 'x',
			a: { b: { c: 'y' } },
		});
	});

	it.each([0, false, '', null])('sends %j like any other value', (value) => {
		expect(bodyOf(fields, { note: value })).toEqual({ note: value });
	});

	it('leaves out the key of what was not entered', () => {
		expect(Object.keys(bodyOf(fields, { amount: undefined, note: undefined }))).toEqual([]);
	});

	it('uses the preset for what no parameter sets, and does not change the preset', () => {
		const preset = { amount: { currency: 'KES', value: 5 }, _links: {} };
		expect(bodyOf(fields, { amount: 1 }, preset)).toEqual({
			amount: { currency: 'KES', value: 1 },
			_links: {},
		});
		expect(preset.amount.value).toBe(5);
	});
});

describe('an expression in a field set to Fixed', () => {
	const note = named('note', { check: text });

	it.each(['{{ $json.phone }}', 'nov-{{ $json.phone }}', '{{\n$json.phone\n}}'])(
		'rejects %j and says what to do',
		(written) => {
			expect(() => read([note], { note: written })).toThrow(
				expect.objectContaining({
					message: `NOTE contains an expression that was not evaluated: ${written}.`,
					advice: expect.stringContaining('Set the field to Expression'),
				}),
			);
		},
	);

	it('accepts the same text from an expression', () => {
		const fromExpression = { ...about, written: { note: '={{ $json.note }}' } };
		expect(readValues([note], enteredIn({ note: '{{ x }}' }), fromExpression)).toEqual({
			note: '{{ x }}',
		});
	});

	it('rejects an expression in metadata that was not evaluated', () => {
		const value = { pair: [{ key: 'invoice', value: '{{ $json.id }}' }] };
		expect(() => metadata(value, { written: value })).toThrow(/^\{field\} contains an expression/);
	});
});

it('reads a field that comes before the one that shows it', () => {
	const fields = [
		named('list', { check: requiredText, ...shownFor('sweep', 'off') }),
		named('sweep', { check: text }),
	];
	expect(read(fields, { list: 'x', sweep: 'off' })).toEqual({ list: 'x', sweep: 'off' });
	expect(read(fields, { list: '', sweep: 'on' })).toEqual({ sweep: 'on' });
});
