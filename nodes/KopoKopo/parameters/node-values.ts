import {
	NodeOperationError,
	type IHookFunctions,
	type IPollFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { joinSentences } from '../api/error-text';
import { InputError } from '../api/input-error';
import { attempt } from '../lib/attempt';
import type { ApiVersion } from '../payloads/events';
import type { Field, ValuesOf } from './field';
import { readValues } from './read';

/** @throws NodeOperationError that names the parameters with input errors */
export function valuesOf<const Fields extends readonly Field[]>(
	context: IHookFunctions | IPollFunctions | IWebhookFunctions,
	fields: Fields,
	apiVersion: ApiVersion,
): ValuesOf<Fields> {
	const outcome = attempt(() =>
		readValues(fields, ({ name, default: initial }) => context.getNodeParameter(name, initial), {
			timezone: context.getTimezone(),
			apiVersion,
			written: context.getNode().parameters,
		}),
	);
	if ('value' in outcome) return outcome.value;
	const { thrown } = outcome;
	if (!(thrown instanceof InputError)) throw thrown;
	throw new NodeOperationError(context.getNode(), joinSentences(thrown.message, thrown.advice));
}
