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
	description: "Access token to use. Leave empty to use the credential's own.",
});

/** The token that the user entered, or else the credential's own. */
export const tokenOf = ({ values, credentials }: Item): string =>
	String(values.token ?? credentials.accessToken ?? '');

/** Gives the credential a token where it has none yet, and none was entered. */
export async function ensureToken(item: Item, { helpers }: IExecuteFunctions): Promise<string> {
	const { credentials, options } = item;
	if (tokenOf(item) === '') {
		credentials.accessToken = await obtainAccessToken(helpers, credentials, '', options);
	}
	return tokenOf(item);
}

/** A form that names the client, as the OAuth endpoints take it; these want no access token. */
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
