import {
	CREDENTIAL_EMPTY_VALUE,
	type IAuthenticate,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IHttpRequestHelper,
	type INodeProperties,
} from 'n8n-workflow';

import { obtainAccessToken } from '../nodes/KopoKopo/api/access-token';
import { authorize } from '../nodes/KopoKopo/api/authorize';

export class KopoKopoApi implements ICredentialType {
	name = 'kopoKopoApi';

	displayName = 'Kopo Kopo API';

	icon = {
		light: 'file:../nodes/KopoKopo/kopokopo.svg',
		dark: 'file:../nodes/KopoKopo/kopokopo.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-kopokopo/n8n-nodes-kopokopo/blob/main/docs/credential.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'Create an application in the <a href="https://sandbox.kopokopo.com/applications" target="_blank">sandbox</a> or <a href="https://app.kopokopo.com/applications" target="_blank">production</a> dashboard, then copy its keys. The test does not check the API Key.',
			name: 'keysNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Sandbox', value: 'sandbox', description: 'For testing: no money moves' },
				{ name: 'Production', value: 'production', description: 'Real money' },
				{ name: 'Custom', value: 'custom', description: 'Your own server, such as the simulator' },
			],
			default: 'sandbox',
			description: 'The keys of one environment do not work in another',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://localhost:4010',
			description: 'HTTPS URL of your own server, or an HTTP URL on localhost',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: 'V1', value: 'v1', description: 'For most Kopo Kopo accounts' },
				{ name: 'V2', value: 'v2', description: 'Only if Kopo Kopo told you to use it' },
			],
			default: 'v1',
			description: 'Leave V1: Send Money, payment links and refunds use V2 automatically',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. your-client-id',
			description: 'From your application in the Kopo Kopo dashboard, under Applications',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. your-client-secret',
			description: 'From your application in the Kopo Kopo dashboard, under Applications',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. your-api-key',
			description: 'Verifies that webhooks come from Kopo Kopo. The node never sends it.',
		},
		{
			displayName:
				"Kopo Kopo Trigger, 'Request Payment and Wait' and 'Webhook Event' need the API Key. Everything else works without it.",
			name: 'webhookNotice',
			type: 'notice',
			default: '',
			// n8n shows the editor CREDENTIAL_EMPTY_VALUE in place of a secret that is stored empty.
			displayOptions: { show: { apiKey: ['', CREDENTIAL_EMPTY_VALUE] } },
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		const rejected = String(credentials.accessToken ?? '');
		return { accessToken: await obtainAccessToken(this.helpers, credentials, rejected) };
	}

	authenticate: IAuthenticate = async (credentials, request) => authorize(credentials, request);

	test: ICredentialTestRequest = {
		request: { method: 'GET', url: '/oauth/token/info' },
	};
}
