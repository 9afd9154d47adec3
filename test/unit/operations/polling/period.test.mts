import fc from 'fast-check';

import {
	missedAtEnd,
	periodOf,
	windowsOf,
} from '../../../../nodes/KopoKopo/operations/polling/period.ts';

const minute = 60;
const day = 24 * 60 * minute;
const now = Date.parse('2026-11-28T10:00:00Z') / 1000;
const at = (seconds: number) => new Date(seconds * 1000).toISOString();

describe('periodOf', () => {
	it('is the last 24 hours by default', () => {
		expect(periodOf(now, {})).toEqual({ from: now - day, to: now, endsNow: true });
	});

	it('begins 24 hours before an end', () => {
		const to = now - 3 * day;
		expect(periodOf(now, { toTime: at(to) })).toEqual({ from: to - day, to, endsNow: false });
	});

	it('ends now if only the beginning is given', () => {
		const from = now - 7 * day;
		expect(periodOf(now, { fromTime: at(from) })).toEqual({ from, to: now, endsNow: true });
	});

	it('accepts an end in the future and a period without a length', () => {
		const [from, to] = [now - day, now + day];
		expect(periodOf(now, { fromTime: at(from), toTime: at(to) })).toMatchObject({ from, to });
		expect(periodOf(now, { fromTime: at(now), toTime: at(now) })).toMatchObject({
			from: now,
			to: now,
		});
	});

	it.each([
		['31 days ago until now', now - 31 * day, undefined],
		['31 days, one of which has 25 hours', now - 31 * day - 60 * minute, now],
	])('accepts %s', (_name, from, to) => {
		const times = { fromTime: at(from), toTime: to === undefined ? to : at(to) };
		expect(periodOf(now, times).from).toBe(from);
	});

	it('rejects more than 31 days', () => {
		const fromTime = at(now - 32 * day);
		const message = 'The period from From Time to To Time is longer than 31 days.';
		expect(() => periodOf(now, { fromTime })).toThrow(message);
		expect(() => periodOf(now, { fromTime, toTime: at(now - 12 * 60 * minute) })).toThrow(message);
	});

	it('rejects a beginning in the future', () => {
		expect(() => periodOf(now, { fromTime: at(now + 60 * minute) })).toThrow(
			'From Time is in the future.',
		);
	});
});

describe('missedAtEnd', () => {
	const period = { from: now - day, to: now, endsNow: true };

	it('is the time up to the clock of Kopo Kopo if that is ahead', () => {
		expect(missedAtEnd(period, now + 4 * minute)).toEqual({ from: now, to: now + 4 * minute });
	});

	it.each<[string, number | undefined, boolean]>([
		['the clocks agree', now + 10, true],
		['the clock of n8n is ahead', now - day, true],
		['the clock of Kopo Kopo is unknown', undefined, true],
		['the period has an end', now + day, false],
	])('is nothing if %s', (_what, serverTime, endsNow) => {
		expect(missedAtEnd({ ...period, endsNow }, serverTime)).toBeUndefined();
	});
});

describe('windowsOf', () => {
	it('is one window for a day, and for a moment', () => {
		expect(windowsOf({ from: now, to: now + day })).toEqual([{ from: now, to: now + day }]);
		expect(windowsOf({ from: now, to: now })).toEqual([{ from: now, to: now }]);
	});

	it('covers any period with windows of a day at most, without a gap', () => {
		fc.assert(
			fc.property(fc.nat(31 * day), (length) => {
				const windows = windowsOf({ from: now, to: now + length });
				expect(windows[0]!.from).toBe(now);
				expect(windows.at(-1)!.to).toBe(now + length);
				windows.forEach(({ from, to }, index) => {
					expect(to - from).toBeLessThanOrEqual(day);
					if (index > 0) expect(from).toBe(windows[index - 1]!.to);
				});
				expect(windows.length).toBe(Math.max(1, Math.ceil(length / day)));
			}),
		);
	});

	it('has the same first windows for periods with the same beginning', () => {
		const short = windowsOf({ from: now, to: now + 2 * day });
		expect(windowsOf({ from: now, to: now + 5.5 * day }).slice(0, 2)).toEqual(short);
	});
});
