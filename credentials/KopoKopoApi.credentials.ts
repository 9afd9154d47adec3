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
		'https://github.com/n8n-nodes-kopokopo/n8n-nodes-kopokopo#first-payment-in-five-minutes';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Sandbox', value: 'sandbox', description: 'For testing: no money moves' },
				{ name: 'Production', value: 'production', description: 'Real money' },
				{ name: 'Custom', value: 'custom', description: 'Your own server' },
			],
			default: 'sandbox',
			description: 'Keys of one environment do not work in another',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://localhost:4010',
			description: 'Https URL. Plain http is only accepted for this machine (localhost).',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: 'V1', value: 'v1' },
				{ name: 'V2', value: 'v2' },
			],
			default: 'v1',
			description:
				'Version for operations that exist in both. All others use the only version that has them.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'In the Kopo Kopo dashboard, under Applications, your application',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'In the Kopo Kopo dashboard, under Applications, your application',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'In the Kopo Kopo dashboard, under Applications, your application. Kopo Kopo signs webhooks with it, so the trigger and Request Payment and Wait need it. It is never sent.',
		},
		{
			displayName:
				'The trigger and Request Payment and Wait need the API key. Everything else works without it.',
			name: 'webhookNotice',
			type: 'notice',
			default: '',
			// The second is what n8n shows the editor in place of a secret that is stored empty.
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
