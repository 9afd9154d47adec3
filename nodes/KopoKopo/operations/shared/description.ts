import type { INodeProperties, IParameterBuilderHint } from 'n8n-workflow';

import { compareNames } from '../../lib/compare-names';
import { propertyOf } from '../../parameters/field';
import { requestOptionsField } from '../../parameters/request-options';
import { moneyHints } from './hints';
import type { Operation, Resource } from './types';

const byName = <Named extends { name: string }>(list: readonly Named[]): Named[] =>
	[...list].sort((one, other) => compareNames(one.name, other.name));

function builderHintOf({ call, builderHint }: Operation): IParameterBuilderHint | undefined {
	const hints = [call.movesMoney && moneyHints[call.movesMoney], builderHint?.propertyHint];
	const propertyHint = hints.filter(Boolean).join(' ');
	return propertyHint === '' ? undefined : { ...builderHint, propertyHint };
}

const operationProperty = ({ value, operations, default: initial }: Resource): INodeProperties => ({
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: [value] } },
	options: byName(operations).map((operation) => {
		const { name, value, action, description } = operation;
		return { name, value, action, description, builderHint: builderHintOf(operation) };
	}),
	default: initial,
});

const parametersOf = ({ value: resource }: Resource, { value, fields }: Operation) =>
	fields.map((field): INodeProperties => {
		const property = propertyOf(field);
		const show = { resource: [resource], operation: [value], ...property.displayOptions?.show };
		return { ...property, displayOptions: { ...property.displayOptions, show } };
	});

export const propertiesOf = (
	resources: readonly Resource[],
	initial: string,
): INodeProperties[] => [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: byName(resources).map(({ name, value, description }) => ({
			name,
			value,
			description,
		})),
		default: initial,
	},
	...resources.map(operationProperty),
	...resources.flatMap((resource) =>
		resource.operations.flatMap((operation) => parametersOf(resource, operation)),
	),
	propertyOf(requestOptionsField),
];
