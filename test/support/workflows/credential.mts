import type { Credential } from '../host/rest-client.mts';

interface Provider {
	url: string;
	application: { clientId: string; clientSecret: string; apiKey: string };
}

/** The credential for a simulator, as a user would fill it in. */
export function kopoKopoCredential({ url, application }: Provider): Omit<Credential, 'id'> {
	return {
		name: 'Kopo Kopo',
		type: 'kopoKopoApi',
		data: { environment: 'custom', baseUrl: url, apiVersion: 'v1', ...application },
	};
}
