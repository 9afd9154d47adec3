import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyRouting,
} from 'n8n-workflow';

import { exchange, type Preparation } from '../api/exchange';
import { fillBody, type Field } from './body';
import type { Call } from './call';
import { refuseRouting } from './custom-operations';
import { applyRequestOptions } from './request-options';
import { shareFields } from './shared-fields';
import { awaitResult, checkWait, waitFields } from './wait';

export interface Operation {
	/** In Title Case, for the list. */
	name: string;
	value: string;
	/** What it does, in a few words, for the node's panel. */
	action: string;
	description: string;
	call: Call;
	fields: Field[];
	/** Runs it for all items in place of the routing, where that cannot do what it does. */
	run?: (this: IExecuteFunctions) => Promise<INodeExecutionData[]>;
}

export interface Resource {
	name: string;
	value: string;
	description: string;
	operations: Operation[];
	/** Value of the operation that a new node begins with. */
	default: string;
}

const byName = <Named extends { name: string }>(list: readonly Named[]): Named[] =>
	[...list].sort((one, other) => one.name.localeCompare(other.name));

/** What an operation's request goes through before it is sent. */
export const preparationOf = ({
	call,
	fields,
}: Pick<Operation, 'call' | 'fields'>): Preparation => ({
	prepare: [
		applyRequestOptions,
		...(call.result ? [checkWait] : []),
		...(call.body ? [fillBody(fields, call.body)] : []),
		...(call.prepare ?? []),
		call.address,
	],
	movesMoney: call.movesMoney ?? false,
});

function routingOf(operation: Operation): INodePropertyRouting {
	const { method, answer, result } = operation.call;
	return {
		request: { method },
		send: { paginate: true },
		output: { postReceive: answer },
		operations: exchange(
			operation.run
				? { prepare: [refuseRouting(operation)], movesMoney: false }
				: preparationOf(operation),
			result && awaitResult(result.endpoint, result.answer),
		),
	};
}

/**
 * For a resource or an operation that is none of the node's, or an expression: n8n would send a request
 * all the same, to the root of the API. Every operation puts its own exchange in the place of this one.
 */
const unknownOperation: INodePropertyRouting = {
	send: { paginate: true },
	operations: exchange({
		prepare: [
			async function () {
				const { resource, operation } = this.getNode().parameters;
				throw new NodeOperationError(
					this.getNode(),
					`There is no operation "${String(operation)}" of "${String(resource)}". Choose both from their lists, not by an expression.`,
					{ itemIndex: this.getItemIndex() },
				);
			},
		],
		movesMoney: false,
	}),
};

/** What n8n is told of a field. */
function propertyOf(field: Field): INodeProperties {
	const property = { ...field };
	delete property.inBody;
	if (property.type === 'collection') property.options = (field.options as Field[]).map(propertyOf);
	return property;
}

function operationProperty({ value, operations, default: initial }: Resource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: byName(operations).map((operation) => ({
			name: operation.name,
			value: operation.value,
			action: operation.action,
			description: operation.description,
			routing: routingOf(operation),
		})),
		default: initial,
	};
}

/** An operation's fields in the order in which they show. */
function fieldsOf({ fields, call }: Operation): INodeProperties[] {
	const isOptions = ({ type }: Field) => type === 'collection';
	return [
		...fields.filter((field) => !isOptions(field)),
		...(call.result ? waitFields : []),
		...fields.filter(isOptions),
	].map(propertyOf);
}

/** The node's properties for a list of resources, of which a new node begins with one. */
export function propertiesOf(resources: readonly Resource[], initial: string): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			routing: unknownOperation,
			options: byName(resources).map(({ name, value, description }) => ({
				name,
				value,
				description,
			})),
			default: initial,
		},
		...resources.map(operationProperty),
		...shareFields(
			resources.flatMap(({ value, operations }) =>
				operations.map((operation) => ({
					resource: value,
					operation: operation.value,
					fields: fieldsOf(operation),
				})),
			),
		),
	];
}
