/** Empty text and null mean a parameter's default, unless that would select more than the user meant. */
import { resources } from '../../../nodes/KopoKopo/operations/index.ts';
import { destinationFields } from '../../../nodes/KopoKopo/operations/sendMoney/destinations.ts';
import {
	field,
	isCollection,
	optionsField,
	type Field,
	type ValueField,
} from '../../../nodes/KopoKopo/parameters/field.ts';
import { enteredIn, readValues } from '../../../nodes/KopoKopo/parameters/read.ts';
import { requestOptionsField } from '../../../nodes/KopoKopo/parameters/request-options.ts';
import { rows } from '../../../nodes/KopoKopo/parameters/rows.ts';
import { fields as pollingFields } from '../../../nodes/KopoKopo/polling-trigger/fields.ts';
import { fields as triggerFields } from '../../../nodes/KopoKopo/webhook-trigger/fields.ts';
import { about } from '../../support/unit/entered.mts';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Every optional parameter of the three nodes, by what it means when it is missing. */
const meanings = {
	/** Empty text and null are the default, also from an expression. */
	default:
		words(`callbackUrl category currency description destinations email enableDarajaPayload favourite
		firstName lastName lookBack metadata middleName nickname note outputMode paymentChannel paymentReference
		settlementMethod simplify skipDuplicates splitTransactions startFrom tags timeout timeoutMinutes
		allowUnauthorizedCerts waitForResult waitInterval waitTimeout resultsNotice eventsNotice
		destinationsNotice expectedAmount fromTime phoneNumber reference toTime`),
	/** Only a field left empty is the default: a filter, a limit or a narrower source would vanish. */
	refuseExpression:
		words(`batchInterval batchSize batching idempotencyKey maximumAmount maximumTotal minimumAmount otherEvents
		proxy resultTypes sourceIdentifier tillNumbers token`),
	/** The check decides, since no default is safe. */
	check: words(`amount destinationType events recipientType scope settlementMethod
		settlementType source sweep triggerOn`),
};

const flat = (fields: readonly Field[]): ValueField[] =>
	fields.flatMap((one) => (isCollection(one) ? flat(one.options) : [one]));

const batchFields = flat([requestOptionsField])
	.filter(({ name }) => name === 'batching')
	.flatMap(({ options = [] }) => options)
	.flatMap((one) => ('values' in one ? one.values : [])) as ValueField[];

const groups: Array<[string, readonly Field[]]> = [
	...resources.flatMap(({ value: resource, operations }) =>
		operations.map(({ value, fields }): [string, readonly Field[]] => [
			`${resource}.${value}`,
			fields,
		]),
	),
	['sendMoney.send destinations', destinationFields],
	['request options', [requestOptionsField]],
	['trigger', triggerFields],
	['polling trigger', pollingFields],
];

const optional = groups.flatMap(([where, fields]) =>
	flat(fields)
		.filter(({ required }) => !required)
		.map((one) => ({ where, name: one.name, one, meaning: one.whenMissing ?? 'default' })),
);

const fromExpression = '={{ $json.missing }}';

/** The value that is read, or the message of its error. */
function meaningOf(one: ValueField, value: unknown, written: unknown): unknown {
	const { name } = one;
	try {
		const values = readValues(
			[{ ...one, displayOptions: undefined }],
			enteredIn({ [name]: value }),
			{ ...about, written: { [name]: written } },
		);
		return values[name];
	} catch (error) {
		return `error: ${(error as Error).message}`;
	}
}

const asEntered = (one: ValueField, value: unknown) => meaningOf(one, value, value);
const asFound = (one: ValueField, value: unknown) => meaningOf(one, value, fromExpression);

const nothing = ['', ' ', '\u200b', null];

it.each(['default', 'refuseExpression', 'check'] as const)(
	'lists each optional parameter whose missing value means %s',
	(meaning) => {
		const names = optional.filter((one) => one.meaning === meaning).map(({ name }) => name);
		const nested = meaning === 'refuseExpression' ? ['batchSize', 'batchInterval'] : [];
		expect([...new Set([...names, ...nested])].sort()).toEqual([...meanings[meaning]].sort());
	},
);

it.each(optional.filter(({ meaning }) => meaning === 'default'))(
	'$where: reads an empty $name as its default',
	({ one }) => {
		const expected = asEntered(one, one.default);
		for (const value of nothing) {
			expect(asEntered(one, value)).toEqual(expected);
			expect(asFound(one, value)).toEqual(expected);
		}
	},
);

