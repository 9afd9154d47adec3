import { moment, momentAfter } from '../../../nodes/KopoKopo/parameters/dates.ts';

const entered = (timezone: string, values: Record<string, unknown> = {}) => ({
	values,
	timezone,
	apiVersion: 'v1' as const,
});

test.each([
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
])('%j in %s is %s', (value, timezone, expected) => {
	expect(moment(value, entered(timezone))).toBe(expected);
});

test.each([
	'',
	'tomorrow',
	'28/03/2026',
	'2026-13-01T00:00:00',
	'2026-03-28T25:00:00',
	12,
	null,
	{},
])('%j is no moment', (value) => {
	expect(() => moment(value, entered('Africa/Nairobi'))).toThrow(/is not a date and time/);
});

const after = momentAfter('fromTime', 'From Time');

test('the end may be the beginning, in whatever way both are written, and not before it', () => {
	const from = { fromTime: '2026-03-28T08:00:00+03:00' };
	const check = (value: string) => after(value, entered('Africa/Nairobi', from));
	expect(check('2026-03-28T05:00:00Z')).toBe('2026-03-28T08:00:00+03:00');
	expect(() => check('2026-03-28T04:59:59Z')).toThrow(/is before From Time/);
});
