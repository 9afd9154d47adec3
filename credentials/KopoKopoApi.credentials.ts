import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
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
				{ name: 'Sandbox', value: 'sandbox', description: 'For tries: no money moves' },
				{ name: 'Production', value: 'production', description: 'Real money' },
				{ name: 'Custom', value: 'custom', description: 'A server of your own choice' },
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
			description: 'Https, or plain http for this machine (localhost) alone',
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
				'Used by what exists in both versions. The rest uses the version that it exists in.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Kopo Kopo dashboard, Applications, your application',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Kopo Kopo dashboard, Applications, your application',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Kopo Kopo dashboard, Applications, your application. The trigger needs it: Kopo Kopo signs its webhooks with it. It is never sent.',
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
