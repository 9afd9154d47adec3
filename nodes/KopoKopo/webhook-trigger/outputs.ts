import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	IWebhookFunctions,
} from 'n8n-workflow';

import { results } from '../api/endpoints';
import { events } from '../payloads/events';

type Named = ReadonlyArray<readonly [value: string, name: string]>;

/** In the order shown. n8n evaluates this as text in an expression: only its arguments and plain JavaScript work. */
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
		// For types that aren't in the list.
		.concat(everything ? [['', 'Other']] : []);
	return outputs.map(([value, displayName]) => ({ type: 'main', value, displayName }));
}

const eventOutputs: Named = Object.entries(events).map(([topic, { output }]) => [topic, output]);
const resultOutputs: Named = results.map(([type, { output }]) => [type, output]);

const parametersInUse = ['outputMode', 'triggerOn', 'events', 'resultTypes', 'options'];

/** The item, on the output for its topic: the only one, or if the list doesn't have the topic, the last. */
export function toOutputs(
	context: IWebhookFunctions,
	topic: string,
	json: IDataObject,
): INodeExecutionData[][] {
	const values = parametersInUse.map((name): [string, unknown] => [
		name,
		context.getNodeParameter(name, ''),
	]);
	const parameters = Object.fromEntries(values) as INodeParameters;
	const topics = outputsOf(parameters, eventOutputs, resultOutputs).map(({ value }) => value);
	const index = topics.includes(topic) ? topics.indexOf(topic) : topics.length - 1;
	return topics.map((_, output) => (output === index ? [{ json }] : []));
}

export const outputsExpression: `={{${string}}}` = `={{ (${outputsOf.toString()})($parameter, ${JSON.stringify(eventOutputs)}, ${JSON.stringify(resultOutputs)}) }}`;
