import { randomUUID } from 'node:crypto';
import type { Execution } from '../host/executions.mts';
import type { Credential, StoredWorkflow } from '../host/rest-client.mts';
import { waitFor } from '../host/wait.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import { example, type Changes } from '../workflows/example.mts';

const formLogin: Omit<Credential, 'id'> = {
	name: 'Form login',
	type: 'httpBasicAuth',
	data: { user: 'cashier', password: 'Lipa-na-form-1' },
};

const seconds = 120;

/** The page that a form ends with, as text. */
export interface Page {
	title: string;
	lines: string[];
}

/** Someone who has sent a form and keeps its page open. */
export interface Visit {
	executionId: string;
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

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

export const textOf = (html: string) =>
	html
		.replace(/<[^>]+>/g, '')
		.replace(/&(#?\w+);/g, (entity, name: string) => entities[name] ?? entity)
		.trim();

/** Reads the title and the text of the page that a form ends with. */
export function readPage(html: string): Page {
	const [, title = '', message = ''] = /<h1>([^]*?)<\/h1>\s*<p[^>]*>([^]*?)<\/p>/.exec(html) ?? [];
	return { title: textOf(title), lines: message.split(/<br ?\/?>/).map(textOf) };
}

/** The path at which n8n tells the page of a form how its execution is doing. */
function statusUrlOf(formWaitingUrl: string): URL {
	const url = new URL(formWaitingUrl);
	url.pathname += '/n8n-execution-status';
	return url;
}

function visit(env: Environment, workflow: StoredWorkflow, formWaitingUrl: string): Visit {
	const executionId = new URL(formWaitingUrl).pathname.split('/').at(-1)!;
	return {
		executionId,
		async lastPage() {
			await waitFor('last page of the form', seconds, async () => {
				const status = await (await fetch(statusUrlOf(formWaitingUrl))).text();
				if (['success', 'error', 'crashed'].includes(status)) {
					throw new Error(`The execution ended without a page: ${status}`);
				}
				return status === 'form-waiting' || undefined;
			});
			const page = readPage(await (await fetch(formWaitingUrl)).text());
			await fetch(formWaitingUrl, { method: 'POST' });
			return page;
		},
		execution: () => env.execution(workflow, executionId),
	};
}

/** Opens an example that starts with a form, at its own URL. */
export async function openFormExample(
	env: Environment,
	name: string,
	changes: Changes = {},
	settings: Record<string, unknown> = {},
): Promise<FormExample> {
	const login = await env.rest.createCredential(formLogin);
	const draft = await example(name, [env.credential, login], changes);
	const form = draft.nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger')!;
	form.webhookId = randomUUID();
	const workflow = await env.open({ ...draft, settings: { ...draft.settings, ...settings } });
	const { user, password } = formLogin.data;
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	const url = `${env.url}/form/${form.webhookId}`;
	const send = async (values: Array<string | File>, headers: Record<string, string>) => {
		const body = new FormData();
		values.forEach((value, index) => body.append(`field-${index}`, value));
		return fetch(url, { method: 'POST', headers, body });
	};
	return {
		workflow,
		url,
		async submit(...values) {
			const answer = await send(values, { authorization });
			const { formWaitingUrl } = (await answer.json()) as { formWaitingUrl: string };
			return visit(env, workflow, formWaitingUrl);
		},
		submitWithoutLogin: async (...values) => (await send(values, {})).status,
	};
}
