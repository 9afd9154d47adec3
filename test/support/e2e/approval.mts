import { randomUUID } from 'node:crypto';
import type { Execution } from '../host/executions.mts';
import type { Credential, StoredWorkflow, WorkflowDraft } from '../host/rest-client.mts';
import { waitFor } from '../host/wait.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import { example, type Changes } from '../workflows/example.mts';
import { readPage, textOf, type Page } from './examples.mts';

const seconds = 120;

export interface Login {
	user: string;
	password: string;
}

const authorization = ({ user, password }: Login) => ({
	authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

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
	const post = (url: string, values: Array<string | File>, by?: Login) => {
		const body = new FormData();
		values.forEach((value, index) => body.append(`field-${index}`, value));
		return fetch(url, { method: 'POST', body, headers: by ? authorization(by) : {} });
	};
	return {
		workflow,
		draft,
		urlOf,
		asker,
		approver,
		async send(form, by, ...values) {
			const answer = await post(urlOf(form), values, by);
			const { formWaitingUrl } = (await answer.json()) as { formWaitingUrl: string };
			return sentForm(env, workflow, formWaitingUrl, post);
		},
		statusOf: async (form, by) => (await post(urlOf(form), ['x'], by)).status,
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

function sentForm(
	env: Environment,
	workflow: StoredWorkflow,
	url: string,
	post: (url: string, values: string[], by?: Login) => Promise<Response>,
): Sent {
	const statusUrl = new URL(url);
	const executionId = statusUrl.pathname.split('/').at(-1)!;
	statusUrl.pathname += '/n8n-execution-status';
	const nextPage = () =>
		waitFor('next page of the form', seconds, async () => {
			const status = await (await fetch(statusUrl)).text();
			if (['success', 'error', 'crashed'].includes(status)) {
				throw new Error(`The execution ended without a page: ${status}`);
			}
			return status === 'form-waiting' || undefined;
		});
	return {
		url,
		async question(by) {
			await nextPage();
			const answer = await fetch(url, { headers: authorization(by) });
			return answer.text();
		},
		answer: async (value, by) => (await post(url, ['', value], by)).status,
		async lastPage() {
			await nextPage();
			const page = readPage(await (await fetch(url)).text());
			await fetch(url, { method: 'POST' });
			return page;
		},
		execution: () => env.execution(workflow, executionId),
	};
}
