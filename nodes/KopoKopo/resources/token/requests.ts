import type { IExecuteSingleFunctions, INodeProperties, PreSendAction } from 'n8n-workflow';

import { obtainAccessToken, withToken } from '../../api/access-token';
import { credentialName } from '../../api/names';
import { textOf } from '../checks';

export const tokenField: INodeProperties = {
	displayName: 'Token',
	name: 'token',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: "The access token in question; empty: the credential's own",
};

/** The token that the user entered, or else the credential's own. */
export async function tokenOf(context: IExecuteSingleFunctions): Promise<string> {
	const entered = textOf(context.getNodeParameter('token', ''));
	if (entered) return entered;
	const credentials = await context.getCredentials(credentialName);
	const stored = String(credentials.accessToken ?? '');
	return stored || (await obtainAccessToken(context.helpers, credentials, ''));
}

/** A form that names the client, as the OAuth endpoints take it. */
export function askWithClient(
	url: string,
	form: (context: IExecuteSingleFunctions) => Promise<Record<string, string>>,
): PreSendAction {
	return async function (request) {
		const { clientId, clientSecret } = await this.getCredentials(credentialName);
		const body = new URLSearchParams({
			client_id: String(clientId),
			client_secret: String(clientSecret),
			...(await form(this)),
		});
		return {
			...request,
			url,
			headers: { ...request.headers, 'Content-Type': 'application/x-www-form-urlencoded' },
			body: body.toString(),
		};
	};
}

/** Asks about the token in question, which goes along in place of the credential's own. */
export const bearToken: PreSendAction = async function (request) {
	const token = textOf(this.getNodeParameter('token', ''));
	return withToken({ ...request, url: '/oauth/token/info' }, token);
};
