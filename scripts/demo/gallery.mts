import type { Credential, RestClient } from '../../test/support/host/rest-client.mts';
import { example, exampleNames } from '../../test/support/workflows/example.mts';

/** Imports all examples, inactive and with the credential chosen, and returns how many there are. */
export async function importGallery(rest: RestClient, credential: Credential): Promise<number> {
	const names = exampleNames();
	for (const name of names) await rest.createWorkflow(await example(name, [credential]));
	return names.length;
}
