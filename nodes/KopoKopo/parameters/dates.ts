import { refuse } from '../api/refusal';
import { isRecord } from '../payloads/values';
import { kindOf, quoted } from './checks';
import type { Check } from './field';

const withoutOffset = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/;
const withOffset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

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

/** Milliseconds since the epoch, or NaN: from a date, from n8n's `$now`, or from text in a time zone. */
function momentOf(value: unknown, timeZone: string): number {
	if (value instanceof Date) return value.getTime();
	if (isRecord(value) && typeof value.toMillis === 'function') return Number(value.toMillis());
	const written = typeof value === 'string' ? value.trim() : '';
	if (withOffset.test(written)) return Date.parse(written.replace(' ', 'T'));
	if (!withoutOffset.test(written)) return NaN;
	const asUtc = Date.parse(`${written.replace(' ', 'T')}${written.length > 10 ? 'Z' : ''}`);
	if (Number.isNaN(asUtc)) return NaN;
	// The offset is that of the moment meant, not of the same reading in UTC: near a change they differ.
	return asUtc - offsetAt(asUtc - offsetAt(asUtc, timeZone) * 60_000, timeZone) * 60_000;
}

/** A moment as n8n gives it, as ISO 8601 with an offset. Text without one is read in the workflow's zone. */
export const moment: Check = (value, { timezone }) => {
	const milliseconds = momentOf(value, timezone);
	if (!(milliseconds >= 0 && milliseconds < latest)) {
		return refuse(
			`is not a date and time: ${typeof value === 'string' ? quoted(value) : kindOf(value)}`,
			'Select one, or write it as 2026-01-31T08:00:00 or 2026-01-31T08:00:00+03:00.',
		);
	}
	return inZone(milliseconds, timezone);
};

/** The same, not before the moment in another parameter. */
export const momentAfter =
	(parameter: string, label: string): Check =>
	(value, entered) => {
		const checked = moment(value, entered) as string;
		if (Date.parse(String(entered.values[parameter])) > Date.parse(checked)) {
			refuse(`is before ${label}`, `Choose a time after ${label}.`);
		}
		return checked;
	};
