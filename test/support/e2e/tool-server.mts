import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';
import { kopoKopoTool } from './agent.mts';

const tool = 'Ask for a payment';
const server = 'Tools for agents';

/** A tool that asks for a payment, with the values that the agent gives. */
export const askingTool = (
	credential: Credential,
	operation: string,
	more: Record<string, unknown> = {},
): WorkflowNode =>
	kopoKopoTool(credential, tool, {
		resource: 'stkPush',
		operation,
		tillNumber: 'K000000',
		phoneNumber: "={{ $fromAI('Phone_Number', 'Phone number of the customer', 'string') }}",
		amount: "={{ $fromAI('Amount', 'Amount in shillings', 'number') }}",
		currency: 'KES',
		waitForResult: false,
		options: { callbackUrl: 'https://example.com/callback' },
		...more,
	});

/** An MCP server whose one tool is the Kopo Kopo node, as n8n makes a tool of it. */
export function kopoKopoToolServer(
	credential: Credential,
	path: string,
	operation: string,
	parameters: Record<string, unknown> = {},
): WorkflowDraft {
	return {
		name: 'Kopo Kopo as a tool',
		nodes: [
			{
				name: server,
				type: '@n8n/n8n-nodes-langchain.mcpTrigger',
				typeVersion: 2,
				webhookId: crypto.randomUUID(),
				parameters: { authentication: 'none', path },
			},
			askingTool(credential, operation, parameters),
		],
		connections: { [tool]: { ai_tool: [[{ node: server, type: 'ai_tool', index: 0 }]] } },
	};
}
