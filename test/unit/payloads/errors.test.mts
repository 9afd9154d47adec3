import fc from 'fast-check';

import { errorsOf, hasErrors, toErrors } from '../../../nodes/KopoKopo/payloads/errors.ts';
import { toCamelCase } from '../../../nodes/KopoKopo/payloads/reader.ts';
import { anyJson } from '../../support/unit/payload.mts';

it.each<[unknown, string[]]>([
	[null, []],
	[undefined, []],
	[[], []],
	['', []],
	['  ', []],
	[false, []],
	[{}, []],
	[{ amount: [] }, []],
	[[null, ''], []],
	['The balance is insufficient', ['The balance is insufficient']],
	[' a ', ['a']],
	[404, ['404']],
	[true, ['true']],
	[
		['a', 'b'],
		['a', 'b'],
	],
	[
		[['a'], [['b']]],
		['a', 'b'],
	],
	[{ phone_number: ['is invalid'] }, ['phone_number: is invalid']],
	[
		{ phone_number: ['is invalid', 'is too short'], amount: "can't be blank" },
		['phone_number: is invalid', 'phone_number: is too short', "amount: can't be blank"],
	],
	[{ destinations: [{ amount: ['is invalid'] }] }, ['destinations: amount: is invalid']],
	[
		{ message: ["can't be blank"], reference: ['is bad'] },
		["message: can't be blank", 'reference: is bad'],
	],
	[[{ detail: 'No' }], ['No']],
	[[{ status: '422', title: 'Invalid', detail: 'Too low' }], ['Too low']],
	[[{ code: 501, description: 'Insufficient funds' }], ['Insufficient funds']],
	[{ message: 'No' }, ['No']],
	[{ error_code: 400, error_message: 'Till number is invalid' }, ['Till number is invalid']],
	[{ error_message: ['a', 'b'] }, ['a', 'b']],
	[{ error: 'invalid_client', error_description: 'Unknown client' }, ['Unknown client']],
	[{ message: 'Validation failed', errors: [{ detail: 'Too low' }] }, ['Too low']],
	[{ errors: [], message: 'No' }, ['No']],
	[{ error: { message: 'No' } }, ['No']],
	[[{ code: 1 }], ['code: 1']],
	[[{}], ['{}']],
])('reads the reasons %j as %j', (sent, expected) => {
	expect(toErrors(sent)).toEqual(expected);
});

describe('endless reasons', () => {
	it.each<[string, unknown]>([
		['a list', Array(50_000).fill('No')],
		['a list of a field', { amount: Array(50_000).fill('is invalid') }],
		['a list of objects', Array(50_000).fill({ detail: 'No' })],
		[
			'fields',
			Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`f${index}`, ['No']])),
		],
	])('shows a hundred reasons at most: %s', (_name, reasons) => {
		const shown = toErrors(reasons);
		expect(shown).toHaveLength(101);
		expect(shown.at(-1)).toBe('and 49,900 more');
	});

	it('shows a hundred reasons at most of a nested list', () => {
		const { errors } = toCamelCase({ errors: Array(50_000).fill('No') }) as { errors: string[] };
		expect(errors).toHaveLength(101);
	});

	it('shows all of a hundred reasons', () => {
		expect(toErrors(Array(100).fill('No'))).toEqual(Array(100).fill('No'));
	});

	it('shows 500 characters of a reason at most', () => {
		expect(toErrors('x'.repeat(2_000_000))).toEqual([`${'x'.repeat(500)}…`]);
	});

	it('shortens reasons that are nested thousands of levels deep', () => {
		const lists = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown;
		const objects = JSON.parse('{"errors":'.repeat(3000) + '"No"' + '}'.repeat(3000)) as unknown;
		expect(toErrors(lists)).toEqual(['…']);
		expect(toErrors(objects)).toEqual(['…']);
		expect(hasErrors(lists)).toBe(false);
		expect(
			hasErrors({
				transfer_batches: JSON.parse(`${'['.repeat(5000)}{"error":"No"}${']'.repeat(5000)}`),
			}),
		).toBe(true);
	});
});

it('lists the reasons of several objects once each, under any key', () => {
	expect(
		errorsOf({ errors: ['a', 'b'], error: 'c' }, null, { errors: 'a', error_message: ['d'] }),
	).toEqual(['a', 'b', 'c', 'd']);
});

it.each<[unknown, boolean]>([
	[null, false],
	['No', false],
	[{ errors: null, batches: [{ error: [] }] }, false],
	[{ metadata: { errors: 'of the user' }, _links: { error: 'x' } }, false],
	[{ errors: 'No' }, true],
	[{ a: [[{ b: { error: { code: 1 } } }]] }, true],
	[Array(200_000).fill({ errors: [] }), false],
	[[...Array<unknown>(200_000).fill({ errors: [] }), { error: 1 }], true],
])('finds errors at any level of a payload, case %#', (payload, expected) => {
	expect(hasErrors(payload)).toBe(expected);
});

it('reads at most 101 texts of any JSON', () => {
	fc.assert(
		fc.property(fc.oneof(fc.anything(), anyJson), (any) => {
			const shown = toErrors(any);
			expect(shown.length).toBeLessThanOrEqual(101);
			for (const text of shown) expect(typeof text).toBe('string');
		}),
	);
});
