import { startSimulator } from '../simulator/simulator.mts';
import { readExecution, waitForExecutions } from '../host/executions.mts';
import { installedHost } from '../host/install.mts';
import { startN8n, type N8n } from '../host/n8n.mts';
import { portFor } from '../host/ports.mts';
import { releases } from '../host/recipe.mts';
import { owner, RestClient } from '../host/rest-client.mts';
import { onShutdown } from '../host/shutdown.mts';
import { waitFor } from '../host/wait.mts';
import { kopoKopoCredential } from '../workflows/credential.mts';
import type { DemoOptions } from './options.mts';
import { note, show, step } from './screen.mts';
import { askForPayment, onPaymentReceived, receivedNode, smsNode } from '../workflows/demo.mts';

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

/** Plays the package's main job in a real n8n, showing each step's data. The n8n is still up afterwards. */
export async function tellStory({ port, simulatorPort }: DemoOptions): Promise<N8n> {
	const ports = {
		n8n: await portFor({ what: 'n8n', option: '--port', asked: port, usual: 5678 }, note),
		simulator: await portFor(
			{ what: 'the simulator', option: '--simulator-port', asked: simulatorPort, usual: 4010 },
			note,
		),
	};

	step('A real n8n');
	const host = await installedHost(releases['2.41'], note);
	note(host.folder);

	step('The package goes into it, as a community node does');
	const n8n = await startN8n(host, { report: note, port: ports.n8n });
	try {
		const rest = await RestClient.setUpOwner(n8n);

		step('A Kopo Kopo on this machine');
		const simulator = await startSimulator({ port: ports.simulator });
		onShutdown(() => simulator.close());
		note(`the simulator answers at ${simulator.url}`);

		step('The credential, and its test');
		const credential = await rest.createCredential(kopoKopoCredential(simulator));
		const test = await rest.testCredential(credential);
		if (test.status !== 'OK') throw new Error(`The credential's test says: ${test.message}`);
		show('n8n says', test);

		step('Two workflows: ask for a payment; on payment received, write an SMS');
		await rest.activate(await rest.createWorkflow(askForPayment(credential, path)));
		const onPayment = await rest.createWorkflow(onPaymentReceived(credential));
		await rest.activate(onPayment);
		const [subscription] = simulator.subscriptions();
		if (!subscription) throw new Error('The trigger is active but made no subscription.');
		show('activating the trigger has made one subscription at Kopo Kopo', subscription);

		step(`An STK push: please pay KES ${customer.amount}, ${customer.firstName}`);
		const answer = await ask(`${n8n.url}/webhook/${path}`, subscription.url);
		const push = simulator.requests.find(({ path: asked }) => asked.includes('incoming_payments'));
		show(`${push?.method} ${push?.path}, from n8n to Kopo Kopo`, JSON.parse(push?.body ?? 'null'));
		show(`answered ${push?.status}, which the node gives as`, answer);

		step('The customer enters the PIN, and Kopo Kopo reports the payment');
		const delivery = await waitFor('webhook that n8n accepted', deliverySeconds, () =>
			simulator.deliveries.find(
				(each) => each.topic === topic && each.attempts.some(({ status }) => status === 200),
			),
		);
		show(`POST ${delivery.url}`, JSON.parse(delivery.body));
		show('X-KopoKopo-Signature', `${delivery.signature.slice(0, 12)}… (HMAC-SHA256 of the body)`);

		step('The signature holds, so n8n runs the second workflow');
		const [summary] = await waitForExecutions(rest, onPayment);
		const execution = await readExecution(rest, host, summary!);
		if (execution.status !== 'success') throw new Error(`It failed: ${execution.error}`);
		show(
			`execution ${execution.id}: ${execution.status}; the event`,
			execution.output(receivedNode),
		);
		show('the SMS', execution.output(smsNode));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`${reason}\n\nThe end of n8n's log:\n${n8n.tail(30)}`);
	}
	return n8n;
}

/** What the editor's visitor needs to know. */
export function editorAddress({ url }: N8n): string {
	return `The editor: ${url}\nE-mail:     ${owner.email}\nPassword:   ${owner.password}`;
}

async function ask(url: string, callbackUrl: string): Promise<unknown> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ payments: [{ ...customer, callbackUrl }] }),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`The workflow that asks answered ${answer.status}: ${text}`);
	return JSON.parse(text);
}
