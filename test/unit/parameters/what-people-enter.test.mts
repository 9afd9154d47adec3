/** What merchants, contact apps, spreadsheets and AI agents enter: a table for each kind of value. */
import fc from 'fast-check';

import {
	accountNumber,
	amount,
	amountOrZero,
	email,
	keyText,
	metadata,
	oneOf,
	phoneNumber,
	prose,
	requiredProse,
	requiredText,
	text,
	tillNumber,
} from '../../../nodes/KopoKopo/parameters/checks.ts';
import { thrownBy } from '../../support/unit/thrown.mts';

/** Characters that show nothing, of each kind that contact apps, chats and web pages add. */
const invisible = [
	...'\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e',
	...'\u2060\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff',
];
const noBreakSpaces = [...'\u00a0\u2007\u202f'];

const refusal = (run: () => unknown) => thrownBy(run) as Error & { advice: string };

const withMarks = (written: string, marks: readonly string[], places: readonly number[]): string =>
	marks.reduce((marked, mark, index) => {
		const characters = [...marked];
		characters.splice((places[index] ?? 0) % (characters.length + 1), 0, mark);
		return characters.join('');
	}, written);

const marksFrom = (characters: readonly string[]) =>
	fc.tuple(
		fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 6 }),
		fc.array(fc.nat(100), { minLength: 6, maxLength: 6 }),
	);

