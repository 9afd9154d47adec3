import type { Endpoint } from '../../api/endpoints';
import { flag, keyText, numberFrom, numberUpTo } from '../checks';
import { field, shownFor, type ValueField, type FieldChanges } from '../field';

const titleOf = (noun: string): string =>
	noun.replace(/(^| )[a-z]/g, (initial) => initial.toUpperCase());

export const locationField = ({ noun }: Endpoint) =>
	field({
		displayName: `${titleOf(noun)} ID or URL`,
		name: 'location',
		required: true,
		placeholder: 'e.g. 247b1bd8-f5a0-4b71-a898-f62f67b8ae1c',
		description: `The id or location that the node returned when it created the ${noun}`,
		check: (value) => (typeof value === 'string' ? keyText(value) : value),
	});

export const simplifyField = (more: FieldChanges<boolean> = {}) =>
	field({
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		check: flag,
		...more,
	});

const mostMinutes = 1440;

export const defaultMinutes = 5;

export const timeoutMinutesOption = field({
	displayName: 'Timeout (Minutes)',
	name: 'timeoutMinutes',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: mostMinutes },
	default: defaultMinutes,
	description:
		'How long to wait before the workflow continues with timedOut set to true, give or take a minute',
	check: numberUpTo(mostMinutes, 'minutes'),
});

const whileWaiting = shownFor('waitForResult', true);
const seconds = numberFrom(1, 86_400, 'seconds');

export const waitForResultField = field({
	displayName: 'Wait for Result',
	name: 'waitForResult',
	type: 'boolean',
	default: true,
	description:
		'Whether to wait until the result is known, such as paid or not paid, instead of only sending',
	check: flag,
});

export const defaultWait = { timeout: 120, interval: 3 } as const;

export const waitTimeoutField = (more: FieldChanges<number> = {}) =>
	field({
		displayName: 'Wait Timeout (Seconds)',
		name: 'waitTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: defaultWait.timeout,
		description:
			'How long to wait before returning the last known status with timedOut set to true',
		check: seconds,
		...more,
	});

export const waitIntervalField = (more: FieldChanges<number> = {}) =>
	field({
		displayName: 'Wait Interval (Seconds)',
		name: 'waitInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: defaultWait.interval,
		description: 'How long to wait between two checks of the status',
		check: seconds,
		...more,
	});

export const waitingFields: readonly ValueField[] = [
	waitTimeoutField(whileWaiting),
	waitIntervalField(whileWaiting),
	simplifyField(whileWaiting),
];

export const waitFields: readonly ValueField[] = [waitForResultField, ...waitingFields];
