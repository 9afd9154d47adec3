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
		builderHint: {
			propertyHint:
				"Such as expr('{{ $json.location }}') behind the node that created it. Not an M-PESA receipt.",
		},
		check: (value) => (typeof value === 'string' ? keyText(value) : value),
	});

export const simplifyField = (more: FieldChanges<boolean> = {}) =>
	field({
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		builderHint: { propertyHint: 'Keep true: the item then has flat keys.' },
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
	builderHint: {
		propertyHint:
			'Keep true. With false the item has only id, location and type, and the result goes to options.callbackUrl.',
	},
	check: flag,
});

/** In seconds. */
export const defaultWaitTimeout = 120;
export const defaultWaitInterval = 3;

export const waitTimeoutField = (more: FieldChanges<number> = {}) =>
	field({
		displayName: 'Wait Timeout (Seconds)',
		name: 'waitTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: defaultWaitTimeout,
		description:
			'How long to wait before returning the last known status with timedOut set to true',
		builderHint: { propertyHint: 'timedOut true means not known yet. Use getStatus later.' },
		check: seconds,
		...more,
	});

export const waitIntervalField = (more: FieldChanges<number> = {}) =>
	field({
		displayName: 'Wait Interval (Seconds)',
		name: 'waitInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: defaultWaitInterval,
		description:
			'Longest time between two checks of the status. The first checks are closer together.',
		check: seconds,
		...more,
	});

export const waitingFields: readonly ValueField[] = [
	waitTimeoutField(whileWaiting),
	waitIntervalField(whileWaiting),
	simplifyField(whileWaiting),
];

export const waitFields: readonly ValueField[] = [waitForResultField, ...waitingFields];