describe('phone numbers', () => {
	it.each([
		['0712345678', '+254712345678'],
		['0112345678', '+254112345678'],
		['712345678', '+254712345678'],
		['112345678', '+254112345678'],
		['254712345678', '+254712345678'],
		['+254712345678', '+254712345678'],
		['00254712345678', '+254712345678'],
		['00 254 712 345 678', '+254712345678'],
		['+254 (0) 712 345 678', '+254712345678'],
		['+254 (0)712345678', '+254712345678'],
		['+254(0)712-345-678', '+254712345678'],
		['254 (0) 112 345 678', '+254112345678'],
		['0712-345-678', '+254712345678'],
		['0712.345.678', '+254712345678'],
		['+254.712.345.678', '+254712345678'],
		['(0712) 345 678', '+254712345678'],
		['0712\u00a0345\u202f678', '+254712345678'],
		["'0712345678", '+254712345678'],
		['\u20190712345678', '+254712345678'],
		["'+254712345678", '+254712345678'],
		['254712345678.0', '+254712345678'],
		['712345678.00', '+254712345678'],
		["'0712345678.0", '+254712345678'],
		['tel:+254712345678', '+254712345678'],
		['TEL:0712-345-678', '+254712345678'],
		['\u202a+254 712 345678\u202c', '+254712345678'],
		['\u2066\u200e0712345678\u2069', '+254712345678'],
		['\ufeff0712345678', '+254712345678'],
		['0712\u00ad345\u00ad678', '+254712345678'],
		['0712\ufe0f345678', '+254712345678'],
		[254712345678, '+254712345678'],
		[712345678, '+254712345678'],
	])('reads the phone number %j as %s', (entered, sent) => {
		expect(phoneNumber(entered)).toBe(sent);
	});

	it.each<[unknown, RegExp]>([
		['', /^\{field\} is empty$/],
		['\u202a\u202c', /^\{field\} is empty$/],
		['2.54712E+11', /^\{field\} is in scientific notation, so digits were lost: 2\.54712E\+11$/],
		['2.54712e11', /^\{field\} is in scientific notation, so digits were lost/],
		["'2.54712E+11", /^\{field\} is in scientific notation, so digits were lost/],
		['+2540712345678', /^\{field\} is not a Kenyan phone number/],
		['0254712345678', /^\{field\} is not a Kenyan/],
		['000254712345678', /^\{field\} is not a Kenyan/],
		['(0)(0)712345678', /^\{field\} is not a Kenyan/],
		['tel:', /^\{field\} is not a Kenyan/],
		['071234567.0', /^\{field\} is not a Kenyan/],
		['71234567.8', /^\{field\} is not a Kenyan/],
		['2547123456.78', /^\{field\} is not a Kenyan/],
		[71234567.8, /^\{field\} is not a Kenyan/],
		[71234.5678, /^\{field\} is not a Kenyan/],
		['0712345678 0722345678', /^\{field\} is not a Kenyan/],
		['0712345678x', /^\{field\} is not a Kenyan/],
		['XXXX', /^\{field\} is not a Kenyan/],
	])('rejects %j as a phone number', (entered, message) => {
		const { message: problem, advice } = refusal(() => phoneNumber(entered));
		expect(problem).toMatch(message);
		expect(advice).toBeTruthy();
	});

	it.each([
		'0722XXXXXX',
		'0722xxxxxx',
		'0722***000',
		'0722 *** 000',
		'2547****126',
		'2547 **** 126',
		'+254 7** *** 126',
		'+254 (0) 7** *** 126',
		'0722XXX126',
		'0722-XXX-126',
		'0722•••126',
		'2547 ***** 126',
		'+2547XXXX1126',
		'00254 7** *** 126',
		'7XXXXX126',
		'0722•• ••••',
		'0722∙∙∙126',
		'0722···126',
		'0722＊＊＊126',
		'0722___126',
		"'0722XXXXXX",
		'tel:0722XXXXXX',
		'0722***000.0',
		'****126126',
		'\u202a2547****126\u202c',
	])('rejects the masked number %j, and says what to use instead', (entered) => {
		const { message, advice } = refusal(() => phoneNumber(entered));
		expect(message).toMatch(/^\{field\} is masked: /);
		expect(advice).toBe(
			"M-PESA has hidden payers' numbers since March 2026. Use the number that your customer gave you, or match payers by hashedSenderPhone.",
		);
	});

	it('never drops or adds a digit of a phone number', () => {
		const anyText = fc.stringMatching(/^[+(]?[0-9 ().-]{6,20}$/);
		fc.assert(
			fc.property(anyText, (written) => {
				const sent = ((): string | undefined => {
					try {
						return phoneNumber(written);
					} catch {
						return undefined;
					}
				})();
				const digits = written.replace(/\D/g, '').replace(/^(00)?254|^0/, '');
				const isWithZero = /^\D*(00)?\s*254[\s.-]*\(\s*0\s*\)/.test(written);
				const isWithDecimals = /^[^.]*\.0+$/.test(written);
				if (sent !== undefined && !isWithZero && !isWithDecimals)
					expect(sent.slice(4)).toBe(digits);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('till numbers', () => {
	it.each([
		['K123456', 'K123456'],
		['k123456', 'K123456'],
		[' 123456 ', '123456'],
		[123456, '123456'],
		['123456.0', '123456'],
		["'123456", '123456'],
		['\u200eK123456\u200b', 'K123456'],
		['K\u00a0123456', 'K123456'],
	])('reads the till %j as %s', (entered, sent) => {
		expect(tillNumber(entered)).toBe(sent);
	});

	it.each(['', '\u200b', 'K12 34', '1234.5', 12345.5, '../123', 'K'])(
		'rejects %j as a till number',
		(entered) => {
			expect(() => tillNumber(entered)).toThrow(/^\{field\} is (empty|not a till number)/);
		},
	);
});

describe('account numbers', () => {
	it.each([
		['1234567890', '1234567890'],
		['0012345', '0012345'],
		[1234567890, '1234567890'],
		['12E4', '12E4'],
		['INV-1', 'INV-1'],
	])('reads the account number %j as %s', (entered, sent) => {
		expect(accountNumber(entered)).toBe(sent);
	});

	it.each(['1.23457E+12', '2.54712e+11', "'1.23457E+12", '5E+10', '\u200b1.23457E+12 '])(
		'rejects %j, in which a spreadsheet has dropped digits',
		(entered) => {
			const { message, advice } = refusal(() => accountNumber(entered));
			expect(message).toMatch(/^\{field\} is in scientific notation, so digits were lost: /);
			expect(advice).toBe(
				'Format the column as text in the spreadsheet, then enter the number again.',
			);
		},
	);

	it.each([undefined, null, '', ' '])('rejects %j as empty', (entered) => {
		expect(() => accountNumber(entered)).toThrow(/^\{field\} is empty$/);
	});
});

describe('amounts', () => {
	it.each([
		[100, 100],
		[0.01, 0.01],
		[99.5, 99.5],
		[0.30000000000000004, 0.3],
		[29.979999999999997, 29.98],
		[1255.0000000000002, 1255],
		[0.1 + 0.7, 0.8],
		[1.1 * 3, 3.3],
		['100', 100],
		[' 99.50 ', 99.5],
		['100.0', 100],
		['1,500', 1500],
		['1,500.00', 1500],
		['12,345,678.90', 12345678.9],
		['KES 1,500.00', 1500],
		['kes 1500', 1500],
		['KES1500', 1500],
		['Ksh 1500/=', 1500],
		['KSh. 1,500', 1500],
		['Kshs 1500', 1500],
		['1500/=', 1500],
		['1500/-', 1500],
		['1,500 KES', 1500],
		['1500 Ksh', 1500],
		['Ksh\u00a01,500.00', 1500],
		['\u00a01500\u202f/=', 1500],
		['1,500\u00a0KES', 1500],
		['\u200e1,500', 1500],
	])('reads the amount %j as %d', (entered, sent) => {
		expect(amount(entered)).toBe(sent);
	});

	it.each([
		...[0, -5, NaN, Infinity, 0.001, 10.005, 99.999, 1255.001, 1e-7, 1e21, true, null, [100], {}],
		...['', ' ', '0', '-5', '+5', '1e3', '0x10', '10.005', '1255.0000000000002', '1.500'],
		...['1.500,00', '1,5', '1,50', '1,5000', '1500,00', '1,50,000', '15,00', ',500', '0,500'],
		...['1.500.000', '1 500', "1'500", '1,500.5.0', '1500.', '.50', 'USD 100', '$100', 'KES', '/='],
		...['1\u00a0500', '10\u00a050', '500\u202f600', '1\u2007500', '1\u00a0500.00'],
		...['100 200', 'KES 100 USD', '١٠٠', '9007199254740993', '90071992547409.93'],
	])('rejects the amount %j, and says how to write it', (entered) => {
		const { message, advice } = refusal(() => amount(entered));
		expect(message).toMatch(/^\{field\} is not a valid amount: /);
		expect(advice).toMatch(/a point before the cents, commas only between thousands\.$/);
	});

	it('accepts 0 as a limit', () => {
		expect([0, '0', '1,500', 0.1 + 0.2].map(amountOrZero)).toEqual([0, 0, 1500, 0.3]);
		expect(() => amountOrZero(-1)).toThrow(/^\{field\} is not a number of 0 or more/);
	});

	it('removes the rounding error of floating point', () => {
		const cents = fc.integer({ min: 1, max: 1e12 });
		const noise = fc.double({ min: -9e-10, max: 9e-10, noNaN: true });
		fc.assert(
			fc.property(cents, noise, (number, share) => {
				fc.pre(number < 1e8 || Math.abs(share) < 1e-15);
				expect(amount((number / 100) * (1 + share))).toBe(number / 100);
			}),
		);
	});

	it('ignores thousands separators and currency signs', () => {
		const number = fc.integer({ min: 1, max: 1e11 }).map((cents) => cents / 100);
		const before = fc.constantFrom('', 'KES ', 'KES', 'Ksh ', 'KSh\u00a0', 'Kshs. ');
		const after = fc.constantFrom('', '/=', '/-', ' KES', ' Ksh');
		fc.assert(
			fc.property(number, before, after, fc.boolean(), (shillings, start, end, isGrouped) => {
				const format = { minimumFractionDigits: 2, useGrouping: isGrouped };
				const written = shillings.toLocaleString('en-KE', format);
				expect(amount(`${start}${written}${end}`)).toBe(shillings);
			}),
		);
	});
});

describe('emails', () => {
	it.each([
		['jane@example.com', 'jane@example.com'],
		['\u200bjane@example.com\ufeff', 'jane@example.com'],
		['jane\u00ad@example\u200b.com', 'jane@example.com'],
		['jane@example.com\u00a0', 'jane@example.com'],
	])('reads the email %j as %s', (entered, sent) => {
		expect(email(entered)).toBe(sent);
	});
});

describe('references, keys and other exact text', () => {
	it.each([
		[' INV-1 ', 'INV-1'],
		['\ufeffINV-1\u200b', 'INV-1'],
		['IN\u00adV-\u20601', 'INV-1'],
		['INV\u00a01', 'INV 1'],
		['e\u0301', '\u00e9'],
		['e\u034f\u0301', '\u00e9'],
		[1234, '1234'],
	])('reads the text %j as %j', (entered, sent) => {
		expect([text(entered), requiredText(entered)]).toEqual([sent, sent]);
	});

	it.each(['', ' ', '\u200b', '\ufeff\u00a0\u202c', '\ufe0f', null, undefined])(
		'reads %j as empty',
		(entered) => {
			expect(text(entered)).toBeUndefined();
			expect(() => requiredText(entered)).toThrow(/^\{field\} is empty$/);
			expect(prose(entered)).toBeUndefined();
			expect(() => requiredProse(entered)).toThrow(/^\{field\} is empty$/);
		},
	);

	it('ignores invisible characters in a choice', () => {
		expect(oneOf(['till', 'company'])('\u200etill\ufeff')).toBe('till');
	});

	it.each([2 ** 53, -(2 ** 60), 1e20])('rejects %d, which has lost digits', (entered) => {
		const { message, advice } = refusal(() => requiredText(entered));
		expect(message).toMatch(/^\{field\} is too long for a number, so digits were lost: /);
		expect(advice).toBe('Enter it as text, such as "12345678901234567890".');
	});
});

it('ignores invisible characters in phone numbers, tills, amounts, emails and references', () => {
	const values: Array<[(value: unknown) => unknown, string]> = [
		[phoneNumber, '0712345678'],
		[phoneNumber, '+254712345678'],
		[tillNumber, 'K123456'],
		[amount, '1,500.50'],
		[email, 'jane@example.com'],
		[requiredText, 'OJM6Q1W84K'],
		[text, '633aa26c-7b7c-4091-ae28-96c0687cf886'],
	];
	const anywhere = fc.tuple(fc.constantFrom(...values), marksFrom(invisible));
	fc.assert(
		fc.property(anywhere, ([[check, written], [marks, places]]) => {
			expect(check(withMarks(written, marks, places))).toBe(check(written));
		}),
		{ numRuns: 500 },
	);
});

it('ignores no-break spaces in phone numbers, tills and emails', () => {
	const values: Array<[(value: unknown) => unknown, string]> = [
		[phoneNumber, '+254712345678'],
		[tillNumber, 'K123456'],
		[email, 'jane@example.com'],
	];
	const anywhere = fc.tuple(fc.constantFrom(...values), marksFrom(noBreakSpaces));
	fc.assert(
		fc.property(anywhere, ([[check, written], [marks, places]]) => {
			expect(check(withMarks(written, marks, places))).toBe(check(written));
		}),
	);
});

it('reads a no-break space in an amount as the ordinary space that it looks like', () => {
	const written = fc.constantFrom('1500', '1,500.50', 'KES 1500', '1,500 Ksh', '1500/=');
	const outcomeOf = (entered: string) => {
		try {
			return amount(entered);
		} catch (error) {
			return (error as Error).message;
		}
	};
	fc.assert(
		fc.property(written, marksFrom(noBreakSpaces), (text, [marks, places]) => {
			const spaces = marks.map(() => ' ');
			expect(outcomeOf(withMarks(text, marks, places))).toBe(
				outcomeOf(withMarks(text, spaces, places)),
			);
		}),
	);
});

describe('a key', () => {
	it('reads a key in NFC and in NFD as the same', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (written) => {
				expect(keyText(written.normalize('NFD'))).toBe(keyText(written.normalize('NFC')));
			}),
		);
		expect(keyText('Zo\u00eb')).toBe(keyText('Zoe\u0308'));
	});

	it('ignores invisible characters anywhere in a key', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme' }),
				marksFrom(invisible),
				(written, [marks, places]) => {
					expect(keyText(withMarks(written, marks, places))).toBe(keyText(written));
				},
			),
		);
	});

	it('ignores spaces around a key, and reads a no-break space in it as a space', () => {
		fc.assert(
			fc.property(fc.string(), fc.constantFrom(...noBreakSpaces), (written, space) => {
				expect(keyText(`${space}${written.replaceAll(' ', space)} \n`)).toBe(keyText(written));
			}),
		);
	});

	it('does not change a normalized key when it is normalized again', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (written) => {
				expect(keyText(keyText(written))).toBe(keyText(written));
			}),
		);
	});

	it('distinguishes keys whose letters only look alike', () => {
		expect(keyText('\uff21-1')).not.toBe(keyText('A-1'));
	});
});

