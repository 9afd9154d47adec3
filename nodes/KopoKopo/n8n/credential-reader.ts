import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import { credentialName } from '../api/credential';
import { internalsOf } from './internals';

export type CredentialReader = (item: number) => Promise<ICredentialDataDecryptedObject>;

const sameForEveryItem = new Set(['$vars', '$secrets', '$env']);

const dependsOnItem = (value: unknown): boolean =>
	typeof value === 'string' &&
	value.startsWith('=') &&
	(value.match(/\$\w*/g) ?? ['$']).some((name) => !sameForEveryItem.has(name));

/** The credential before n8n evaluates the expressions in it (n8n, `CredentialsHelper.getDecrypted`). */
async function unevaluatedFields(
	context: IExecuteFunctions,
): Promise<ICredentialDataDecryptedObject | undefined> {
	const { additionalData, executeData } = internalsOf(context);
	const details = context.getNode().credentials?.[credentialName];
	if (!details || !additionalData?.credentialsHelper?.getDecrypted) return undefined;
	const isRaw = true;
	return await additionalData.credentialsHelper
		.getDecrypted(additionalData, details, credentialName, context.getMode(), executeData, isRaw)
		.catch(() => undefined);
}

/** Reading a credential takes longer than most requests, so it is read once, unless it may depend on the item. */
export async function credentialReader(
	context: IExecuteFunctions,
	items: number,
): Promise<CredentialReader> {
	const read: CredentialReader = async (item) => await context.getCredentials(credentialName, item);
	if (items < 2) return read;
	const fields = await unevaluatedFields(context);
	if (!fields || Object.values(fields).some(dependsOnItem)) return read;
	const once = read(0);
	// Each item reports this failure. Until then, Node.js must not see it as unhandled.
	once.catch(() => undefined);
	return async () => await once;
}
