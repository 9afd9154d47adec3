import { randomUUID } from 'node:crypto';
import type { StoredWorkflow } from '../host/rest-client.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import { example, type Changes } from '../workflows/example.mts';
import type { Login } from './forms.mts';

/** The example of an MCP server, published. */
export interface McpServer {
	workflow: StoredWorkflow;
	url: string;
	token: string;
	/** Where a person approves what an assistant proposes. */
	formUrl: string;
	login: Login;
}

/** Imports and publishes the example, at URLs and with a data table that no other test uses. */
export async function openMcpServer(env: Environment, changes: Changes = {}): Promise<McpServer> {
	const path = randomUUID();
	const tableName = `Proposals ${path}`;
	const token = randomUUID();
	const login = { user: 'approver', password: randomUUID() };
	const bearer = { name: 'Assistant token', type: 'httpBearerAuth', data: { token } };
	const approver = { name: 'Approver login', type: 'httpBasicAuth', data: login };
	const credentials = [
		env.credential,
		await env.rest.createCredential(bearer),
		await env.rest.createCredential(approver),
	];
	const draft = await example('mcp-server', credentials, {
		'Payments for assistants': { path },
		find_payment: { options: { waitInterval: 1 } },
		'Open the table': { tableName },
		'Find the table': { tableName },
		'Pay the recipient': { waitTimeout: 6, waitInterval: 1 },
		...changes,
	});
	const form = draft.nodes.find(({ name }) => name === 'Open the proposals')!;
	form.webhookId = randomUUID();
	return {
		workflow: await env.open(draft),
		url: `${env.url}/mcp/${path}`,
		token,
		formUrl: `${env.url}/form/${form.webhookId}`,
		login,
	};
}
