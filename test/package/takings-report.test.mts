import { DateTime, Settings } from 'luxon';
import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';

import type { WorkflowDraft } from '../support/host/rest-client.mts';

type Json = Record<string, unknown>;

interface Sum {
	day: string;
	till: string;
	hour: string;
	payments: number;
	received: number;
	reversals: number;
	reversed: number;
}

interface Exceptional {
	reasons: string[];
	receipt: string;
	isCounted: boolean;
}

interface Together {
	missing: Array<{ day: string; problem: string }>;
	hours: Sum[];
	exceptions: Exceptional[];
	more: number;
	notCounted: { payments: number; cents: number };
}

interface Written {
	subject: string;
	text: string;
	fileName: string;
	takings: Json[];
	settlements: Json[];
	exceptions: Json[];
}

const { nodes } = JSON.parse(readFileSync('examples/takings-report.json', 'utf8')) as WorkflowDraft;

const asNode = (items: Json[]) => ({
	all: () => items.map((json) => ({ json })),
	first: () => ({ json: items[0] }),
});

/** What a Code node of the workflow returns for its input and the outputs of other nodes. */
function run<Output>(name: string, input: Json[], outputs: Record<string, Json[]>): Output[] {
	const code = String(nodes.find((node) => node.name === name)!.parameters.jsCode);
	const body = compileFunction(code, ['$', '$input', 'DateTime']) as (
		...values: unknown[]
	) => Array<{ json: Output }>;
	return body((node: string) => asNode(outputs[node]!), asNode(input), DateTime).map(
		({ json }) => json,
	);
}

const settings = { largeAmount: 20_000, opens: 0, closes: 24, paidTwiceMinutes: 5 };
const friday = '2026-03-13';
const saturday = '2026-03-14';

const dayOf = (day: string, isMonth = false): Json => ({
	...settings,
	isMonth,
	day,
	from: `${day}T00:00:00.000+03:00`,
	to: `${DateTime.fromISO(day).plus({ days: 1 }).toISODate()}T00:00:00.000+03:00`,
	isWhole: true,
});

/** A payment as Poll Transactions returns it. */
const payment = (reference: string, changes: Json = {}): Json => ({
	status: 'Received',
	paid: true,
	amount: 100,
	currency: 'KES',
	reference,
	tillNumber: 'K123456',
	originationTime: `${friday}T12:00:00+03:00`,
	resourceId: `id of ${reference}`,
	...changes,
});

const notHere =
	'Reversed; its payment is not listed in this report: if an earlier report counted it, subtract it there';
const reversed = { status: 'Reversed', paid: false };
const later = { originationTime: `${saturday}T09:00:00+03:00` };

const listOf = (transactions: Json[]): Json => ({
	status: 'Success',
	timedOut: false,
	transactions,
});

/** The sums of Friday and Saturday, whose lists are these. */
function addUp(lists: Json[], days = [dayOf(friday), dayOf(saturday)]): Together {
	const added = run<Json>('Add up each day', lists, { 'Days are asked for': days });
	return run<Together>('Put the days together', added, { 'Days to report': days })[0]!;
}

const takings = ({ hours }: Together) =>
	hours.map(({ day, hour, payments, received, reversed: back }) => [
		day,
		hour,
		payments,
		received - back,
	]);

const reasons = ({ exceptions }: Together) =>
	exceptions.map((one) => [one.receipt, one.reasons.join('; '), one.isCounted]);

beforeAll(() => {
	Settings.defaultZone = 'Africa/Nairobi';
});

afterAll(() => {
	Settings.defaultZone = 'system';
});

it('adds up in cents', () => {
	const amounts = [0.1, 0.2, 0.3, 1.15, 2.675, 1_000_000.01];
	const list = amounts.map((amount, index) => payment(`R${index}`, { amount }));
	expect(addUp([listOf(list), listOf([])]).hours).toEqual([
		{
			day: friday,
			till: '123456',
			hour: '12:00',
			payments: 6,
			received: 100_000_444,
			reversals: 0,
			reversed: 0,
		},
	]);
});

it('counts a payment at midnight on its own day, once', () => {
	const midnight = payment('MIDNIGHT', { originationTime: `${saturday}T00:00:00+03:00` });
	expect(takings(addUp([listOf([midnight]), listOf([midnight])]))).toEqual([
		[saturday, '00:00', 1, 10_000],
	]);
});

it('counts a payment that only the list of another day has', () => {
	expect(takings(addUp([listOf([]), listOf([payment('LATE')])]))).toEqual([
		[friday, '12:00', 1, 10_000],
	]);
});

it('converts times of other time zones', () => {
	const evening = payment('UTC', { originationTime: `${friday}T21:30:00Z` });
	expect(takings(addUp([listOf([]), listOf([evening])]))).toEqual([[saturday, '00:00', 1, 10_000]]);
});