describe('names and messages', () => {
	it.each([
		[' Jane ', 'Jane'],
		['\u202aJane Wanjiku\u202c', 'Jane Wanjiku'],
		['\ufeff\u200bJane\u200b\u00a0', 'Jane'],
		['Thank you \u2764\ufe0f', 'Thank you \u2764\ufe0f'],
		[
			'\u{1f468}\u200d\u{1f469}\u200d\u{1f467} welcome',
			'\u{1f468}\u200d\u{1f469}\u200d\u{1f467} welcome',
		],
		['KES\u00a01,500', 'KES\u00a01,500'],
		[
			'\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
			'\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
		],
		['Habari \u2068Jane\u2069 yako', 'Habari \u2068Jane\u2069 yako'],
		['Zoe\u0308', 'Zoe\u0308'],
	])('reads the message %j as %j', (entered, sent) => {
		expect([prose(entered), requiredProse(entered)]).toEqual([sent, sent]);
	});

	it('trims a text with 100,000 spaces within a second', () => {
		const begun = Date.now();
		prose(`a${' \u200b'.repeat(100_000)}b`);
		expect(Date.now() - begun).toBeLessThan(1000);
	});
});

describe('metadata', () => {
	const one = (value: unknown) => metadata({ pair: [{ key: 'k', value }] });
	const date = new Date('2026-01-31T05:00:00.000Z');

	it.each<[string, unknown, string]>([
		['text', ' as it is \u200b', ' as it is \u200b'],
		['a number', 7.5, '7.5'],
		['the longest exact number', 2 ** 53 - 1, '9007199254740991'],
		['a long number as text', '12345678901234567890', '12345678901234567890'],
		['true', true, 'true'],
		['null', null, ''],
		['undefined', undefined, ''],
		['a Date', date, '2026-01-31T05:00:00.000Z'],
		[
			'a Luxon value',
			{ toISO: () => '2026-01-31T08:00:00.000+03:00' },
			'2026-01-31T08:00:00.000+03:00',
		],
		['an object', { a: 1, at: date }, '{"a":1,"at":"2026-01-31T05:00:00.000Z"}'],
		['a list', ['a', 1.5], '["a",1.5]'],
	])('sends %s as text', (_what, value, sent) => {
		expect(one(value)).toEqual({ k: sent });
	});

	it.each<[string, unknown, RegExp]>([
		['a long number', 2 ** 63, /^The value for "k" in \{field\} is too long for a number/],
		[
			'a long number in an object',
			{ id: 2 ** 60 },
			/^The value for "k" in \{field\} is too long for a number/,
		],
		['NaN', NaN, /^The value for "k" in \{field\} is not text: NaN/],
		['Infinity', Infinity, /^The value for "k" in \{field\} is too long/],
		['an invalid Date', new Date(NaN), /^\{field\} has a value for "k" that cannot be sent/],
		['an invalid Luxon value', { toISO: () => null }, /^\{field\} has a value for "k" that cannot/],
		[
			'an object without JSON',
			{ toJSON: () => undefined },
			/^\{field\} has a value for "k" that cannot/,
		],
	])('rejects %s as a metadata value', (_what, value, message) => {
		const { message: problem, advice } = refusal(() => one(value));
		expect(problem).toMatch(message);
		expect(advice).toBeTruthy();
	});

	it('rejects two keys that differ only in invisible characters', () => {
		const pair = [
			{ key: 'order', value: '1' },
			{ key: 'or\u200bder', value: '2' },
		];
		expect(() => metadata({ pair })).toThrow(/^\{field\} has the key "order" twice$/);
	});

	it.each(['__proto__', 'constructor', 'toString'])('sends the key %s like any other', (key) => {
		expect(JSON.stringify(metadata({ pair: [{ key, value: 'x' }] }))).toBe(`{"${key}":"x"}`);
	});
});
