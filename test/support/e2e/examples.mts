import { randomUUID } from 'node:crypto';
import type { Execution } from '../host/executions.mts';
import type { Credential, StoredWorkflow } from '../host/rest-client.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import { example, type Changes } from '../workflows/example.mts';
import { FormPages, sendForm, textOf, type Login } from './forms.mts';

const login = { user: 'cashier', password: 'Lipa-na-form-1' } satisfies Login;

const formLogin: Omit<Credential, 'id'> = {
	name: 'Form login',
	type: 'httpBasicAuth',
	data: login,
};

/** The page that a form ends with, as text. */
export interface Page {
	title: string;
	lines: string[];
}

/** Someone who has sent a form and keeps its page open. */
export interface Visit {
	executionId: string;
	/** Waits for a page with a question, answers it, and returns what the page showed. */
	answer(value: string): Promise<string>;
	/** Waits for the last page and, as its script does in a browser, lets the execution continue. */
	lastPage(): Promise<Page>;
	/** The execution, once it has ended. */
	execution(): Promise<Execution>;
}

/** An active example that starts with a form. */
export interface FormExample {
	workflow: StoredWorkflow;
	/** The form's production URL. */
	url: string;
	/** Sends the form with its values in the order of its fields. */
	submit(...values: Array<string | File>): Promise<Visit>;
	/** The HTTP status that n8n answers without the login. */
	submitWithoutLogin(...values: string[]): Promise<number>;
}

/** Reads the title and the text of the page that a form ends with. */
export function readPage(html: string): Page {
	const [, title = '', message = ''] = /<h1>([^]*?)<\/h1>\s*<p[^>]*>([^]*?)<\/p>/.exec(html) ?? [];
	return { title: textOf(title), lines: message.split(/<br ?\/?>/).map(textOf) };
}

const visit = (env: Environment, workflow: StoredWorkflow, pages: FormPages): Visit => ({
	executionId: pages.executionId,
	async answer(value) {
		const shown = textOf(await pages.question(login));
		await pages.answer(value, login);
		return shown;
	},
	lastPage: async () => readPage(await pages.lastPage()),
	execution: () => env.execution(workflow, pages.executionId),
});

/** Opens an example that starts with a form, at its own URL. */
export async function openFormExample(
	env: Environment,
	name: string,
	changes: Changes = {},
	settings: Record<string, unknown> = {},
): Promise<FormExample> {
	const credential = await env.rest.createCredential(formLogin);
	const draft = await example(name, [env.credential, credential], changes);
	const form = draft.nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger')!;
	form.webhookId = randomUUID();
	const workflow = await env.open({ ...draft, settings: { ...draft.settings, ...settings } });
	const url = `${env.url}/form/${form.webhookId}`;
	return {
		workflow,
		url,
		submit: async (...values) => visit(env, workflow, await FormPages.start(url, values, login)),
		submitWithoutLogin: async (...values) => (await sendForm(url, values)).status,
	};
}
