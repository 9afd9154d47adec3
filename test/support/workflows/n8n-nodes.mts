import { isSince } from '../host/recipe.mts';
import type { WorkflowNode } from '../host/rest-client.mts';

/** The first release with all versions of nodes that the examples use. */
const oldest = '1.123';

interface N8nNode {
	/** As n8n shows it. */
	name: string;
	/** A version that both n8n 1.123 and 2.41 have. */
	version: number;
	/** The release since which n8n has it, if a supported one does not. */
	since?: (parameters: WorkflowNode['parameters']) => string;
}

/** Whether a form has HTML from an expression. */
const showsExpressionAsHtml = ({ formFields }: WorkflowNode['parameters']): boolean =>
	/"html":"=/.test(JSON.stringify(formFields) ?? '');

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
		since: ({ resource }) => (resource === 'table' ? '2.14' : oldest),
	},
	'n8n-nodes-base.emailSend': {
		name: 'Send Email',
		version: 2.1,
		// Older releases ignore the option, and send no files.
		since: ({ options }) =>
			/"fileAttachments":/.test(JSON.stringify(options) ?? '') ? '2.30' : oldest,
	},
	'n8n-nodes-base.executeWorkflow': { name: 'Execute Sub-workflow', version: 1.2 },
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
	'n8n-nodes-base.wait': {
		name: 'Wait',
		version: 1.1,
		// Its form shows the expression, not the value, in 2.14 and 2.20.
		since: (parameters) => (showsExpressionAsHtml(parameters) ? '2.30' : oldest),
	},
	'n8n-nodes-base.webhook': { name: 'Webhook', version: 2 },
};

/** The release of n8n that a workflow needs for those of its nodes that may not fail. */
export const neededRelease = (
	nodes: ReadonlyArray<Pick<WorkflowNode, 'type' | 'parameters' | 'onError'>>,
): string =>
	nodes
		.filter(({ onError }) => onError !== 'continueRegularOutput')
		.map(({ type, parameters }) => n8nNodes[type]?.since?.(parameters) ?? oldest)
		.reduce((one, other) => (isSince(one, other) ? one : other), oldest);