it.each([
	[
		'in place of its payment',
		[[payment('BACK', reversed)], []],
		[[friday, '12:00', 1, 0]],
		notHere,
	],
	[
		'on a later day, without its payment',
		[[], [payment('BACK', { ...reversed, ...later })]],
		[[saturday, '09:00', 1, 0]],
		notHere,
	],
	[
		'next to its payment',
		[[payment('BACK'), payment('BACK', reversed)], []],
		[[friday, '12:00', 1, 0]],
		'Reversed',
	],
	[
		'in both lists',
		[[payment('BACK', reversed)], [payment('BACK', reversed)]],
		[[friday, '12:00', 1, 0]],
		notHere,
	],
	[
		'on a later day',
		[[payment('BACK')], [payment('BACK', { ...reversed, ...later })]],
		[
			[friday, '12:00', 1, 10_000],
			[saturday, '09:00', 0, -10_000],
		],
		'Reversed',
	],
	[
		'in the list of a later day, with the time of its payment',
		[[payment('BACK')], [payment('BACK', reversed)]],
		[[friday, '12:00', 1, 0]],
		'Reversed',
	],
])('subtracts a reversal once that is listed %s', (_place, lists, expected, reason) => {
	const together = addUp(lists.map(listOf));
	expect(takings(together)).toEqual(expected);
	expect(reasons(together)).toEqual([['BACK', reason, true]]);
});

it('says that an earlier report may have counted a reversed payment of an earlier day', () => {
	const before = { originationTime: '2026-03-12T12:00:00+03:00' };
	const together = addUp([listOf([payment('BACK', { ...reversed, ...before })]), listOf([])]);
	expect(together.hours).toEqual([]);
	expect(reasons(together)).toEqual([
		['BACK', `Not counted: its day is not in this report; ${notHere}`, false],
	]);
});

it.each([
	['Not counted: its status is Pending', { status: 'Pending', paid: null }],
	['Not counted: its status is empty', { status: null, paid: null }],
	['Not counted: no amount', { amount: null }],
	['Not counted: its currency is USD', { currency: 'USD' }],
	['Not counted: its day is not in this report', { originationTime: '2026-03-12T23:59:59+03:00' }],
])('does not count a payment silently: %s', (reason, changes) => {
	const together = addUp([listOf([payment('ODD', changes)]), listOf([])]);
	expect(together.hours).toEqual([]);
	expect(reasons(together)).toEqual([['ODD', reason, false]]);
	expect(together.notCounted.payments).toBe(1);
});

it.each([
	['No receipt', { reference: null }],
	['No till', { tillNumber: null }],
	['KES 20,000 or more', { amount: 20_000 }],
])('counts a payment that a person should look at: %s', (reason, changes) => {
	const together = addUp([listOf([payment('ODD', changes)]), listOf([])]);
	expect(together.hours).toMatchObject([{ payments: 1 }]);
	expect(reasons(together)).toEqual([['reference' in changes ? '' : 'ODD', reason, true]]);
});

it.each([
	[8, 20, 12, 20],
	[18, 2, 1, 2],
	[0, 24, 0, null],
	[0, 0, 23, null],
])('knows from %i to %i that %i:30 is within your hours', (opens, closes, open, closed) => {
	const hour = (at: number) => `${friday}T${String(at).padStart(2, '0')}:30:00+03:00`;
	const list = [
		payment('OPEN', { originationTime: hour(open) }),
		...(closed === null ? [] : [payment('CLOSED', { originationTime: hour(closed) })]),
	];
	const together = addUp([listOf(list)], [{ ...dayOf(friday), opens, closes }]);
	expect(reasons(together)).toEqual(
		closed === null ? [] : [['CLOSED', 'Outside your hours', true]],
	);
});

it('counts a payment without a time once, on the first day that lists it', () => {
	const timeless = payment('TIMELESS', { originationTime: null });
	const together = addUp([listOf([timeless]), listOf([timeless])]);
	expect(takings(together)).toEqual([[friday, 'No time', 1, 10_000]]);
	expect(reasons(together)).toEqual([['TIMELESS', 'No time', true]]);
});

it('counts a receipt once that is listed with two amounts, and reports that', () => {
	const together = addUp([
		listOf([payment('TWICE'), payment('TWICE', { amount: 90 })]),
		listOf([]),
	]);
	expect(takings(together)).toEqual([[friday, '12:00', 1, 10_000]]);
	expect(reasons(together)).toEqual([
		['TWICE', 'Listed again with another amount: counted once', true],
	]);
});

it('treats a till as the same with and without its K', () => {
	const list = [payment('ONE'), payment('TWO', { tillNumber: '123456' })];
	expect(addUp([listOf(list), listOf([])]).hours).toMatchObject([{ till: '123456', payments: 2 }]);
});

