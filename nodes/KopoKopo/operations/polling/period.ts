import { throwInputError } from '../../api/input-error';

/** In seconds since the epoch, both ends included. */
export interface Period {
	from: number;
	to: number;
}

export interface SoughtPeriod extends Period {
	/** Whether it ends when the node runs. */
	endsNow: boolean;
}

/** In seconds. Kopo Kopo was seen to fail with "Time range too large", and does not document its limit. */
const day = 24 * 60 * 60;

const mostDays = 31;

/** Where clocks change, one of the days has 25 hours. */
const longest = mostDays * day + 60 * 60;

const secondsOf = (time: string | undefined): number | undefined =>
	time === undefined ? undefined : Date.parse(time) / 1000;

/**
 * @param now in seconds since the epoch. @param times ISO 8601; by default the last 24 hours
 * @throws InputError for a period that is longer than 31 days or has not begun
 */
export function periodOf(now: number, times: { fromTime?: string; toTime?: string }): SoughtPeriod {
	const to = secondsOf(times.toTime) ?? now;
	const from = secondsOf(times.fromTime) ?? to - day;
	if (from > to) {
		throwInputError('From Time is in the future.', 'Choose a From Time in the past.');
	}
	if (to - from > longest) {
		throwInputError(
			`The period from From Time to To Time is longer than ${mostDays} days.`,
			'Choose a later From Time, or an earlier To Time.',
		);
	}
	return { from, to, endsNow: times.toTime === undefined };
}

/** The parts of a period, of a day at most. Each begins where the one before it ends. */
export function windowsOf({ from, to }: Period): Period[] {
	const count = Math.max(1, Math.ceil((to - from) / day));
	return Array.from({ length: count }, (_, index) => ({
		from: from + index * day,
		to: Math.min(to, from + (index + 1) * day),
	}));
}

/** Seconds by which clocks may differ: Kopo Kopo's is read some time later. */
const tolerance = 10;

/** What a slow clock of n8n leaves out, since the payment may be seconds old. @param serverTime Kopo Kopo's clock */
export const missedAtEnd = ({ to, endsNow }: SoughtPeriod, serverTime = to): Period | undefined =>
	endsNow && serverTime > to + tolerance ? { from: to, to: serverTime } : undefined;
