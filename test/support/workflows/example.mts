import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';

/** The examples, by the names of their files. */
export const exampleNames = (): string[] =>
	readdirSync('examples')
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.replace('.json', ''));

/** Parameters to set, by node: values that a user enters, or waits that a test shortens. */
export type Changes = Record<string, WorkflowNode['parameters']>;

/** An example workflow with these changes, and with the credentials that its user chooses after the import. */
export async function example(
	name: string,
	credentials: Credential[],
	changes: Changes = {},
): Promise<WorkflowDraft> {
	const draft = JSON.parse(await readFile(`examples/${name}.json`, 'utf8')) as WorkflowDraft;
	const chosen = (wanted: WorkflowNode['credentials'] = {}) =>
		Object.fromEntries(
			Object.entries(wanted).flatMap(([type, { name: wantedName }]) => {
				const ofType = credentials.filter((one) => one.type === type);
				const found = ofType.find((one) => one.name === wantedName) ?? ofType[0];
				return found ? [[type, { id: found.id, name: found.name }]] : [];
			}),
		);
	const nodes = draft.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...changes[node.name] },
		...(node.credentials && { credentials: chosen(node.credentials) }),
	}));
	return { ...draft, nodes };
}
