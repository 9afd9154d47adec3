import {
	NodeOperationError,
	type IExecuteSingleFunctions,
	type INodePropertyRouting,
	type PreSendAction,
	type UserError,
} from 'n8n-workflow';

import { chosenVersion } from '../api/environments';
import type { Check, Entered } from './checks';
import { credentialName } from './names';

/** The error for a parameter that cannot be sent: it names the item and what to do. */
export function refuseParameter(
	context: IExecuteSingleFunctions,
	label: string,
	error: unknown,
): NodeOperationError {
	const { message, description } = error as UserError;
	const itemIndex = context.getItemIndex();
	return new NodeOperationError(context.getNode(), `${label}${message} [item ${itemIndex}]`, {
		itemIndex,
		description: description ?? undefined,
	});
}

const enteredIn = (context: IExecuteSingleFunctions): Entered => ({
	parameter: (name) => context.getNodeParameter(name, undefined),
	timezone: () => context.getTimezone(),
	apiVersion: async () => chosenVersion(await context.getCredentials(credentialName)),
});

function setAt(target: Record<string, unknown>, path: string, value: unknown): void {
	const [first = '', ...rest] = path.split('.');
	if (rest.length === 0) {
		target[first] = value;
		return;
	}
	const inner = (target[first] ??= {}) as Record<string, unknown>;
	setAt(inner, rest.join('.'), value);
}

export interface BodyParameter {
	/** Where the parameter stands, such as `options.email`. */
	parameter: string;
	/** Its display name, for messages. */
	label: string;
	/** Dotted path in the JSON body. */
	property: string;
	check: Check;
	/** Values of other parameters for which this one counts: those that it shows for. */
	shownFor?: Record<string, unknown>;
}

/**
 * Routing of a parameter that goes into the body: it is checked for every item before that item's
 * request is sent. n8n shows a field for whatever value an expression may give to the parameter that it
 * depends on; whether it counts is told here, item by item.
 */
export function bodyRouting({
	parameter,
	label,
	property,
	check,
	shownFor = {},
}: BodyParameter): INodePropertyRouting {
	const conditions = Object.entries(shownFor);
	const setBodyValue: PreSendAction = async function (request) {
		const counts = conditions.every(([name, values]) =>
			(values as unknown[]).includes(this.getNodeParameter(name, undefined)),
		);
		if (!counts) return request;
		const value = this.getNodeParameter(parameter, '');
		let checked: unknown;
		try {
			checked = await check(value, enteredIn(this));
		} catch (error) {
			throw refuseParameter(this, `${label} `, error);
		}
		if (checked !== undefined) setAt(request.body as Record<string, unknown>, property, checked);
		return request;
	};
	return { send: { preSend: [setBodyValue] } };
}
