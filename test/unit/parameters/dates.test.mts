import fc from 'fast-check';

import { inZone, moment, momentAfter } from '../../../nodes/KopoKopo/parameters/dates.ts';

const entered = (timezone: string, values: Record<string, unknown> = {}) => ({
	values,
	timezone,
	apiVersion: 'v1' as const,
	written: undefined,
});

it.each([
	['2026-03-28T08:50:22', 'Africa/Nairobi', '2026-03-28T08:50:22+03:00'],
	['2026-03-28 08:50:22', 'Africa/Nairobi', '2026-03-28T08:50:22+03:00'],
	['2026-03-28T08:50', 'Africa/Nairobi', '2026-03-28T08:50:00+03:00'],
	['2026-03-28', 'Africa/Nairobi', '2026-03-28T00:00:00+03:00'],
	['2026-03-28T08:50:22.123Z', 'Africa/Nairobi', '2026-03-28T11:50:22+03:00'],
	['2026-03-28T08:50:22+0100', 'UTC', '2026-03-28T07:50:22+00:00'],
	[new Date('2026-03-28T08:50:22Z'), 'Africa/Nairobi', '2026-03-28T11:50:22+03:00'],
	[
		{ toMillis: () => Date.parse('2026-03-28T08:50:22Z') },
		'Asia/Kolkata',
		'2026-03-28T14:20:22+05:30',
	],
	['2026-07-01T12:00:00', 'America/New_York', '2026-07-01T12:00:00-04:00'],
	['2026-01-01T12:00:00', 'America/New_York', '2026-01-01T12:00:00-05:00'],
	['2026-03-08T03:30:00', 'America/New_York', '2026-03-08T03:30:00-04:00'],
	['2026-11-01T00:30:00', 'America/New_York', '2026-11-01T00:30:00-04:00'],
	['2026-01-31 08:00:00+03', 'UTC', '2026-01-31T05:00:00+00:00'],
	['2026-01-31T08:00+03', 'UTC', '2026-01-31T05:00:00+00:00'],
	['2026-01-31 08:00:00.123456+00', 'Africa/Nairobi', '2026-01-31T11:00:00+03:00'],
	['2026-01-31 08:00:00.999999', 'Africa/Nairobi', '2026-01-31T08:00:00+03:00'],
	['2026-01-31 08:00:00 +0300', 'UTC', '2026-01-31T05:00:00+00:00'],
	['2026-01-31t08:00:00z', 'Africa/Nairobi', '2026-01-31T11:00:00+03:00'],
	['2026-01-31T08:00:00-05:30', 'UTC', '2026-01-31T13:30:00+00:00'],
	['2026-01-31T08:00:00+14:00', 'UTC', '2026-01-30T18:00:00+00:00'],
	['\u200e2026-01-31\u00a008:00:00\ufeff', 'Africa/Nairobi', '2026-01-31T08:00:00+03:00'],
	['2028-02-29', 'Africa/Nairobi', '2028-02-29T00:00:00+03:00'],
	['2026-12-31T23:59:59', 'Africa/Nairobi', '2026-12-31T23:59:59+03:00'],
	['1970-01-01T03:00:00', 'Africa/Nairobi', '1970-01-01T03:00:00+03:00'],
])('reads %j in %s as %s', (value, timezone, expected) => {
	expect(moment(value, entered(timezone))).toBe(expected);
});

it.each([
	...['', 'tomorrow', '28/03/2026', '2026-3-28', '2026-03-28T8:00', '2026-03-28T08', '08:00'],
	...['2026-03-28+03', '2026-03-28T08:00:00+3', '2026-03-28T08:00:00 EAT', '2026-01-31T08:00:00,5'],
	...[null, undefined, {}, [], true, NaN, new Date(NaN), { toMillis: () => NaN }],
])('rejects %j as a date and time', (value) => {
	expect(() => moment(value, entered('Africa/Nairobi'))).toThrow(
		/^\{field\} is not a date and time/,
	);
});

