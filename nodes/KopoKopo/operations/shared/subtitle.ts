import type { INodeParameters } from 'n8n-workflow';

import type { Resource } from './types';

type Named = ReadonlyArray<
	readonly [value: string, name: string, operations: ReadonlyArray<readonly [string, string]>]
>;

/**
 * What a node does, as the canvas shows it below its name, such as "Request Payment: STK Push".
 *
 * n8n evaluates this in an expression, as text: it may use nothing but what it is given, and what every
 * JavaScript has. A value that no list knows shows as it is.
 */
export function subtitleOf({ resource, operation }: INodeParameters, named: Named): string {
	const [, resourceName = resource, operations = []] =
		named.find(([value]) => value === resource) || [];
	const [, operationName = operation] = operations.find(([value]) => value === operation) || [];
	return [operationName, resourceName]
		.filter((name) => typeof name === 'string' && name !== '')
		.join(': ');
}

/** The same as the expression that n8n's descriptions take. */
export function subtitleFor(resources: readonly Resource[]): string {
	const named: Named = resources.map(({ value, name, operations }) => [
		value,
		name,
		operations.map((operation) => [operation.value, operation.name]),
	]);
	return `={{ (${subtitleOf.toString()})($parameter, ${JSON.stringify(named)}) }}`;
}
