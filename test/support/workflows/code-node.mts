import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';

import type { WorkflowDraft } from '../host/rest-client.mts';

type Json = Record<string, unknown>;

const asNode = (items: Json[]) => ({
	all: () => items.map((json) => ({ json })),
	first: () => ({ json: items[0] }),
});

/** Runs a Code node of an example with its input and the outputs of other nodes. Returns its first item. */
export function runCodeNode(
	example: string,
	name: string,
	input: Json[],
	outputs: Record<string, Json[]>,
): Json {
	const { nodes } = JSON.parse(readFileSync(`examples/${example}.json`, 'utf8')) as WorkflowDraft;
	const code = nodes.find((node) => node.name === name)!.parameters.jsCode;
	const body = compileFunction(String(code), ['$', '$input']) as (
		...values: unknown[]
	) => Array<{ json: Json }>;
	return body((node: string) => asNode(outputs[node]!), asNode(input))[0]!.json;
}