describe('a time that does not exist', () => {
	it.each([
		...['2026-02-31', '2026-02-30', '2025-02-29', '2100-02-29', '2026-04-31', '2026-06-31'],
		...['2026-00-10', '2026-13-01', '2026-01-00', '2026-01-32'],
		...['2026-02-31T10:00', '2026-04-31T10:00', '2026-02-31 10:00:00'],
		...['2026-02-31T10:00:00Z', '2026-04-31T10:00+03:00', '2025-02-29 10:00:00+03'],
		...['2026-03-28T24:00', '2026-03-28T24:00:00', '2026-03-28T24:00:00Z', '2026-03-28 24:00+03'],
		...['2026-03-28T25:00:00', '2026-03-28T10:60', '2026-03-28T10:00:60', '2026-03-28T10:00:60Z'],
		...['2026-03-28T10:00:00+15:00', '2026-03-28T10:00:00+99', '2026-03-28T10:00:00+03:60'],
	])('rejects %s, which does not exist', (written) => {
		expect(() => moment(written, entered('Africa/Nairobi'))).toThrow(
			expect.objectContaining({
				message: `{field} is not a date and time that exists: ${written}`,
				description: expect.stringContaining('Check the day'),
			}),
		);
	});

	it.each([
		['2026-03-08T02:30:00', 'America/New_York'],
		['2026-03-29T02:00:00', 'Europe/Berlin'],
	])('rejects %s in %s, since clocks skip it', (written, timezone) => {
		expect(() => moment(written, entered(timezone))).toThrow(/that exists/);
		expect(moment(`${written}Z`, entered(timezone))).toBeTruthy();
	});
});

it.each(['1969-12-31', new Date(-1), '9999-12-31T23:00:00Z'])(
	'rejects %s as out of range',
	(value) => {
		expect(() => moment(value, entered('UTC'))).toThrow(
			/^\{field\} is not a date and time from 1970 to 9999/,
		);
	},
);

describe('a number', () => {
	it.each([
		[46053, /46053, which may be a spreadsheet's serial date$/, /\(… - 25569\) \* 86400000/],
		[46053.333, /46053\.333, which may be a spreadsheet's serial date$/, /25569/],
		['46053', /46053, which may be a spreadsheet's serial date$/, /25569/],
		[1769835600000, /1769835600000, which may be milliseconds$/, /DateTime\.fromMillis\(…\)/],
		['1769835600000', /which may be milliseconds$/, /DateTime\.fromMillis\(…\)/],
		[1769835600, /1769835600, which may be seconds$/, /DateTime\.fromSeconds\(…\)/],
		[20260131, /^\{field\} is a number, not a date and time: 20260131$/, /2026-01-31T08:00:00/],
		[2026, /^\{field\} is a number, not a date and time: 2026$/, /2026-01-31T08:00:00/],
		[-1, /^\{field\} is a number, not a date and time: -1$/, /2026-01-31T08:00:00/],
		[0, /^\{field\} is a number, not a date and time: 0$/, /2026-01-31T08:00:00/],
		[Infinity, /^\{field\} is not a date and time/, /2026-01-31T08:00:00/],
	])('rejects the number %j, and says how to convert it', (value, message, advice) => {
		expect(() => moment(value, entered('Africa/Nairobi'))).toThrow(
			expect.objectContaining({
				message: expect.stringMatching(message),
				description: expect.stringMatching(advice),
			}),
		);
	});

	it('accepts a number that was converted as the advice says', () => {
		// The same as the expression: 46053.25 is 31 January 2026, 06:00 in the spreadsheet.
		const written = new Date((46053.25 - 25569) * 86400000).toISOString().slice(0, -1);
		expect(moment(written, entered('Africa/Nairobi'))).toBe('2026-01-31T06:00:00+03:00');
	});
});

it('reads any moment in any time zone, with its offset or without', () => {
	const zone = fc.constantFrom(
		...['UTC', 'Africa/Nairobi', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'],
	);
	const time = fc.integer({ min: 86_400, max: 7_000_000_000 }).map((seconds) => seconds * 1000);
	fc.assert(
		fc.property(zone, time, (timezone, milliseconds) => {
			const written = inZone(milliseconds, timezone);
			expect(moment(written, entered(timezone))).toBe(written);
			const local = moment(written.slice(0, 19), entered(timezone)) as string;
			// The hour that clocks show twice may be either.
			expect(local.slice(0, 19)).toBe(written.slice(0, 19));
		}),
		{ numRuns: 500 },
	);
});

const after = momentAfter('fromTime', 'From Time');

it('accepts an end that is equal to the beginning, and rejects one before it', () => {
	const from = { fromTime: '2026-03-28T08:00:00+03:00' };
	const check = (value: string) => after(value, entered('Africa/Nairobi', from));
	expect(check('2026-03-28T05:00:00Z')).toBe('2026-03-28T08:00:00+03:00');
	expect(() => check('2026-03-28T04:59:59Z')).toThrow(/is before From Time/);
});
