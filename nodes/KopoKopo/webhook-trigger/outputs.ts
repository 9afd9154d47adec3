import type { INodeParameters } from 'n8n-workflow';

import { results } from '../api/endpoints';
import { events } from '../payloads/events';

type Named = ReadonlyArray<readonly [value: string, name: string]>;

/**
 * The outputs of a trigger, in the order shown: one, or one per selected event or result type.
 *
 * n8n evaluates this in an expression, as text: it may use nothing but what it is given, and what every
 * JavaScript has.
 */
export function outputsOf(
	parameters: INodeParameters,
	allEvents: Named,
	allResults: Named,
): Array<{ type: 'main'; value: string; displayName?: string }> {
	if (parameters.outputMode !== 'perEvent') return [{ type: 'main', value: '' }];
	const forResults = parameters.triggerOn === 'requestResults';
	const known = forResults ? allResults : allEvents;
	const selected = ((forResults ? parameters.resultTypes : parameters.events) || []) as string[];
	const everything = forResults && selected.length === 0;
	const options = (parameters.options || {}) as { otherEvents?: string };
	const others = (forResults ? '' : (options.otherEvents ?? ''))
		.split(',')
		.map((topic) => topic.trim())
		.filter((topic, index, list) => topic !== '' && list.indexOf(topic) === index)
		.filter((topic) => !selected.includes(topic));
	const outputs = known
		.filter(([value]) => everything || selected.includes(value))
		.concat(others.map((topic) => [topic, topic]))
		// For types that the list does not know.
		.concat(everything ? [['', 'Other']] : []);
	return outputs.map(([value, displayName]) => ({ type: 'main', value, displayName }));
}

const eventOutputs: Named = Object.entries(events).map(([topic, { output }]) => [topic, output]);
const resultOutputs: Named = results.map(([type, { output }]) => [type, output]);

const parametersInUse = ['outputMode', 'triggerOn', 'events', 'resultTypes', 'options'];

/** The outputs of a trigger, given what gives the values of its parameters. */
export function outputsFor(parameter: (name: string) => unknown) {
	const values = parametersInUse.map((name) => [name, parameter(name)] as const);
	return outputsOf(Object.fromEntries(values) as INodeParameters, eventOutputs, resultOutputs);
}

/** The same as the expression that n8n's descriptions take for outputs that depend on parameters. */
export const outputsExpression: `={{${string}}}` = `={{ (${outputsOf.toString()})($parameter, ${JSON.stringify(eventOutputs)}, ${JSON.stringify(resultOutputs)}) }}`;
