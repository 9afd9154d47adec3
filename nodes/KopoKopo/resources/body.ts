import {
	NodeOperationError,
	type IDataObject,
	type IExecuteSingleFunctions,
	type INodeProperties,
	type PreSendAction,
	type UserError,
} from 'n8n-workflow';

import { chosenVersion } from '../api/environments';
import { credentialName } from '../api/names';
import { isRecord } from '../payloads/values';
import type { Check, Entered } from './checks';

/** Where a parameter stands in the JSON body. */
export interface BodyPlace {
	/** Dotted path. */
	property: string;
	check: Check;
}

/** A property of the node that may stand in the body; n8n is not told of that. */
export interface Field extends INodeProperties {
	inBody?: BodyPlace;
}

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

/**
 * Whether a field counts for an item. n8n shows a field for whatever value an expression may give to the
 * parameter that it depends on; which one it is for this item is only known now.
 */
const counts = (context: IExecuteSingleFunctions, { displayOptions }: Field): boolean =>
	Object.entries(displayOptions?.show ?? {}).every(([name, values]) =>
		values?.includes(context.getNodeParameter(name, '') as string),
	);

/** The values that the user entered for fields, with the fields of a collection that were added to it. */
function enteredFields(
	context: IExecuteSingleFunctions,
	fields: readonly Field[],
): Array<[Field, unknown]> {
	return fields
		.filter((field) => field.inBody ?? field.type === 'collection')
		.filter((field) => counts(context, field))
		.flatMap((field): Array<[Field, unknown]> => {
			const value: unknown = context.getNodeParameter(field.name, '');
			if (field.type !== 'collection') return [[field, value]];
			const added = isRecord(value) ? value : {};
			return (field.options as Field[])
				.filter(({ name, inBody }) => inBody && name in added)
				.map((option) => [option, added[option.name]]);
		});
}

/**
 * Fills the body of an item's request from its parameters, each of them checked.
 *
 * n8n would do so from `routing` at each field, but reads every parameter two times more for that: with
 * expressions in them, that is most of the time that a node takes.
 *
 * @param preset what the body holds where no parameter says otherwise
 */
export function fillBody(fields: readonly Field[], preset: IDataObject): PreSendAction {
	return async function (request) {
		const body = structuredClone(preset);
		const entered = enteredIn(this);
		for (const [{ displayName, inBody }, value] of enteredFields(this, fields)) {
			const { property, check } = inBody!;
			let checked: unknown;
			try {
				checked = await check(value, entered);
			} catch (error) {
				throw refuseParameter(this, `${displayName} `, error);
			}
			if (checked !== undefined) setAt(body, property, checked);
		}
		return { ...request, body };
	};
}
