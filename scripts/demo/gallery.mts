import type {
	Credential,
	RestClient,
	StoredWorkflow,
} from '../../test/support/host/rest-client.mts';
import { example, exampleNames } from '../../test/support/workflows/example.mts';
import {
	readyCheckout,
	type CheckoutAddresses,
} from '../../test/support/workflows/ready-checkout.mts';

/** Imports the examples except the checkout, inactive and with the credential chosen, and returns how many there are. */
export async function importGallery(rest: RestClient, credential: Credential): Promise<number> {
	const names = exampleNames().filter((name) => name !== 'checkout');
	for (const name of names) await rest.createWorkflow(await example(name, [credential]));
	return names.length;
}

/** Imports and publishes the checkout, ready to be paid at. */
export async function openCheckout(
	rest: RestClient,
	credential: Credential,
	addresses: CheckoutAddresses,
): Promise<StoredWorkflow> {
	const workflow = await rest.createWorkflow(await readyCheckout(credential, addresses));
	await rest.activate(workflow);
	return workflow;
}
