import { randomUUID } from 'node:crypto';
import type { Execution } from '../host/executions.mts';
import type { Credential, StoredWorkflow, WorkflowDraft } from '../host/rest-client.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import { example, type Changes } from '../workflows/example.mts';
import { readPage, type Page } from './examples.mts';
import { FormPages, sendForm, textOf, type Login } from './forms.mts';

/** The execution behind a form that a person has sent, and the pages that follow. */
export interface Sent {
	/** The address of the next page, as the browser opens it. */
	url: string;
	/** Waits for the next page that needs an answer, and returns its HTML. */
	question(login: Login): Promise<string>;
	/** The HTTP status of an answer to that page. */
	answer(value: string, login?: Login): Promise<number>;
	/** Waits for the last page and, as its script does in a browser, lets the execution continue. */
	lastPage(): Promise<Page>;
	execution(): Promise<Execution>;
}

/** An active example in which one person asks and another one approves. */
export interface ApprovalExample {
	workflow: StoredWorkflow;
	draft: WorkflowDraft;
	/** The name of its data table. */
	table: string;
	/** The form's production URL, by the name of its node. */
	urlOf(form: string): string;
	asker: Login;
	approver: Login;
	/** Sends a form with its values in the order of its fields. */
	send(form: string, login: Login, ...values: Array<string | File>): Promise<Sent>;
	/** The HTTP status of a form that is sent with this login or without one. */
	statusOf(form: string, login?: Login): Promise<number>;
}

export interface Names {
	/** The name that the file has for the login of the person who asks. */
	asker: string;
	/** The data table, of which each test file gets its own. */
	table: string;
}

/** Opens an example with two forms, with two logins, a data table of its own and URLs of its own. */
export async function openApprovalExample(
	env: Environment,
	name: string,
	names: Names,
	changes: Changes = {},
	settings: Record<string, unknown> = {},
	others: Credential[] = [],
): Promise<ApprovalExample> {
	const login = async (loginName: string): Promise<[Credential, Login]> => {
		const data = { user: loginName.split(' ')[0]!.toLowerCase(), password: randomUUID() };
		const draft = { name: loginName, type: 'httpBasicAuth', data };
		return [await env.rest.createCredential(draft), data];
	};
	const [askerCredential, asker] = await login(names.asker);
	const [approverCredential, approver] = await login('Approver login');
	const credentials = [env.credential, askerCredential, approverCredential, ...others];
	const draft = await example(name, credentials, changes);
	const table = `${names.table} ${randomUUID()}`;
	for (const node of draft.nodes) {
		if (node.type === 'n8n-nodes-base.formTrigger') node.webhookId = randomUUID();
		if (node.parameters.tableName === names.table) node.parameters.tableName = table;
	}
	const workflow = await env.open({ ...draft, settings: { ...draft.settings, ...settings } });
	const urlOf = (form: string) =>
		`${env.url}/form/${draft.nodes.find((node) => node.name === form)!.webhookId}`;
	return {
		workflow,
		draft,
		table,
		urlOf,
		asker,
		approver,
		send: async (form, by, ...values) =>
			sentForm(env, workflow, await FormPages.start(urlOf(form), values, by)),
		statusOf: async (form, by) => (await sendForm(urlOf(form), ['x'], by)).status,
	};
}

/** The lines that the approver reads, from the HTML of the page. */
export function linesOf(html: string): string[] {
	const [, shown = ''] =
		/<div class="form-group html">([^]*?)<input type="hidden"/.exec(html) ?? [];
	return shown
		.split(/<\/(?:p|li|h3)>/)
		.map(textOf)
		.filter(Boolean);
}

const sentForm = (env: Environment, workflow: StoredWorkflow, pages: FormPages): Sent => ({
	url: pages.url,
	question: (by) => pages.question(by),
	answer: (value, by) => pages.answer(value, by),
	lastPage: async () => readPage(await pages.lastPage()),
	execution: () => env.execution(workflow, pages.executionId),
});
