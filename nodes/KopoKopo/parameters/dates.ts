import { throwInputError } from '../api/input-error';
import { isRecord } from '../payloads/values';
import { isDate, kindOf, quoted, textOf } from './checks';
import type { Check } from './field';

/** ISO 8601 and what databases write: a date, a time and an offset, of which the last may lack minutes. */
const writtenDate =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?)?$/i;

/** Milliseconds since the epoch, in the last year that ISO 8601 writes with four digits. */
const latest = Date.UTC(9999, 11, 31);

/** Minutes by which a time zone is ahead of UTC at a moment. */
function offsetAt(moment: number, timeZone: string): number {
	const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
	const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value;
	const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '') ?? [];
	return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

/** A moment, in milliseconds since the epoch, as ISO 8601 with the offset of a time zone, to the second. */
export function inZone(moment: number, timeZone: string): string {
	const offset = offsetAt(moment, timeZone);
	const local = new Date(moment + offset * 60_000).toISOString().slice(0, 19);
	const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
	const ahead = Math.abs(offset);
	return `${local}${offset < 0 ? '-' : '+'}${two(ahead / 60)}:${two(ahead % 60)}`;
}

/** Milliseconds by which an offset is ahead of UTC, or NaN for one that no time zone has. */
function offsetIn(written: string): number {
	const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(written) ?? [];
	if (sign === undefined) return 0;
	if (Number(hours) > 14 || Number(minutes) > 59) return NaN;
	return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The moment at which clocks in a time zone show what a clock in UTC shows at another; NaN if they never do. */
function inLocalTime(asUtc: number, timeZone: string): number {
	// The offset is that of the moment meant, not of the same reading in UTC: near a change they differ.
	const guess = asUtc - offsetAt(asUtc, timeZone) * 60_000;
	const moment = asUtc - offsetAt(guess, timeZone) * 60_000;
	return moment + offsetAt(moment, timeZone) * 60_000 === asUtc ? moment : NaN;
}

/** Milliseconds since the epoch for written text; NaN for a time that does not exist, undefined for no time. */
function momentIn(written: string, timeZone: string): number | undefined {
	const [, date, time = '00:00', seconds = ':00', fraction = '', offset] =
		writtenDate.exec(written) ?? [];
	if (date === undefined) return undefined;
	const clock = `${date}T${time}${seconds}`;
	const asUtc = Date.parse(`${clock}Z`);
	// JavaScript reads 31 February as 3 March, and 24:00 as the next day.
	const exists = !Number.isNaN(asUtc) && new Date(asUtc).toISOString().startsWith(clock);
	if (!exists) return NaN;
	const milliseconds = Math.floor(Number(`0${fraction}`) * 1000);
	const moment = offset === undefined ? inLocalTime(asUtc, timeZone) : asUtc - offsetIn(offset);
	return moment + milliseconds;
}

/** Milliseconds since the epoch of a Date, or of a Luxon value such as n8n's `$now`. */
function momentOf(value: unknown): number | undefined {
	if (isDate(value)) return value.getTime();
	return isRecord(value) && typeof value.toMillis === 'function'
		? Number(value.toMillis())
		: undefined;
}

/** What a number may be instead of a date: from where to where, what it is, and its conversion in n8n. */
const numbers: ReadonlyArray<
	readonly [least: number, below: number, what: string, conversion: string]
> = [
	[
		1e4,
		1e5,
		"a spreadsheet's serial date",
		"DateTime.fromMillis((… - 25569) * 86400000, { zone: 'utc' }).toISO({ includeOffset: false })",
	],
	[1e9, 1e11, 'seconds', 'DateTime.fromSeconds(…)'],
	[1e11, 1e14, 'milliseconds', 'DateTime.fromMillis(…)'],
];

const advice =
	'Select a date and time, or write it as 2026-01-31T08:00:00 or 2026-01-31T08:00:00+03:00.';

/** @throws InputError */
function refuseNumber(written: string): never {
	const number = Number(written);
	const known = numbers.find(([least, below]) => number >= least && number < below);
	const problem = `is not a date and time but a number: ${quoted(written)}`;
	if (!known) return throwInputError(problem, advice);
	const [, , what, conversion] = known;
	return throwInputError(
		`${problem}, which may be ${what}`,
		`Convert it in an expression, with the number in place of …: ${conversion}`,
	);
}

/** What a moment is written as: text, also for a number, which is none. */
function writtenText(value: unknown): string | undefined {
	if (typeof value === 'number' && !Number.isNaN(value)) return String(value);
	return typeof value === 'string' ? textOf(value) : undefined;
}

/** A moment as n8n gives it, as ISO 8601 with an offset. Text without one is read in the workflow's zone. */
export const moment: Check = (value, { timezone }) => {
	const written = writtenText(value);
	if (written !== undefined && Number.isFinite(Number(written || NaN))) refuseNumber(written);
	const milliseconds = written === undefined ? momentOf(value) : momentIn(written, timezone);
	const shown = written === undefined ? kindOf(value) : quoted(written);
	if (milliseconds === undefined)
		return throwInputError(`is not a date and time: ${shown}`, advice);
	if (Number.isNaN(milliseconds)) {
		return throwInputError(
			`is not a date and time that exists: ${shown}`,
			'Check the day, the hour and the offset.',
		);
	}
	return milliseconds >= 0 && milliseconds < latest
		? inZone(milliseconds, timezone)
		: throwInputError(`is not a date and time from 1970 to 9999: ${shown}`, advice);
};

/** The same, not before the moment in another parameter. */
export const momentAfter =
	(parameter: string, label: string): Check =>
	(value, entered) => {
		const checked = moment(value, entered) as string;
		if (Date.parse(String(entered.values[parameter])) > Date.parse(checked)) {
			throwInputError(`is before ${label}`, `Choose a time after ${label}.`);
		}
		return checked;
	};
