import { startSimulator } from '../../test/simulator/simulator.mts';
import { readExecution, waitForExecutions } from '../../test/support/host/executions.mts';
import { installedHost } from '../../test/support/host/install.mts';
import { startN8n, type N8n } from '../../test/support/host/n8n.mts';
import { portFor } from '../../test/support/host/ports.mts';
import { releases } from '../../test/support/host/recipe.mts';
import { owner, RestClient } from '../../test/support/host/rest-client.mts';
import { onShutdown } from '../../test/support/host/shutdown.mts';
import { waitFor } from '../../test/support/host/wait.mts';
import { kopoKopoCredential } from '../../test/support/workflows/credential.mts';
import {
	askForPayment,
	onPaymentReceived,
	receivedNode,
	smsNode,
} from '../../test/support/workflows/demo.mts';
import { formUrl } from '../../test/support/workflows/ready-checkout.mts';
import { importGallery, openCheckout } from './gallery.mts';
import type { DemoOptions } from './options.mts';
import { note, show, step } from './screen.mts';

const deliverySeconds = 120;
const path = 'ask-for-a-payment';
const topic = 'buygoods_transaction_received';

const customer = {
	tillNumber: 'K123456',
	phoneNumber: '+254712345678',
	amount: 100,
	firstName: 'Jane',
	lastName: 'Wanjiru',
};

/** The n8n and the simulator that keep running. */
export interface Stage {
	n8n: N8n;
	/** The address of the simulator's page. */
	phone: string;
	/** The address of the checkout's form. */
	form: string;
	/** The address of the checkout's workflow in the editor. */
	workflow: string;
}

/** Runs a payment through a real n8n, prints each step, and makes a checkout ready for the reader. */
export async function tellStory({ port, simulatorPort }: DemoOptions): Promise<Stage> {
	const ports = {
		n8n: await portFor({ what: 'n8n', option: '--port', asked: port, usual: 5678 }, note),
		simulator: await portFor(
			{ what: 'the simulator', option: '--simulator-port', asked: simulatorPort, usual: 4010 },
			note,
		),
	};

	step('Install n8n');
	const host = await installedHost(releases['2.41'], note);
	note(host.folder);

	step('Start n8n with the package as a community node');
	const n8n = await startN8n(host, { report: note, port: ports.n8n });
	try {
		const rest = await RestClient.setUpOwner(n8n);

		step('Start the Kopo Kopo simulator');
		const simulator = await startSimulator({ port: ports.simulator });
		onShutdown(() => simulator.close());
		note(`Open ${simulator.url} to see what Kopo Kopo receives.`);

		step('Create and test the credential');
		const credential = await rest.createCredential(kopoKopoCredential(simulator));
		const test = await rest.testCredential(credential);
		if (test.status !== 'OK') throw new Error(`The credential test failed: ${test.message}`);
		show('Result of the credential test', test);

		step('Activate two workflows: one requests a payment, one writes an SMS when it arrives');
		await rest.activate(await rest.createWorkflow(askForPayment(credential, path)));
		const onPayment = await rest.createWorkflow(onPaymentReceived(credential));
		await rest.activate(onPayment);
		const [subscription] = simulator.subscriptions();
		if (!subscription) throw new Error('The trigger is active but did not subscribe a webhook.');
		show('The trigger subscribed a webhook at Kopo Kopo', subscription);

		step(`Request KES ${customer.amount} from ${customer.firstName} with an STK push`);
		const answer = await ask(`${n8n.url}/webhook/${path}`, subscription.url);
		const push = simulator.requests.find(({ path: asked }) => asked.includes('incoming_payments'));
		show(`n8n sent ${push?.method} ${push?.path} to Kopo Kopo`, JSON.parse(push?.body ?? 'null'));
		show(`Kopo Kopo answered ${push?.status}. The node returned`, answer);

		step('The customer enters the PIN and Kopo Kopo reports the payment');
		const delivery = await waitFor('webhook that n8n accepted', deliverySeconds, () =>
			simulator.deliveries.find(
				(each) => each.topic === topic && each.attempts.some(({ status }) => status === 200),
			),
		);
		show(`Kopo Kopo sent POST ${delivery.url}`, JSON.parse(delivery.body));
		show('X-KopoKopo-Signature', `${delivery.signature.slice(0, 12)}… (HMAC-SHA256 of the body)`);

		step('The signature is valid, so n8n runs the second workflow');
		const [summary] = await waitForExecutions(rest, onPayment);
		const execution = await readExecution(rest, host, summary!);
		if (execution.status !== 'success')
			throw new Error(`The second workflow failed: ${execution.error}`);
		show(
			`Execution ${execution.id}: ${execution.status}. The event`,
			execution.output(receivedNode),
		);
		show('The SMS text', execution.output(smsNode));

		step('Import the example workflows and publish the checkout page');
		const examples = await importGallery(rest, credential);
		const addresses = { n8n: n8n.url, path: 'checkout', phone: simulator.url };
		const checkout = await openCheckout(rest, credential, addresses);
		note(`${examples} more examples are in the editor, not published.`);
		simulator.byHand = true;
		return {
			n8n,
			phone: simulator.url,
			form: formUrl(addresses),
			workflow: `${n8n.url}/workflow/${checkout.id}`,
		};
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`${reason}\n\nThe end of n8n's log:\n${n8n.tail(30)}`);
	}
}

/** How the reader pays at the checkout. */
export const firstPayment = ({ form, phone }: Stage): string =>
	[
		'1. Open the checkout, choose a product, and enter a name and a phone number, e.g. 0712 345 678.',
		'   Then select Continue.',
		`   ${form}`,
		"2. Open the customer's phone in another tab, and select Pay.",
		`   ${phone}`,
		'3. Go back to the checkout. It shows "Paid. Thank you!" and the receipt.',
	].join('\n');

/** The addresses and the login of the editor. */
export const editorAddress = ({ n8n, workflow }: Stage): string =>
	[
		`The checkout's workflow: ${workflow}`,
		`All workflows:           ${n8n.url}/home/workflows`,
		`Email:                   ${owner.email}`,
		`Password:                ${owner.password}`,
	].join('\n');

async function ask(url: string, callbackUrl: string): Promise<unknown> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ payments: [{ ...customer, callbackUrl }] }),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`The first workflow answered ${answer.status}: ${text}`);
	return JSON.parse(text);
}
