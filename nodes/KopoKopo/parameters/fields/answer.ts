import type { Endpoint } from '../../api/endpoints';
import { flag, keyText, numberFrom, numberUpTo } from '../checks';
import { field, shownFor, type ValueField } from '../field';

const titleOf = (noun: string): string =>
	noun.replace(/(^| )[a-z]/g, (initial) => initial.toUpperCase());

/** The one value that a request of a status needs; whether it can be used, only its path tells. */
export const locationField = ({ noun }: Endpoint): ValueField =>
	field({
		displayName: `${titleOf(noun)} ID or URL`,
		name: 'location',
		required: true,
		placeholder: 'e.g. 247b1bd8-f5a0-4b71-a898-f62f67b8ae1c',
		description: `The id or the location that came back when the ${noun} was created`,
		check: (value) => (typeof value === 'string' ? keyText(value) : value),
	});

export const simplifyField = (more: Partial<ValueField> = {}): ValueField =>
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

/** Minutes for which an execution waits in n8n's database, where the user says nothing. */
export const defaultMinutes = 5;

export const timeoutMinutesOption: ValueField = field({
	displayName: 'Timeout (Minutes)',
	name: 'timeoutMinutes',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: mostMinutes },
	default: defaultMinutes,
	description:
		'How long to wait. After that, the workflow continues with timedOut set to true. N8n checks once a minute.',
	check: numberUpTo(mostMinutes, 'minutes'),
});

const whileWaiting = shownFor('waitForResult', true);
const seconds = numberFrom(1, 86_400, 'seconds');

/** What every operation has whose result can be waited for. */
export const waitFields: readonly ValueField[] = [
	field({
		displayName: 'Wait for Result',
		name: 'waitForResult',
		type: 'boolean',
		default: true,
		description:
			'Whether to check the status until it is final and return the result, such as whether the money moved, instead of only an ID',
		check: flag,
	}),
	field({
		displayName: 'Wait Timeout (Seconds)',
		name: 'waitTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 120,
		description:
			'How long to wait. After that, the last known status is returned with timedOut set to true: the result may still come.',
		check: seconds,
		...whileWaiting,
	}),
	field({
		displayName: 'Wait Interval (Seconds)',
		name: 'waitInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 3,
		description: 'How long to wait between two checks of the status',
		check: seconds,
		...whileWaiting,
	}),
	simplifyField(whileWaiting),
];
