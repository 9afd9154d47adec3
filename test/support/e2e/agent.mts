import type { Credential, WorkflowDraft, WorkflowNode } from '../host/rest-client.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import type { ScriptedModel } from './scripted-model.mts';

export const to = (node: string, kind = 'main') => ({ [kind]: [[{ node, type: kind, index: 0 }]] });

/** The Kopo Kopo node as a tool. n8n describes it by its operation. */
export const kopoKopoTool = (
	{ id, name, type }: Credential,
	toolName: string,
	parameters: Record<string, unknown>,
): WorkflowNode => ({
	name: toolName,
	type: 'n8n-nodes-kopokopo.kopoKopoTool',
	typeVersion: 1,
	credentials: { [type]: { id, name } },
	parameters,
});

/** A webhook that has an agent work on each of its orders, with these tools. */
export async function agentForEach(
	{ rest }: Environment,
	model: ScriptedModel,
	path: string,
	tools: WorkflowNode[],
	{ typeVersion = 3, responseMode = 'lastNode' } = {},
): Promise<WorkflowDraft> {
	const { id, name, type } = await rest.createCredential({
		name: 'OpenAI',
		type: 'openAiApi',
		data: { apiKey: 'example-api-key', url: model.url },
	});
	return {
		name: 'An agent for each order',
		nodes: [
			{
				name: 'Orders',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				parameters: { httpMethod: 'POST', path, responseMode },
			},
			{
				name: 'Each order',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				parameters: { fieldToSplitOut: 'body.orders' },
			},
			{
				name: 'Cashier',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion,
				parameters: { promptType: 'define', text: '={{ $json.order }}', options: {} },
			},
			{
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
				credentials: { [type]: { id, name } },
			},
			...tools,
		],
		connections: {
			Orders: to('Each order'),
			'Each order': to('Cashier'),
			Model: to('Cashier', 'ai_languageModel'),
			...Object.fromEntries(tools.map((tool) => [tool.name, to('Cashier', 'ai_tool')])),
		},
		settings: { executionOrder: 'v1' },
	};
}
