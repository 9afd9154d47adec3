import type { IWorkflowExecuteAdditionalData } from 'n8n-workflow';

import type { CredentialStore } from './credential-store.mts';

let executions = 0;

export function additionalDataFor(
	credentials: CredentialStore,
	executionId = String((executions += 1)),
): IWorkflowExecuteAdditionalData {
	return {
		executionId,
		credentialsHelper: credentials.helper(),
		restApiUrl: '',
		instanceBaseUrl: 'http://localhost:5678',
		webhookBaseUrl: 'http://localhost:5678/webhook',
		webhookTestBaseUrl: 'http://localhost:5678/webhook-test',
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
		variables: {},
		setExecutionStatus: () => undefined,
		currentNodeExecutionIndex: 0,
		executionTimeoutTimestamp: undefined,
	} as unknown as IWorkflowExecuteAdditionalData;
}
