import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

/**
 * Data of this node, which n8n stores with the execution as JSON (`contextData`). It survives Retry On Fail and the
 * wait for a webhook, and n8n copies it to the Retry of a failed execution.
 */
export const nodeContext = (context: IExecuteFunctions): IDataObject => context.getContext('node');

/** The same data in a webhook that resumes the execution, where n8n offers it to expressions only. */
export function nodeContextInWebhook(context: IWebhookFunctions, key: string): unknown {
	// A brace in the node's name could end the expression.
	const name = JSON.stringify(context.getNode().name)
		.replaceAll('{', '\\u007b')
		.replaceAll('}', '\\u007d');
	return context.evaluateExpression(`{{ $node[${name}].context.${key} }}`, 0);
}
