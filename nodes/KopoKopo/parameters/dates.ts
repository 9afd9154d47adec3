import { throwInputError } from '../api/input-error';
import { isRecord } from '../payloads/values';
import { isDate, kindOf, quoted, textOf } from './checks';
import type { Check } from './field';

/** ISO 8601, also with a space instead of `T` and an offset without minutes, as databases write it. */
const writtenDate =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?)?$/i;

const latest = Date.UTC(9999, 11, 31);

/** Minutes by which a time zone is ahead of UTC at a moment. */
function offsetAt(moment: number, timeZone: string): number {
	const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
	const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value;
	const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '') ?? [];
	return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

/** @returns ISO 8601 with the time zone's offset, to the second */
export function inZone(moment: number, timeZone: string): string {
	const offset = offsetAt(moment, timeZone);
	const local = new Date(moment + offset * 60_000).toISOString().slice(0, 19);
	const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
	const ahead = Math.abs(offset);
	return `${local}${offset < 0 ? '-' : '+'}${two(ahead / 60)}:${two(ahead % 60)}`;
}

/** @returns milliseconds ahead of UTC; NaN for an offset that no time zone has */
function offsetIn(written: string): number {
	const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(written) ?? [];
	if (sign === undefined) return 0;
	if (Number(hours) > 14 || Number(minutes) > 59) return NaN;
	return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** @returns the moment of a local time that was read as UTC; NaN if clocks skip it */
function inLocalTime(asUtc: number, timeZone: string): number {
	// Near a clock change, the local time and the same reading in UTC have different offsets.
	const guess = asUtc - offsetAt(asUtc, timeZone) * 60_000;
	const moment = asUtc - offsetAt(guess, timeZone) * 60_000;
	return moment + offsetAt(moment, timeZone) * 60_000 === asUtc ? moment : NaN;
}

/** @returns milliseconds since the epoch; NaN for a time that does not exist, undefined for other text */
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

/** What a number in a range may be, and how to convert it in n8n. */
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

function refuseNumber(written: string): never {
	const number = Number(written);
	const known = numbers.find(([least, below]) => number >= least && number < below);
	const problem = `{field} is a number, not a date and time: ${quoted(written)}`;
	if (!known) return throwInputError(problem, advice);
	const [, , what, conversion] = known;
	return throwInputError(
		`${problem}, which may be ${what}`,
		`Convert it in an expression, with the number in place of …: ${conversion}`,
	);
}

function writtenText(value: unknown): string | undefined {
	if (typeof value === 'number' && !Number.isNaN(value)) return String(value);
	return typeof value === 'string' ? textOf(value) : undefined;
}

/** @returns ISO 8601 with an offset. Text without one is read in the workflow's time zone. */
export const moment: Check<string> = (value, { timezone }) => {
	const written = writtenText(value);
	if (written !== undefined && Number.isFinite(Number(written || NaN))) refuseNumber(written);
	const milliseconds = written === undefined ? momentOf(value) : momentIn(written, timezone);
	const shown = written === undefined ? kindOf(value) : quoted(written);
	if (milliseconds === undefined)
		return throwInputError(`{field} is not a date and time: ${shown}`, advice);
	if (Number.isNaN(milliseconds)) {
		return throwInputError(
			`{field} is not a date and time that exists: ${shown}`,
			'Check the day, the hour and the offset.',
		);
	}
	return milliseconds >= 0 && milliseconds < latest
		? inZone(milliseconds, timezone)
		: throwInputError(`{field} is not a date and time from 1970 to 9999: ${shown}`, advice);
};

/** The same for a parameter that may be empty. */
export const orNone =
	(check: Check<string>): Check<string | undefined> =>
	(value, entered) =>
		value === '' || value === null ? undefined : check(value, entered);

export const momentAfter =
	(parameter: string, label: string): Check<string> =>
	(value, entered) => {
		const checked = moment(value, entered);
		if (Date.parse(String(entered.values[parameter])) > Date.parse(checked)) {
			throwInputError(`{field} is before ${label}`, `Choose a time after ${label}.`);
		}
		return checked;
	};
