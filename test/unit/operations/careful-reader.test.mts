/**
 * For any value of any parameter, the node sends what a careful reader of its description expects, or nothing.
 * These expectations do not use the node's own checks.
 */
import fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { InputError } from '../../../nodes/KopoKopo/api/input-error.ts';
import type { ApiRequest } from '../../../nodes/KopoKopo/api/send.ts';
import { operationOf } from '../../../nodes/KopoKopo/operations/index.ts';
import { isCollection, type ValueField } from '../../../nodes/KopoKopo/parameters/field.ts';
import { enteredIn, readValues } from '../../../nodes/KopoKopo/parameters/read.ts';
import { settingsOf } from '../../../nodes/KopoKopo/parameters/settings.ts';
import { isOwnCall } from '../../../nodes/KopoKopo/run/call.ts';
import { createCases, type CreateCase, type Version } from '../../support/engine/operations.mts';
import { node } from '../../support/unit/node.mts';

/** What a reader expects of a value: what is sent, undefined if it is left out, or that the request is rejected. */
const refused = Symbol('refused');
type Expectation = (value: unknown, isFromExpression: boolean) => unknown;

/** A text without invisible characters. */
const visible = (text: string): string =>
	[...text]
		.filter((character) => !/\p{Default_Ignorable_Code_Point}/u.test(character))
		.join('')
		.normalize('NFC')
		.replace(/\u00a0/g, ' ')
		.trim();

const written = (value: unknown): string | typeof refused => {
	if (value === null || value === undefined) return '';
	if (typeof value === 'string') return visible(value);
	const isWhole = typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
	return isWhole ? String(value) : refused;
};

/** Text for people: keeps invisible characters inside it, not around it. */
const prose = (value: unknown): string | typeof refused =>
	typeof value === 'string' && visible(value) !== ''
		? value.trim().replace(/^\u202a|\u202c$/g, '')
		: written(value);

const isMissing = (value: unknown): boolean => written(value) === '';
const optionalText: Expectation = (value) => written(value) || undefined;
const requiredText: Expectation = (value) => written(value) || refused;
const optionalProse: Expectation = (value) => prose(value) || undefined;
const requiredProse: Expectation = (value) => prose(value) || refused;
const notMissing =
	(expectation: Expectation): Expectation =>
	(value, isFromExpression) =>
		value === undefined || (isFromExpression && isMissing(value))
			? refused
			: expectation(value, isFromExpression);
const withDefault =
	(initial: string, expectation: Expectation): Expectation =>
	(value, isFromExpression) =>
		expectation(value !== undefined && isMissing(value) ? initial : value, isFromExpression);

const amount: Expectation = (value) => {
	if (typeof value === 'number') {
		const cents = Math.round(value * 100);
		const isNear = Math.abs(value - cents / 100) <= cents / 100 / 1e9;
		return isNear && cents > 0 && cents <= Number.MAX_SAFE_INTEGER ? cents / 100 : refused;
	}
	if (typeof value !== 'string') return refused;
	const digits = visible(value)
		.replace(/^(KES|Kshs?)[.]? */i, '')
		.replace(/ *([/][=-]|(KES|Kshs?)[.]?)$/i, '');
	const isPlain = /^[0-9]+([.][0-9]{1,2})?$/.test(digits);
	const isGrouped = /^[1-9][0-9]{0,2}(,[0-9]{3})+([.][0-9]{1,2})?$/.test(digits);
	const number = isPlain || isGrouped ? Number(digits.split(',').join('')) : 0;
	return number > 0 && number * 100 <= Number.MAX_SAFE_INTEGER ? number : refused;
};

const matching =
	(pattern: RegExp, sent: (text: string) => string = (text) => text): Expectation =>
	(value) => {
		const text = written(value);
		return typeof text === 'string' && pattern.test(text) ? sent(text) : refused;
	};

