import type { INodeParameters } from 'n8n-workflow';

import type { Resource } from './types';

type Named = ReadonlyArray<
	readonly [value: string, name: string, operations: ReadonlyArray<readonly [string, string]>]
>;

/** n8n evaluates the source of this function in an expression: it can only use its parameters and built-ins. */
export function subtitleOf({ resource, operation }: INodeParameters, named: Named): string {
	const [, resourceName = resource, operations = []] =
		named.find(([value]) => value === resource) || [];
	const [, operationName = operation] = operations.find(([value]) => value === operation) || [];
	return [operationName, resourceName]
		.filter((name) => typeof name === 'string' && name !== '')
		.join(': ');
}

export function subtitleFor(resources: readonly Resource[]): string {
	const named: Named = resources.map(({ value, name, operations }) => [
		value,
		name,
		operations.map((operation) => [operation.value, operation.name]),
	]);
	return `={{ (${subtitleOf.toString()})($parameter, ${JSON.stringify(named)}) }}`;
}
