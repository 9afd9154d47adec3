import type { INodeProperties, INodePropertyRouting } from 'n8n-workflow';

export interface Operation {
	/** In Title Case, for the list. */
	name: string;
	value: string;
	/** What it does, in a few words, for the node's panel. */
	action: string;
	description: string;
	routing: INodePropertyRouting;
	fields: INodeProperties[];
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

function operationProperty({ value, operations, default: initial }: Resource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: byName(operations).map(({ name, value: operation, action, description, routing }) => ({
			name,
			value: operation,
			action,
			description,
			routing,
		})),
		default: initial,
	};
}

/** Fields show for their resource and operation alone, beside whatever they depend on themselves. */
function fieldsOf(resource: Resource, { value, fields }: Operation): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: {
				resource: [resource.value],
				operation: [value],
				...field.displayOptions?.show,
			},
		},
	}));
}

/**
 * The node's properties for a list of resources.
 *
 * @param routing what all operations share
 */
export function propertiesOf(
	resources: readonly Resource[],
	initial: string,
	routing: INodePropertyRouting,
): INodeProperties[] {
	return [
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
			routing,
		},
		...resources.map(operationProperty),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) => fieldsOf(resource, operation)),
		),
	];
}
