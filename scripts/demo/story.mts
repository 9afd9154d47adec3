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
import type { DemoOptions } from './options.mts';
import { importGallery } from './gallery.mts';
import { note, show, step } from './screen.mts';

const deliverySeconds = 30;
const path = 'ask-for-a-payment';
const topic = 'buygoods_transaction_received';

const customer = {
	tillNumber: 'K123456',
	phoneNumber: '+254712345678',
	amount: 100,
	firstName: 'Jane',
	lastName: 'Wanjiru',
};

/** Runs a payment through a real n8n and prints each step. n8n keeps running afterwards. */
export async function tellStory({ port, simulatorPort }: DemoOptions): Promise<N8n> {
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

		const examples = await importGallery(rest, credential);
		note(
			`Imported ${examples} example workflows, not active: choose one in the editor's list of workflows.`,
		);

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
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`${reason}\n\nThe end of n8n's log:\n${n8n.tail(30)}`);
	}
	return n8n;
}

/** The URL and the login of the editor. */
export function editorAddress({ url }: N8n): string {
	return `Editor:   ${url}\nEmail:    ${owner.email}\nPassword: ${owner.password}`;
}

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
