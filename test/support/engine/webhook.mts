import { HookContext, WebhookContext } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type IDataObject,
	type INodeType,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { additionalDataFor } from './additional-data.mts';
import type { CredentialStore } from './credential-store.mts';
import { loading, nodeTypes, triggerNode, type Parameters } from './node-types.mts';
import './processed-data.mts';

/** A workflow with the trigger alone, and the contexts in which n8n calls its methods. */
export async function triggerWorkflow(
	credentials: CredentialStore,
	parameters: Parameters,
	{ id = 'workflow', staticData = {} as IDataObject } = {},
) {
	await loading;
	const node = triggerNode('Kopo Kopo Trigger', 'kopoKopoTrigger', credentials, {
		webhookId: `webhook-of-${id}`,
		parameters,
	});

	const workflow = new Workflow({
		id,
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes,
		staticData,
	});
	const trigger = workflow.getNode(node.name)!;
	const type = nodeTypes.getByNameAndVersion(node.type) as INodeType;
	const webhookDescription = type.description.webhooks![0]!;
	const additionalData = additionalDataFor(credentials);
	const webhookData = {
		webhookDescription,
		isTest: false,
		node: node.name,
		workflowId: id,
		workflowExecuteAdditionalData: additionalData,
	} as unknown as IWebhookData;

	return {
		workflow,
		/** The outputs that n8n gives the trigger: it evaluates the expression of the description. */
		outputs: () => NodeHelpers.getNodeOutputs(workflow, trigger, type.description),
		/** Calls a lifecycle method as n8n does. */
		async lifecycle(
			method: 'checkExists' | 'create' | 'delete',
			{ isTest = false, mode = 'trigger' as WorkflowExecuteMode } = {},
		): Promise<boolean> {
			const context = new HookContext(
				workflow,
				trigger,
				additionalData,
				mode,
				'activate' as WorkflowActivateMode,
				{ ...webhookData, isTest } as IWebhookData,
			);
			return await type.webhookMethods!.default![method].call(context);
		},
		/** Activates as n8n does: `create` only where `checkExists` says no. */
		async activate(): Promise<void> {
			if (!(await this.lifecycle('checkExists'))) await this.lifecycle('create');
		},
		/** Hands a request to `webhook()`. */
		async receive(httpRequest: unknown, httpResponse: unknown) {
			const context = new WebhookContext(
				workflow,
				trigger,
				{ ...additionalData, httpRequest, httpResponse } as IWorkflowExecuteAdditionalData,
				'webhook',
				webhookData,
				[],
				null,
			);
			return await type.webhook!.call(context);
		},
	};
}