describe.each(optional.filter(({ meaning }) => meaning === 'refuseExpression'))(
	'$where: $name',
	({ one }) => {
		it('rejects an expression that returns nothing', () => {
			for (const value of [...nothing, undefined]) {
				expect(asFound(one, value)).toBe(`error: ${one.displayName} has no value.`);
			}
		});

		it('uses the default if the field was left empty', () => {
			const expected = asEntered(one, one.default);
			expect(String(expected)).not.toMatch(/^error/);
			for (const value of nothing) expect(asEntered(one, value)).toEqual(expected);
		});
	},
);

/** An empty value means not set, or the whole balance of a blind settlement. */
const withOwnMeaning = words('amount settlementMethod');

it.each(
	optional.filter(({ name, meaning }) => meaning === 'check' && !withOwnMeaning.includes(name)),
)('$where: rejects an empty $name', ({ one }) => {
	for (const value of [...nothing, undefined]) {
		expect(asEntered(one, value)).toMatch(/^error: /);
		expect(asFound(one, value)).toMatch(/^error: /);
	}
});

const trigger = (name: string) => flat(triggerFields).find((one) => one.name === name)!;

it.each<[string, unknown]>([
	['resultTypes', []],
	['tillNumbers', ' , '],
	['tillNumbers', ',,'],
	['otherEvents', ','],
])(
	'%s: rejects %j from an expression, and reads it as the default if it was entered',
	(name, value) => {
		expect(asFound(trigger(name), value)).toBe(`error: ${trigger(name).displayName} has no value.`);
		expect(asEntered(trigger(name), value)).toEqual([]);
	},
);

describe('an expression', () => {
	const limit = field({
		displayName: 'Limit',
		name: 'limit',
		whenMissing: 'refuseExpression',
		check: (value) => value,
	});
	const readOptions = (options: unknown, written: unknown) =>
		readValues([optionsField(limit)], enteredIn({ options }), {
			...about,
			written: { options: written },
		});

	it.each([undefined, null, ''])(
		'rejects an expression for all options that returns %j',
		(options) => {
			expect(() => readOptions(options, fromExpression)).toThrow(/^Options cannot be read\.$/);
			expect(readOptions(options, options)).toEqual({});
		},
	);

	it('treats an expression for all options as one for each option', () => {
		expect(() => readOptions({ limit: null }, fromExpression)).toThrow(/^Limit has no value\.$/);
		expect(readOptions({ limit: 5 }, fromExpression)).toEqual({ limit: 5 });
	});

	it('treats an expression for one option as one for only that option', () => {
		expect(() => readOptions({ limit: '' }, { limit: fromExpression })).toThrow(/has no value/);
		expect(readOptions({ limit: '' }, { limit: '' })).toEqual({ limit: '' });
	});

	it('finds the row with the expression', () => {
		const check = rows('row', [{ ...limit, property: 'limit' }]);
		const value = { row: [{ limit: '' }, { limit: '' }] };
		const written = (...limits: string[]) => ({ row: limits.map((one) => ({ limit: one })) });
		const read = (as: unknown) => check(value, { ...about, values: {}, written: as });
		expect(read(written('', ''))).toEqual([{ limit: '' }, { limit: '' }]);
		const inSecond = /^Row 2 of 2: Limit has no value\.$/;
		expect(() => read(written('', fromExpression))).toThrow(inSecond);
		expect(() => read(fromExpression)).toThrow(/^Row 1 of 2: /);
		expect(() => read({ row: fromExpression })).toThrow(/^Row 1 of 2: /);
	});

	it('rejects an expression that returns nothing in a batch', () => {
		const read = (batch: object, written: object) =>
			readValues([requestOptionsField], enteredIn({ requestOptions: { batching: { batch } } }), {
				...about,
				written: { requestOptions: { batching: { batch: written } } },
			});
		for (const { name, displayName } of batchFields) {
			expect(() => read({ [name]: null }, { [name]: fromExpression })).toThrow(
				new RegExp(`^${displayName.replace(/[()]/g, '\\$&')} has no value\\.$`),
			);
			expect(read({ [name]: null }, { [name]: null })).toEqual({
				batching: { size: 20, interval: 5 },
			});
		}
	});
});
