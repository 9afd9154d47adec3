import type { IWebhookFunctions } from 'n8n-workflow';

import { credentialName, credentialText } from '../api/credential';

/** Milliseconds for which this process remembers an API key. */
const rememberedFor = 10_000;

/** Milliseconds for which it is not read again, whatever is signed with another key. */
const settledFor = 1000;

/** Most credentials whose key is remembered. */
const mostRemembered = 100;

interface Remembered {
	/** The key, or the reason why it could not be read. */
	read: Promise<string>;
	at: number;
}

/** By credential. Reading one costs a third of a delivery: n8n makes an isolate for its expressions each time. */
const keys = new Map<string, Remembered>();

function credentialOf(context: IWebhookFunctions): string {
	const { id, name } = context.getNode().credentials?.[credentialName] ?? {};
	return id ?? name ?? '';
}

function readAgain(context: IWebhookFunctions, credential: string): Promise<string> {
	const read = context
		.getCredentials(credentialName)
		.then((credentials) => credentialText(credentials, 'apiKey'));
	// Whoever waits for it hears of a failure; nobody else has to.
	read.catch(() => undefined);
	keys.delete(credential);
	keys.set(credential, { read, at: Date.now() });
	for (const oldest of keys.keys()) {
		if (keys.size <= mostRemembered) break;
		keys.delete(oldest);
	}
	return read;
}

/**
 * Whether something holds under the API key of the node's credential: under the remembered one, or under
 * one that was read just now, so that a new key counts at once. It is read anew once a second at the most,
 * whatever is tried.
 *
 * @throws when the credential cannot be read
 */
export async function verifyWithApiKey(
	context: IWebhookFunctions,
	holds: (apiKey: string) => boolean,
): Promise<boolean> {
	const credential = credentialOf(context);
	const known = keys.get(credential);
	const age = known ? Date.now() - known.at : Infinity;
	if (known && age < rememberedFor) {
		if (age < settledFor) return holds(await known.read);
		const heldBefore = await known.read.then(holds, () => false);
		if (heldBefore) return true;
		// Somebody may have read it meanwhile.
		const newest = keys.get(credential);
		if (newest && newest !== known) return holds(await newest.read);
	}
	return holds(await readAgain(context, credential));
}
