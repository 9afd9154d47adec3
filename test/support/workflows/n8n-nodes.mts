import type { WorkflowNode } from '../host/rest-client.mts';

interface N8nNode {
	/** As n8n shows it. */
	name: string;
	/** A version that both n8n 1.123 and 2.41 have. */
	version: number;
	/** Whether a node with these parameters runs only in n8n 2. */
	onlyInN8n2?: (parameters: WorkflowNode['parameters']) => boolean;
}

/** n8n's own nodes in the examples. */
export const n8nNodes: Readonly<Record<string, N8nNode>> = {
	'@n8n/n8n-nodes-langchain.agent': { name: 'AI Agent', version: 3 },
	'@n8n/n8n-nodes-langchain.chatTrigger': { name: 'Chat Trigger', version: 1.1 },
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': { name: 'OpenAI Chat Model', version: 1.2 },
	'@n8n/n8n-nodes-langchain.mcpTrigger': { name: 'MCP Server Trigger', version: 2 },
	'@n8n/n8n-nodes-langchain.memoryBufferWindow': { name: 'Simple Memory', version: 1.3 },
	'@n8n/n8n-nodes-langchain.toolWorkflow': { name: 'Call n8n Workflow Tool', version: 2.2 },
	'n8n-nodes-base.aggregate': { name: 'Aggregate', version: 1 },
	'n8n-nodes-base.code': { name: 'Code', version: 2 },
	'n8n-nodes-base.convertToFile': { name: 'Convert to File', version: 1.1 },
	'n8n-nodes-base.dataTable': {
		name: 'Data Table',
		version: 1,
		onlyInN8n2: ({ resource }) => resource === 'table',
	},
	'n8n-nodes-base.emailSend': { name: 'Send Email', version: 2.1 },
	'n8n-nodes-base.executeWorkflowTrigger': {
		name: 'When Executed by Another Workflow',
		version: 1.1,
	},
	'n8n-nodes-base.extractFromFile': { name: 'Extract from File', version: 1.1 },
	'n8n-nodes-base.filter': { name: 'Filter', version: 2.2 },
	'n8n-nodes-base.form': { name: 'n8n Form', version: 2.3 },
	'n8n-nodes-base.formTrigger': { name: 'n8n Form Trigger', version: 2.3 },
	'n8n-nodes-base.if': { name: 'If', version: 2.2 },
	'n8n-nodes-base.manualTrigger': { name: 'Manual Trigger', version: 1 },
	'n8n-nodes-base.merge': { name: 'Merge', version: 3.2 },
	'n8n-nodes-base.noOp': { name: 'No Operation', version: 1 },
	'n8n-nodes-base.removeDuplicates': { name: 'Remove Duplicates', version: 2 },
	'n8n-nodes-base.respondToWebhook': { name: 'Respond to Webhook', version: 1.5 },
	'n8n-nodes-base.scheduleTrigger': { name: 'Schedule Trigger', version: 1.2 },
	'n8n-nodes-base.set': { name: 'Edit Fields', version: 3.4 },
	'n8n-nodes-base.splitInBatches': { name: 'Loop Over Items', version: 3 },
	'n8n-nodes-base.splitOut': { name: 'Split Out', version: 1 },
	'n8n-nodes-base.stickyNote': { name: 'Sticky Note', version: 1 },
	'n8n-nodes-base.stopAndError': { name: 'Stop and Error', version: 1 },
	'n8n-nodes-base.summarize': { name: 'Summarize', version: 1.1 },
	'n8n-nodes-base.switch': { name: 'Switch', version: 3.2 },
	'n8n-nodes-base.wait': { name: 'Wait', version: 1.1 },
	'n8n-nodes-base.webhook': { name: 'Webhook', version: 2 },
};

/** Whether a workflow with these nodes runs only in n8n 2. Where it continues on errors, n8n 1 skips what it lacks. */
export const runsOnlyInN8n2 = (
	nodes: ReadonlyArray<Pick<WorkflowNode, 'type' | 'parameters' | 'onError'>>,
) =>
	nodes.some(
		({ type, parameters, onError }) =>
			onError !== 'continueRegularOutput' && n8nNodes[type]?.onlyInN8n2?.(parameters) === true,
	);
