import {
	amount,
	errors,
	nested,
	optional,
	readShape,
} from '../../../nodes/KopoKopo/payloads/reader.ts';

const read = (payload: unknown, field: Parameters<typeof readShape>[1][number]) =>
	readShape(payload, [field]);

it.each([
	['100.0', 100],
	['313', 313],
	[115.0, 115],
	['', ''],
	['n/a', 'n/a'],
	[null, null],
	[undefined, null],
])('reads the amount %j as %j', (sent, expected) => {
	expect(read({ a: sent }, { a: amount('a') })).toEqual({ a: expected });
});

it.each([
	[undefined, []],
	[{}, []],
	[{ errors: null }, []],
	[{ errors: 'The balance is insufficient' }, ['The balance is insufficient']],
	[{ errors: ['a'], error: { message: 'b' } }, ['a', 'b']],
])('reads the errors of %j as %j', (sent, expected) => {
	expect(read({ e: sent }, { e: errors('e') })).toEqual({ e: expected });
});

it('reads nested keys in camelCase, nested amounts as numbers and nested kinds as the parameters have them', () => {
	const list = [
		{ transaction_reference: null, amount: '24452.0', destination_type: 'Bank Account' },
	];
	expect(read({ list }, { list: nested('list') })).toEqual({
		list: [{ transactionReference: null, amount: 24452, destinationType: 'bank_account' }],
	});
});

it('leaves out an absent optional key, and returns null for any other', () => {
	expect(read({}, { a: 'x.y', b: optional('x.y') })).toEqual({ a: null });
	expect(read({ x: { y: null } }, { a: 'x.y', b: optional('x.y') })).toEqual({ a: null });
	expect(read({ x: { y: 1 } }, { a: 'x.y', b: optional('x.y') })).toEqual({ a: 1, b: 1 });
});

it.each([
	[{ a: 1, b: 2 }, 1],
	[{ a: null, b: 2 }, 2],
	[{ b: 2 }, 2],
	[{}, null],
])('reads from %j the value at the first path that has one: %j', (payload, expected) => {
	expect(read(payload, { x: { path: 'a', otherPath: 'b' } })).toEqual({ x: expected });
});

it.each([null, undefined, 7, 'text', [], [[]], { x: [] }, { x: 'y' }])(
	'reads missing values from %j as null',
	(payload) => {
		expect(read(payload, { a: 'x.y.z', b: errors('x.y'), c: nested('x') })).toMatchObject({
			a: null,
		});
	},
);

it('reads thousands of levels without an error', () => {
	const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown;
	expect(() => read({ deep }, { deep: nested('deep') })).not.toThrow();
});
