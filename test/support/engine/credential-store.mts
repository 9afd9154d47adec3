import type {
	ICredentialDataDecryptedObject,
	ICredentialsExpressionResolveValues,
	ICredentialsHelper,
	IDataObject,
	IExecuteData,
	IHttpRequestOptions,
	INode,
	INodeParameters,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { loader } from './node-types.mts';

let credentialStores = 0;

/**
 * Stored credentials and what n8n does with them around a request: n8n's own helper lives in its server
 * package, so its rules are followed here (n8n, `credentials-helper`). The end-to-end suite has the original.
 */
export class CredentialStore {
	readonly id = `credential-${(credentialStores += 1)}`;

	data: ICredentialDataDecryptedObject;

	/** How often n8n has decrypted it. */
	reads = 0;

	/** Why it cannot be decrypted, if so. */
	failure: Error | undefined;

	constructor(data: ICredentialDataDecryptedObject) {
		this.data = { environment: 'custom', apiVersion: 'v1', accessToken: '', ...data };
	}

	helper(): ICredentialsHelper {
		const credentialType = loader.credentialTypes.kopoKopoApi!.type;
		const { authenticate, preAuthentication } = credentialType;
		return {
			getParentTypes: () => [],
			isCredentialUsableByNode: () => true,
			getDecrypted: async (
				_additionalData: unknown,
				_details: unknown,
				_type: string,
				mode: WorkflowExecuteMode,
				executeData?: IExecuteData,
				raw?: boolean,
				resolving?: ICredentialsExpressionResolveValues,
			) => {
				this.reads += 1;
				if (this.failure) throw this.failure;
				if (raw || !resolving) return { ...this.data };
				const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } =
					resolving;
				return workflow.expression.getParameterValue(
					{ ...this.data } as INodeParameters,
					runExecutionData,
					runIndex,
					itemIndex,
					node.name,
					connectionInputData,
					mode,
					{},
					executeData,
				);
			},
			authenticate: async (
				credentials: ICredentialDataDecryptedObject,
				_type: string,
				request: IHttpRequestOptions,
			) =>
				typeof authenticate === 'function' ? await authenticate(credentials, request) : request,
			preAuthentication: async (
				helpers: ThisParameterType<NonNullable<typeof preAuthentication>>,
				credentials: ICredentialDataDecryptedObject,
				_type: string,
				_node: INode,
				expired: boolean,
			) => {
				if (credentials.accessToken !== '' && !expired) return undefined;
				const output = (await preAuthentication!.call(helpers, credentials)) as IDataObject;
				Object.assign(this.data, output);
				return Object.assign(credentials, output);
			},
		} as unknown as ICredentialsHelper;
	}
}