const phone: Expectation = (value) => {
	const text = written(value);
	if (text === refused || (typeof value === 'number' && value % 1 !== 0)) return refused;
	const number = text.replace(/^['’]/, '').replace(/^([^.]*)[.]0+$/, '$1');
	if (/^[0-9]+[.][0-9]{1,2}$/.test(number)) return refused;
	const digits = number
		.replace(/^tel:/i, '')
		.replace(/^([+]|00)?254 ?[(]0[)]/, '254')
		.replace(/[\s()[\]\u2010-\u2015.-]/g, '')
		.replace(/^00254/, '254');
	const isLocal = /^0?[17][0-9]{8}$/.test(digits);
	const isInternational = /^[+]?254[1-9][0-9]{8}$/.test(digits);
	return isLocal || isInternational ? `+254${digits.slice(-9)}` : refused;
};

const isOwn = (hostname: string): boolean =>
	['localhost', '[::1]'].includes(hostname) || /^127\./.test(hostname);

const webAddress: Expectation = (value) => {
	const text = written(value);
	if (typeof text !== 'string' || !/^https?:\/\//i.test(text)) return refused;
	if (!URL.canParse(text)) return refused;
	const { protocol, hostname, href } = new URL(text);
	return protocol === 'https:' || (protocol === 'http:' && isOwn(hostname)) ? href : refused;
};

/** URLs that Kopo Kopo's sandbox can call: not localhost. */
const publicAddress: Expectation = (value, isFromExpression) => {
	const address = webAddress(value, isFromExpression);
	const isPublic = typeof address === 'string' && new URL(address).protocol === 'https:';
	return isPublic && !isOwn(new URL(address).hostname) ? address : refused;
};

/** Where the result goes if no URL was entered and the node does not wait for it. */
const ownCallback = 'https://n8n.example.com/webhook-waiting/7/kopokopo-result?signature=x';
const context = {
	evaluateExpression: () => 'https://n8n.example.com/webhook-waiting/7?signature=x',
} as unknown as IExecuteFunctions;

const email: Expectation = (value) => {
	const text = written(value);
	if (text === '') return undefined;
	const isOne = typeof text === 'string' && /^[^\s@]+@[^\s@]+[.][^\s@]+$/.test(text);
	return isOne && text.length <= 254 ? text : refused;
};

const uuid: Expectation = (value) => {
	const text = written(value);
	const isOne =
		typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
	return isOne ? text : refused;
};

const each = (names: string, expectation: Expectation): Record<string, Expectation> =>
	Object.fromEntries(names.split(' ').map((name) => [name, expectation]));

const till = matching(/^'?k?[0-9]{3,12}([.]0+)?$/i, (text) =>
	text.replace("'", '').split('.')[0]!.toUpperCase(),
);

/** Texts with no other rule than whether they are required. */
const texts = `bankBranchRef network paybillNumber destinationReference
	eventType transactionReference paymentReference`.split(/\s+/);

/** The same, for people to read. */
const proseTexts =
	`accountName firstName lastName middleName tillName paybillName description message
	reason note`.split(/\s+/);

/** What is expected of other parameters, by name. */
const expectations: Record<string, Expectation> = {
	paymentChannel: (value) => written(value) || 'M-PESA STK Push',
	...each('idempotencyKey sourceIdentifier', notMissing(optionalText)),
	...each('tillNumber scopeReference', till),
	...each('accountNumber paybillAccountNumber', (value) =>
		/^'?[0-9]([.][0-9]+)?e[+][0-9]+$/i.test(String(written(value)))
			? refused
			: requiredText(value, false),
	),
	webhookEventReference: uuid,
	url: webAddress,
	callbackUrl: (value, isFromExpression) =>
		written(value) === '' ? ownCallback : publicAddress(value, isFromExpression),
	amount,
	phoneNumber: phone,
	email,
	tags: (value) => {
		if (!Array.isArray(value)) return prose(value) || undefined;
		const words = value.map(prose);
		if (words.includes(refused)) return refused;
		return words.some(Boolean) ? words.filter(Boolean) : undefined;
	},
	currency: withDefault('KES', (value) =>
		String(written(value)).toUpperCase() === 'KES' ? 'KES' : refused,
	),
	enableDarajaPayload: (value) => {
		if (value !== undefined && isMissing(value)) return undefined;
		return typeof value === 'boolean' ? value || undefined : refused;
	},
};

/** Parameters of API version 2 only: in version 1 they may be empty. */
const inV2 =
	(expectation: Expectation, versions: readonly Version[]): Expectation =>
	(value, isFromExpression) => {
		const wanted = expectation(value, isFromExpression);
		return versions[0] === 'v2' || wanted === undefined ? wanted : refused;
	};

const expectationOf = (
	{ name, required }: ValueField,
	{ versions }: CreateCase,
): Expectation | undefined => {
	if (name === 'nickname') return inV2(optionalProse, versions);
	if (proseTexts.includes(name)) return required ? requiredProse : optionalProse;
	return texts.includes(name) ? (required ? requiredText : optionalText) : expectations[name];
};

/** Parameters that decide which others count, with the values they may have. */
const deciding: Record<string, readonly string[]> = {
	recipientType: ['bank_account', 'mobile_wallet', 'paybill', 'till'],
	destinationType: ['bank_account', 'mobile_wallet', 'paybill', 'till'],
	settlementType: ['blind', 'targeted'],
	scope: ['company', 'till'],
	settlementMethod: ['EFT', 'RTS', ''],
};

/** Parameters that change only what the node does, not the request. */
const ownMatters =
	'waitForResult waitTimeout waitInterval simplify splitTransactions destinationsNotice'.split(' ');

/** Tested below, or with the checks. */
const heldElsewhere =
	'sweep destinations metadata fromTime toTime category maximumAmount maximumTotal'.split(' ');

/** Values of all kinds, also those that a broken expression returns. */
const anyValue = fc.oneof(
	{
		arbitrary: fc.anything({ withDate: true, withBigInt: true, withNullPrototype: true }),
		weight: 2,
	},
	{
		arbitrary: fc.constantFrom<unknown>(
			...[undefined, null, '', ' ', 0, -0, 1, -1, NaN, Infinity, 1e21, 2 ** 53, 0.1, 99.999],
			...[true, false, 'true', 'false', 'no', '0', '1', '1e3', '0x10', '1,000', '١٠٠', '100 '],
			...['1.23457E+12', '5e+10', '12E4'],
			...['undefined', 'null', '[object Object]', '__proto__', 'constructor', 'Targeted', 'BLIND'],
			...[
				'0712345678',
				'+254712345678',
				'712 345 678',
				'254012345678',
				'07123456789',
				254712345678,
			],
			...[
				'K123456',
				'k123456',
				'123456',
				123456,
				'till',
				'https://example.com/x',
				'ftp://x',
				'kes',
			],
			...['http://localhost/x', 'http://example.com', 'javascript:alert(1)', 'https:example.com'],
			...['1,5', '1.500,00', 'KES 1,500.00', 'Ksh 1500/=', 1255.0000000000002, '100.0', [[]], []],
			...['\u200b', '\ufeff \u200e', 'K123\u200b456', '\u202a0712345678\u202c', 'or\u00adder-1'],
			...["'0712345678", '00254712345678', '+254 (0)712345678', '254712345678.0', '0722XXXXXX'],
			...['jane@example.com', 'jane@example', ['KES'], { toString: 'x' }, [100], new Date(0)],
		),
		weight: 3,
	},
	{ arbitrary: fc.string(), weight: 1 },
	{ arbitrary: fc.double(), weight: 1 },
	{ arbitrary: fc.integer().map(String), weight: 1 },
);

function bodyOf(
	name: string,
	{ versions }: CreateCase,
	parameters: Record<string, unknown>,
	written: Record<string, unknown> = parameters,
): IDataObject | typeof refused {
	const [resource, operation] = name.replace(/ .*/, '').split('.');
	const { fields, call } = operationOf({ ...node, parameters: { resource, operation } } as INode);
	if (isOwnCall(call)) throw new Error(`${name} has no request of its own`);
	const credentials = { environment: 'sandbox', apiVersion: versions[0]! };
	const about = { timezone: 'Africa/Nairobi', apiVersion: versions[0]!, written };
	try {
		const values = readValues(fields, enteredIn(parameters), about);
		const item = { index: 0, values, settings: settingsOf(values), credentials, options: {} };
		const request = call.request(item, fields, context);
		return (request as ApiRequest).json!;
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		const { problems } = error as InputError;
		expect(problems.length).toBeLessThan(20);
		for (const { message } of problems) expect(message.length).toBeLessThan(250);
		return refused;
	}
}

const withValueAt = (body: IDataObject, path: string, value: unknown): IDataObject => {
	const [first = '', ...rest] = path.split('.');
	const { [first]: before, ...others } = body;
	const inner =
		rest.length > 0 ? withValueAt((before ?? {}) as IDataObject, rest.join('.'), value) : value;
	return inner === undefined ? others : { ...others, [first]: inner as IDataObject };
};

/** True for plain objects, false for a Map or class instance. */
const isPlain = (value: unknown): boolean =>
	Object.prototype.toString.call(value) === '[object Object]' &&
	[null, Object.prototype].includes(Object.getPrototypeOf(value) as object | null);

const cases = Object.entries(createCases).flatMap(([name, one]) => {
	const [resource, operation] = name.replace(/ .*/, '').split('.');
	const { fields } = operationOf({ ...node, parameters: { resource, operation } } as INode);
	const parameters = one.parameters as Record<string, unknown>;
	const isRead = (field: ValueField) =>
		Object.entries(field.displayOptions?.show ?? {}).every(([other, values]) => {
			const { default: initial } = fields.find((candidate) => candidate.name === other)!;
			return values?.includes((parameters[other] ?? initial) as string);
		});
	return fields
		.flatMap((field): Array<[ValueField, boolean]> => {
			if (isCollection(field)) return field.options.map((option) => [option, true]);
			return isRead(field) ? [[field, false]] : [];
		})
		.map(([field, isOption]) => ({ name, one, field, isOption, parameter: field.name }));
});

const withParameter = (
	{ one, field, isOption }: (typeof cases)[number],
	value: unknown,
): Record<string, unknown> => {
	const { parameters } = one as { parameters: Record<string, unknown> };
	return isOption
		? { ...parameters, options: { ...(parameters.options as object), [field.name]: value } }
		: { ...parameters, [field.name]: value };
};

const rightBodyOf = ({ name, one }: (typeof cases)[number]): IDataObject => {
	const body = bodyOf(name, one, one.parameters as Record<string, unknown>);
	expect(body).not.toBe(refused);
	return body as IDataObject;
};

/** Parameters that nothing else in the request depends on, and that depend on nothing else. */
const alone = cases.filter(
	({ field, name, one }) =>
		expectationOf(field, one) &&
		!/settleFunds \(blind/.test(name) &&
		!(one.collection === 'webhook_subscriptions' && /^eventType|Daraja/.test(field.name)) &&
		!JSON.stringify(one.parameters).includes('={{'),
);

it.each(alone)('$name: any $parameter', (one) => {
	const right = rightBodyOf(one);
	const { property } = one.field;
	fc.assert(
		fc.property(anyValue, fc.boolean(), (value, isFromExpression) => {
			const isUnevaluated =
				typeof value === 'string' &&
				((!isFromExpression && /\{\{[^]*\}\}/.test(value)) ||
					(one.field.name === 'idempotencyKey' && value.includes('{{')));
			const wanted = isUnevaluated
				? refused
				: expectationOf(one.field, one.one)!(value, isFromExpression);
			const asWritten = withParameter(one, isFromExpression ? '={{ $json.value }}' : value);
			const body = bodyOf(one.name, one.one, withParameter(one, value), asWritten);
			if (wanted === refused || !property) expect(body).toBe(wanted === refused ? refused : body);
			else expect(body).toEqual(withValueAt(right, property, wanted));
			if (wanted !== refused && !property) expect(body).toEqual(right);
		}),
	);
});

const decided = cases.filter(
	({ field, one }) =>
		Object.hasOwn(deciding, field.name) && !JSON.stringify(one.parameters).includes('={{'),
);

it.each(decided)('$name: accepts as $parameter only a value of its list', (one) => {
	const own = /settleFunds/.test(one.name)
		? ['merchant_bank_account', 'merchant_wallet']
		: undefined;
	const list =
		one.parameter === 'destinationType'
			? (own ?? deciding.destinationType!)
			: deciding[one.parameter]!;
	const right = rightBodyOf(one);
	fc.assert(
		fc.property(anyValue, (value) => {
			const body = bodyOf(one.name, one.one, withParameter(one, value));
			const isOfList = list.includes(String(written(value)));
			if (!isOfList) expect(body).toBe(refused);
			const isAsBefore =
				written(value) === (one.one.parameters[one.parameter] ?? one.field.default);
			if (isAsBefore) expect(body).toEqual(right);
		}),
	);
});

describe('whole balances', () => {
	const settle = (parameters: object) =>
		bodyOf('transfer.settleFunds', createCases['transfer.settleFunds']!, { ...parameters });
	const send = (parameters: object) =>
		bodyOf('sendMoney.send', createCases['sendMoney.send']!, { ...parameters });

	it('settles the whole balance only if the settlement is blind and its amount is 0, empty or null', () => {
		fc.assert(
			fc.property(anyValue, anyValue, anyValue, (settlementType, value, destinationReference) => {
				const body = settle({ settlementType, amount: value, destinationReference });
				if (body === refused) return;
				const isBlind = written(settlementType) === 'blind';
				if (!('amount' in body))
					expect([isBlind, [0, '', null].includes(value as null)]).toEqual([true, true]);
				expect('destination_reference' in body).toBe(!isBlind);
			}),
		);
	});

	it.each([undefined, '0', false, [], {}, NaN, -0.1, ' '])(
		'rejects a blind settlement of %p',
		(value) => {
			expect(settle({ amount: value })).toBe(refused);
		},
	);

	it('sweeps only for the value true; any other sends the destinations or is rejected', () => {
		const { destinations } = createCases['sendMoney.send']!.parameters;
		const right = send({ destinations });
		fc.assert(
			fc.property(anyValue, (sweep) => {
				const body = send({ sweep, destinations });
				if (sweep === true) expect(body).not.toHaveProperty('destinations');
				else expect(body).toEqual(sweep === false ? right : refused);
			}),
		);
	});

	it('sends each of any destinations, or nothing', () => {
		const row = fc.record(
			{
				type: fc.oneof(anyValue, fc.constantFrom('till', 'merchant_wallet')),
				tillNumber: fc.oneof(anyValue, fc.constant('123456')),
				reference: fc.oneof(anyValue, fc.constant('ref')),
				description: fc.constant('Lunch'),
				amount: fc.oneof(anyValue, fc.integer({ min: 1, max: 1000 })),
			},
			{ requiredKeys: ['type', 'amount'] },
		);
		const any = fc.oneof(
			anyValue,
			fc.record({ destination: fc.oneof(anyValue, fc.array(fc.oneof(row, row, anyValue))) }),
		);
		fc.assert(
			fc.property(any, (destinations) => {
				const body = send({ destinations });
				if (body === refused) return;
				const rows = (destinations as { destination: IDataObject[] }).destination;
				expect(rows.length).toBeGreaterThan(0);
				expect((body.destinations as IDataObject[]).map((one) => [one.type, one.amount])).toEqual(
					rows.map((one) => [written(one.type), amount(one.amount, false)]),
				);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('options', () => {
	const push = createCases['stkPush.requestPayment']!;
	const right = bodyOf('stkPush.requestPayment', push, push.parameters as Record<string, unknown>);

	it('sends all pairs of any metadata, or nothing', () => {
		const pair = fc.record({
			key: fc.oneof(anyValue, fc.string({ minLength: 1 })),
			value: anyValue,
		});
		const any = fc.oneof(
			anyValue,
			fc.record({ pair: fc.oneof(anyValue, fc.array(fc.oneof(pair, anyValue), { maxLength: 7 })) }),
		);
		fc.assert(
			fc.property(any, (metadata) => {
				const body = bodyOf('stkPush.requestPayment', push, {
					...push.parameters,
					options: { ...(push.parameters.options as object), metadata },
				});
				if (body === refused) return;
				const { metadata: sent = {}, ...others } = body;
				expect(others).toEqual(withValueAt(right as IDataObject, 'metadata', undefined));
				const pairs = (metadata as { pair?: Array<{ key: unknown }> } | null)?.pair ?? [];
				expect(Object.keys(sent as object).sort()).toEqual(
					pairs.map(({ key }) => written(key)).sort(),
				);
				expect(pairs.length).toBeLessThanOrEqual(5);
				expect(Object.values(sent as object).every((value) => typeof value === 'string')).toBe(
					true,
				);
			}),
			{ numRuns: 500 },
		);
	});

	it.each<[string, unknown]>([
		['a map', new Map([['idempotencyKey', 'order-1']])],
		['an object that inherits its key', Object.create({ idempotencyKey: 'order-1' })],
		['a date', new Date()],
	])('rejects options that are %s, since a key in them would be lost', (_name, options) => {
		const body = bodyOf('stkPush.requestPayment', push, { ...push.parameters, options });
		expect(body).toBe(refused);
	});

	it('rejects options that are not a collection', () => {
		fc.assert(
			fc.property(anyValue, (options) => {
				const body = bodyOf('stkPush.requestPayment', push, { ...push.parameters, options });
				const isCollectionOfOptions = isPlain(options);
				const isNone = options === undefined || options === null || options === '';
				if (!isCollectionOfOptions && !isNone) expect(body).toBe(refused);
				if (isNone) expect(body).not.toBe(refused);
			}),
		);
	});

	it('sends the moment that any value means, or rejects it', () => {
		const poll = createCases['polling.pollTransactions']!;
		fc.assert(
			fc.property(
				fc.oneof(anyValue, fc.date({ noInvalidDate: false }), fc.date({ min: new Date(0) })),
				(fromTime) => {
					const body = bodyOf('polling.pollTransactions', poll, {
						...poll.parameters,
						fromTime,
						toTime: '9999-12-31T00:00:00Z',
					});
					if (fromTime instanceof Date && fromTime.getTime() >= 0 && body !== refused) {
						const sent = Date.parse(String(body.from_time));
						expect(sent).toBe(Math.floor(fromTime.getTime() / 1000) * 1000);
					}
					if (typeof fromTime === 'number' || typeof fromTime === 'boolean') {
						expect(body).toBe(refused);
					}
				},
			),
		);
	});
});

it('expects something of every parameter', () => {
	const known = [...Object.keys(deciding), ...ownMatters, ...heldElsewhere];
	const unknown = cases.filter(
		({ field, one }) => !expectationOf(field, one) && !known.includes(field.name),
	);
	expect(unknown.map(({ parameter }) => parameter)).toEqual([]);
});
