import {
	type Check,
	type Rule,
	all,
	boolean,
	byType,
	callbackUrl,
	each,
	field,
	matching,
	metadata,
	money,
	oneOf,
	optional,
	phoneNumber,
	positive,
	present,
	reference,
	secureUrl,
	tillNumber,
} from './validation.mts';
import type { World } from './world.mts';

const blank = "can't be blank";
const pairs = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, 1]));

const complaint = (rule: Rule, body: object) =>
	rule(body as Record<string, unknown>, 'v1', {} as World);

describe.each<[string, Check, string, unknown[], unknown[]]>([
	['present', present, blank, [0, false, ' ', []], [undefined, null, '']],
	['positive', positive, 'must be greater than 0', [1, '20', 0.01], [0, -1, 'x', undefined]],
	['boolean', boolean, 'is invalid', [true, false, undefined, null], ['yes', 'true', 1]],
	['one of a list', oneOf(['a', 'b']), 'is not included in the list', ['a', 'b'], ['c', 'A']],
	['matching', matching(/^\d$/), 'is invalid', ['1', 1], ['x', '12', undefined]],
	['optional', optional(positive), 'must be greater than 0', [1, undefined, null, ''], [0]],
	[
		'a phone number',
		phoneNumber,
		'is an invalid number',
		['+254999999999'],
		['0712345678', '254911222538', '+25471234567', '+2547123456789'],
	],
	[
		'a till',
		tillNumber,
		'is invalid',
		['K123456', '123456', 4321],
		['till', 'K', '', 'K1 2', 'k1'],
	],
	[
		'a reference',
		reference,
		'is invalid',
		['0fcb2f42-9372-4a6c-8c2f-3fd977c548e8', '0FCB2F42-9372-4A6C-8C2F-3FD977C548E8'],
		['Unavailable', '00000000-0000-0000-0000-000000000000', '0fcb2f42'],
	],
	[
		'a secure URL',
		secureUrl,
		'is invalid',
		['https://merchant.example/hook', 'http://localhost/', 'http://127.0.0.1:80/', 'http://[::1]/'],
		[
			'http://merchant.example/',
			'http://localhost.example/',
			'http://127.0.0.1.example/',
			'ftp://localhost/',
			'merchant.example',
			undefined,
		],
	],
])('%s', (_name, check, words, fitting, unfitting) => {
	it.each(fitting.map((value) => [value]))('accepts %j', (value) => {
		expect(check(value)).toBeUndefined();
	});

	it.each(unfitting.map((value) => [value]))('rejects %j', (value) => {
		expect(check(value)).toBe(words);
	});
});

it.each([
	[undefined, undefined],
	[null, undefined],
	[pairs(5), undefined],
	[pairs(6), 'cannot have more than 5 key value pairs'],
	['text', 'is invalid'],
	[[], 'is invalid'],
])('checks metadata %j: %j', (value, words) => {
	expect(metadata(value)).toBe(words);
});

describe('the rule of a field', () => {
	it.each([
		['amount', 'Amount is odd'],
		['amount.value', 'Amount value is odd'],
		['pay_recipient.first_name', 'Pay recipient first name is odd'],
		['_links.callback_url', 'Callback url is odd'],
	])('calls the field %s "%s"', (path, words) => {
		expect(complaint(field(path, matching(/^$/, 'is odd')), {})).toBe(words);
	});

	it('checks the value at the path', () => {
		const rule = field('amount.value', present);

		expect(complaint(rule, { amount: { value: 1 } })).toBeUndefined();
		expect(complaint(rule, { 'amount.value': 1 })).toBe(`Amount value ${blank}`);
	});

	it('reports the first failed check', () => {
		const rule = field('amount', present, positive);

		expect(complaint(rule, {})).toBe(`Amount ${blank}`);
		expect(complaint(rule, { amount: 0 })).toBe('Amount must be greater than 0');
	});
});

it('reports the first broken rule', () => {
	const rule = all(field('a', present), field('b', present));

	expect(complaint(rule, {})).toBe(`A ${blank}`);
	expect(complaint(rule, { a: 1 })).toBe(`B ${blank}`);
	expect(complaint(rule, { a: 1, b: 1 })).toBeUndefined();
});

describe('rules by type', () => {
	const rule = byType('type', { till: [field('number', present)], wallet: [] });

	it.each([
		[{}, `Type ${blank}`],
		[{ type: 'moon' }, 'Type is not included in the list'],
		[{ type: 'constructor' }, 'Type is not included in the list'],
		[{ type: 'till' }, `Number ${blank}`],
		[{ type: 'till', number: 1 }, undefined],
		[{ type: 'wallet' }, undefined],
	])('checks by type %j: %j', (body, words) => {
		expect(complaint(rule, body)).toBe(words);
	});
});

describe('a rule for each of a list', () => {
	const rule = each('list', field('name', present));

	it.each([
		[{}, undefined],
		[{ list: null }, undefined],
		[{ list: [] }, undefined],
		[{ list: [{ name: 'a' }, { name: 'b' }] }, undefined],
		[{ list: 'all' }, 'List is invalid'],
		[{ list: {} }, 'List is invalid'],
		[{ list: [{ name: 'a' }, {}] }, `Name ${blank}`],
		[{ list: [null] }, `Name ${blank}`],
	])('checks each of a list %j: %j', (body, words) => {
		expect(complaint(rule, body)).toBe(words);
	});

	it('passes an empty object instead of a non-object, with the version and the world', () => {
		const given = jest.fn<undefined, Parameters<Rule>>();
		const world = {} as World;

		each('list', given)({ list: [{ name: 'a' }, 'b'] }, 'v2', world);

		expect(given.mock.calls).toEqual([
			[{ name: 'a' }, 'v2', world],
			[{}, 'v2', world],
		]);
	});
});

it.each([
	[{ amount: { currency: 'KES', value: '20' } }, undefined],
	[{ amount: { value: 1 } }, `Amount currency ${blank}`],
	[{ amount: { currency: 'USD', value: 1 } }, 'Amount currency is not included in the list'],
	[{ amount: { currency: 'KES' } }, `Amount value ${blank}`],
	[{ amount: { currency: 'KES', value: 0 } }, 'Amount value must be greater than 0'],
])('checks the amount %j: %j', (body, words) => {
	expect(complaint(all(...money), body)).toBe(words);
});

it.each([
	['https://merchant.example/result', undefined],
	['', `Callback url ${blank}`],
	['http://merchant.example/result', 'Callback url is invalid'],
])('checks the callback URL %j: %j', (callback_url, words) => {
	expect(complaint(callbackUrl, { _links: { callback_url } })).toBe(words);
});
