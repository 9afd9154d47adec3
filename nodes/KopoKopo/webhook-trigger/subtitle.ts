import type { INodeParameters } from 'n8n-workflow';

import { results } from '../api/endpoints';
import { events } from '../payloads/events';

type Named = ReadonlyArray<readonly [value: string, name: string]>;

/**
 * The first name, and how many more. n8n evaluates this as text in an expression, so it may use only its arguments and
 * plain JavaScript. A parameter with an expression may have any value.
 */
export function subtitleOf(parameters: INodeParameters, named: Named): string {
	const forResults = parameters.triggerOn === 'requestResults';
	const options = (parameters.options || {}) as { otherEvents?: unknown };
	const chosen = [forResults ? parameters.resultTypes : parameters.events].flat();
	const others = forResults ? '' : String(options.otherEvents || '');
	const [first, ...more] = chosen
		.concat(others.split(',').map((topic) => topic.trim()))
		.filter((value): value is string => typeof value === 'string' && value !== '');
	if (first === undefined) return forResults ? 'Request Results' : '';
	const [, name = first] = named.find(([value]) => value === first) || [];
	return more.length > 0 ? `${name} +${more.length}` : name;
}

const names: Named = [
	...Object.entries(events).map(([topic, { name }]) => [topic, name] as const),
	...results.map(([type, { name }]) => [type, name] as const),
];

export const subtitle = `={{ (${subtitleOf.toString()})($parameter, ${JSON.stringify(names)}) }}`;
