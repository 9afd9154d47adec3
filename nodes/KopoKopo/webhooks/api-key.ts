import type { IWebhookFunctions } from 'n8n-workflow';

import { credentialName, credentialText } from '../api/credential';
import type { Problem } from '../api/input-error';
import { BoundedMap } from '../lib/bounded-map';

/** Nothing is accepted without one. */
export const noApiKey = {
	message: 'The Kopo Kopo credential has no API key.',
	advice:
		'Copy it from your application in the Kopo Kopo dashboard. Without it, n8n cannot verify what comes from Kopo Kopo.',
} as const satisfies Problem;

/** How long a key is not read again, even if a signature does not match it. */
const settledMs = 1000;

interface ReadKey {
	apiKey: Promise<string>;
	readAt: number;
}

/** Reading a credential takes a third of a delivery's time: n8n creates an isolate for its expressions each time. */
const apiKeys = new BoundedMap<ReadKey>({ maxSize: 100, maxAge: 9_999 });

function credentialOf(context: IWebhookFunctions): string {
	const { id, name } = context.getNode().credentials?.[credentialName] ?? {};
	return id ?? name ?? '';
}

function readAgain(context: IWebhookFunctions, credential: string): Promise<string> {
	const apiKey = context
		.getCredentials(credentialName)
		.then((credentials) => credentialText(credentials, 'apiKey'));
	// Node.js ends the process for a rejection that no one handles.
	apiKey.catch(() => undefined);
	apiKeys.set(credential, { apiKey, readAt: Date.now() });
	return apiKey;
}

/**
 * With the remembered key, or with one that was just read, so that a new key counts at once. Wrong signatures make n8n
 * read it once a second at most. @throws if the credential cannot be read
 */
export async function verifyWithApiKey(
	context: IWebhookFunctions,
	passes: (apiKey: string) => boolean,
): Promise<boolean> {
	const credential = credentialOf(context);
	const known = apiKeys.get(credential);
	if (known) {
		if (Date.now() - known.readAt < settledMs) return passes(await known.apiKey);
		const passed = await known.apiKey.then(passes, () => false);
		if (passed) return true;
		// Another delivery may have read it in the meantime.
		const newest = apiKeys.get(credential);
		if (newest && newest !== known) return passes(await newest.apiKey);
	}
	return passes(await readAgain(context, credential));
}
