import type { IExecuteFunctions } from 'n8n-workflow';

import { obtainAccessToken } from '../../api/access-token';
import { credentialText } from '../../api/credential';
import type { ApiRequest } from '../../api/send';
import { textField } from '../../parameters/fields/text';
import type { Item } from '../../run/call';

export const tokenField = textField({
	displayName: 'Token',
	name: 'token',
	typeOptions: { password: true },
	whenMissing: 'refuseExpression',
	placeholder: 'e.g. example-access-token',
	description: "Leave empty to use the credential's token",
});

export const tokenOf = ({ values, credentials }: Item): string =>
	String(values.token ?? credentials.accessToken ?? '');

export async function ensureToken(item: Item, { helpers }: IExecuteFunctions): Promise<string> {
	const { credentials, options } = item;
	if (tokenOf(item) === '') {
		credentials.accessToken = await obtainAccessToken(helpers, credentials, '', options);
	}
	return tokenOf(item);
}

/** The OAuth endpoints authenticate the client by form fields, not by an access token. */
export const askWithClient = (
	path: string,
	{ credentials }: Item,
	form: Record<string, string>,
): ApiRequest => ({
	method: 'POST',
	path,
	form: {
		client_id: credentialText(credentials, 'clientId'),
		client_secret: credentialText(credentials, 'clientSecret'),
		...form,
	},
	token: '',
});
