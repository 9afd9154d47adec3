import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IExecuteData,
	IExecuteFunctions,
	INodeCredentialsDetails,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { credentialName } from '../api/credential';

/** Gives the credential for an item, by its place in the input. */
export type CredentialReader = (item: number) => Promise<ICredentialDataDecryptedObject>;

/** What n8n has of a credential before it evaluates the expressions in its fields. */
type Stored = Record<string, unknown>;

/** Names in an expression that mean the same for every item. */
const sameForAll = new Set(['$vars', '$secrets', '$env']);

const dependsOnItem = (value: unknown): boolean =>
	typeof value === 'string' &&
	value.startsWith('=') &&
	(value.match(/\$\w*/g) ?? ['$']).some((name) => !sameForAll.has(name));

/** The parts of n8n's contexts that it does not declare for nodes. */
interface Internals {
	additionalData?: IWorkflowExecuteAdditionalData & { credentialsHelper?: ICredentialsHelper };
	executeData?: IExecuteData;
}

/**
 * The credential as it is stored. n8n tells a node only what the fields of its credential evaluate to, and
 * not whether an expression in them asks for the item.
 *
 * @returns undefined where this n8n cannot be asked
 */
async function storedCredential(context: IExecuteFunctions): Promise<Stored | undefined> {
	const { additionalData, executeData } = context as unknown as Internals;
	const details: INodeCredentialsDetails | undefined =
		context.getNode().credentials?.[credentialName];
	const helper = additionalData?.credentialsHelper;
	if (!details || !helper?.getDecrypted) return undefined;
	const isRaw = true;
	return await helper
		.getDecrypted(additionalData!, details, credentialName, context.getMode(), executeData, isRaw)
		.catch(() => undefined);
}

/**
 * Reads the credential once for all items where its fields do not depend on the item, since that costs
 * more than most requests; else once for each.
 */
export async function credentialReader(
	context: IExecuteFunctions,
	items: number,
): Promise<CredentialReader> {
	const read: CredentialReader = async (item) => await context.getCredentials(credentialName, item);
	if (items < 2) return read;
	const stored = await storedCredential(context);
	if (!stored || Object.values(stored).some(dependsOnItem)) return read;
	const once = read(0);
	// Each item tells of it that it cannot be read.
	once.catch(() => undefined);
	return async () => await once;
}