it.each([
	['There was no result in time.', { status: 'Pending', timedOut: true, transactions: [] }],
	['The status is Failed. Busy', { status: 'Failed', timedOut: false, errors: ['Busy'] }],
	['No connection', { error: 'No connection' }],
	['The status is Success.', { status: 'Success', timedOut: false, transactions: null }],
])('names a day that is missing: %s', (problem, list) => {
	const together = addUp([list, listOf([payment('LATER', later)])]);
	expect(together.missing).toEqual([{ day: friday, problem }]);
	expect(takings(together)).toEqual([[saturday, '09:00', 1, 10_000]]);
});

it('names the days of an execution that failed or returned nothing', () => {
	const days = [dayOf(friday), dayOf(saturday)];
	for (const [result, problem] of [
		[{ error: 'Out of memory' }, 'Out of memory'],
		[{}, 'There is no result.'],
	] as const) {
		const [together] = run<Together>('Put the days together', [result], { 'Days to report': days });
		expect(together!.missing.map((one) => one.problem)).toEqual([problem, problem]);
	}
});

function write(together: Together, days: Json[], settlements: Json[] = []): Written {
	return run<Written>('Write the report', [{ ...together }], {
		'Days to report': days,
		'Kept settlements': settlements,
	})[0]!;
}

it('never shows a month with a missing day as complete', () => {
	const days = [dayOf(friday, true), dayOf(saturday, true)];
	const together = addUp([listOf([payment('ONE')]), { error: 'No connection' }], days);
	const report = write(together, days);
	const warning = `INCOMPLETE: these days are missing: ${saturday}. Do not use these totals for your books.`;
	expect(report.subject).toBe('INCOMPLETE: takings of March 2026, 1 day missing');
	expect(report.fileName).toBe('2026-03-INCOMPLETE.xlsx');
	expect(report.text.split('\n').slice(0, 4)).toEqual([
		warning,
		`${saturday}: No connection`,
		'',
		'March 2026, without the missing days: KES 100.00 (1 payment)',
	]);
	expect(report.takings.slice(0, 2)).toEqual([
		{ 'Total of': warning },
		expect.objectContaining({ 'Total of': 'Month without the missing days', Takings: 100 }),
	]);
	expect(report.takings).toContainEqual({ 'Total of': 'Day', Day: saturday, Takings: 'missing' });
});

it('says how much it did not count', () => {
	const days = [dayOf(friday), dayOf(saturday)];
	const together = addUp(
		[listOf([payment('ODD', { status: 'New', paid: null })]), listOf([])],
		days,
	);
	expect(write(together, days).text).toContain('Not counted: 1 payment, KES 100.00');
});

it('lists at most 500 exceptions of a day, first those that are not counted, and counts the others', () => {
	const days = [dayOf(friday), dayOf(saturday)];
	const large = Array.from({ length: 600 }, (_, index) =>
		payment(`LARGE${index}`, { amount: 20_000 }),
	);
	const odd = payment('ODD', { currency: 'USD' });
	const together = addUp([listOf([...large, odd]), listOf([])], days);
	expect(together.exceptions).toHaveLength(500);
	expect(together.exceptions[0]).toMatchObject({ receipt: 'ODD' });
	const report = write(together, days);
	expect(report.text).toContain('Exceptions: 500, and 101 more that are not in the file');
	expect(report.exceptions.at(-1)).toMatchObject({ Exception: '101 more' });
	expect(report.text).toContain('KES 12,000,000.00 (600 payments)');
});

it('adds up the settlements that were made, each once, and lists the others', () => {
	const days = [dayOf(friday), dayOf(saturday)];
	const settlement = (id: string, amount: number, changes: Json = {}) => ({
		...{ settlement: id, time: `${friday}T14:00:00.000Z`, amount, currency: 'KES' },
		...{ status: 'Transferred', destination: 'Shop', ...changes },
	});
	const report = write(addUp([listOf([]), listOf([])], days), days, [
		settlement('a', 0.1),
		settlement('a', 0.1),
		settlement('b', 0.2),
		settlement('c', 5, { status: 'Failed' }),
		settlement('usd', 9, { currency: 'USD' }),
		settlement('d', 7, { time: '2026-03-12T20:59:59.000Z' }),
	]);
	expect(report.text).toContain('Settlements: KES 0.30 (2 settlements)');
	expect(report.settlements.map((one) => one.Settlement)).toEqual(['a', 'b', 'c', 'usd']);
	expect(report.settlements[0]!.Time).toBe(`${friday} 17:00:00`);
	expect(report.exceptions).toMatchObject([
		{ Exception: 'Settlement: its status is Failed', Amount: 5, Note: 'c' },
		{ Exception: 'Settlement: not added up, its currency is USD', Amount: 9, Note: 'usd' },
	]);
});
