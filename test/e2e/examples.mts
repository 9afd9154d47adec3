import { readFile } from 'node:fs/promises';
import type { Bench } from './bench.mts';
import type {
	Credential,
	StoredWorkflow,
	WorkflowDraft,
	WorkflowNode,
} from '../host/rest-client.mts';

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

const formLogin: Omit<Credential, 'id'> = {
	name: 'Form login',
	type: 'httpBasicAuth',
	data: { user: 'cashier', password: 'Lipa-na-form-1' },
};

/** An example that is active, and begins with a form. */
export interface FormExample {
	workflow: StoredWorkflow;
	/** Sends the form with its values in the order of its fields. */
	submit(...values: Array<string | File>): Promise<Response>;
	/** Sends it without the login. */
	submitAsAnybody(...values: string[]): Promise<Response>;
}

/** Opens an example that begins with a form that asks for a login. */
export async function openFormExample(
	bench: Bench,
	name: string,
	changes: Changes = {},
): Promise<FormExample> {
	const login = await bench.rest.createCredential(formLogin);
	const draft = await example(name, [bench.credential, login], changes);
	const workflow = await bench.open(draft);
	const form = draft.nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger')!;
	const { user, password } = formLogin.data;
	const send = async (values: Array<string | File>, headers: Record<string, string>) => {
		const body = new FormData();
		values.forEach((value, index) => body.append(`field-${index}`, value));
		return fetch(`${bench.url}/form/${form.webhookId}`, { method: 'POST', headers, body });
	};
	return {
		workflow,
		submit: (...values) =>
			send(values, {
				authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
			}),
		submitAsAnybody: (...values) => send(values, {}),
	};
}
