import { readFile } from 'node:fs/promises';
import type { Credential, WorkflowDraft } from './host/rest-client.mts';

/** An example workflow as it is, but for the credential, which its user chooses after the import. */
export async function example(name: string, { id, type }: Credential): Promise<WorkflowDraft> {
	const draft = JSON.parse(await readFile(`examples/${name}.json`, 'utf8')) as WorkflowDraft;
	const nodes = draft.nodes.map((node) =>
		node.credentials?.[type]
			? { ...node, credentials: { [type]: { ...node.credentials[type], id } } }
			: node,
	);
	return { ...draft, nodes };
}
