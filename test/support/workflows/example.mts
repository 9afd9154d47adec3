import { readFile } from 'node:fs/promises';
import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';

/** Parameters to set, by node: what a user fills in, or a wait that a test shortens. */
export type Changes = Record<string, WorkflowNode['parameters']>;

/** An example workflow as it is, but for the credentials, which its user chooses after the import, and the changes. */
export async function example(
	name: string,
	credentials: Credential[],
	changes: Changes = {},
): Promise<WorkflowDraft> {
	const draft = JSON.parse(await readFile(`examples/${name}.json`, 'utf8')) as WorkflowDraft;
	const chosen = (wanted: WorkflowNode['credentials'] = {}) =>
		Object.fromEntries(
			credentials
				.filter(({ type }) => type in wanted)
				.map(({ id, name, type }) => [type, { id, name }]),
		);
	const nodes = draft.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...changes[node.name] },
		...(node.credentials && { credentials: chosen(node.credentials) }),
	}));
	return { ...draft, nodes };
}
