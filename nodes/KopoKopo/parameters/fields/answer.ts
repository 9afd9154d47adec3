import type { Endpoint } from '../../api/endpoints';
import { anything, flag, numberFrom, numberUpTo } from '../checks';
import { field, shownFor, type ValueField } from '../field';

/** The one value that a request of a status needs; whether it can be used, only its path tells. */
export const locationField = ({ noun, versions, collection }: Endpoint): ValueField =>
	field({
		displayName: 'Location',
		name: 'location',
		required: true,
		placeholder: `e.g. https://api.kopokopo.com/api/${versions[0]}/${collection}/247b1bd8-f5a0-4b71-a898-f62f67b8ae1c`,
		description: `The Location that came back when the ${noun} was created, or its ID`,
		check: anything,
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
		'Minutes after which the workflow goes on without a result, with timedOut set to true. N8n looks once a minute.',
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
		default: false,
		description:
			'Whether to look the status up until it is final, and return the result in place of the acknowledgement',
		check: flag,
	}),
	field({
		displayName: 'Wait Timeout',
		name: 'waitTimeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 120,
		description:
			'Seconds after which the last status seen is returned, with timedOut set to true. That is no error: the result may still come.',
		check: seconds,
		...whileWaiting,
	}),
	field({
		displayName: 'Wait Interval',
		name: 'waitInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 3,
		description: 'Seconds between two looks',
		check: seconds,
		...whileWaiting,
	}),
	simplifyField(whileWaiting),
];
