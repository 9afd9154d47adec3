import type { Credential, StoredWorkflow } from '../host/rest-client.mts';
import type { Bench } from '../shared-n8n/bench.mts';
import { example, type Changes } from '../workflows/example.mts';

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
