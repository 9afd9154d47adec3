import type { Locator } from 'playwright-core';

import type { Payment } from '../../simulator/simulator.mts';
import { waitFor } from '../host/wait.mts';
import type { Environment } from '../shared-n8n/environment.mts';
import type { Editor } from './editor.mts';
import { openPanel, outputOf, pressExecute } from './panel.mts';
import { arrivingNode, onPayment, webhookTrigger } from './workflows.mts';

const seconds = 90;

/** Has the trigger listen for a test event, pays, and returns what the panel shows of it. */
export async function listenFor(
	payment: Payment & { reference: string },
	editor: Editor,
	env: Environment,
): Promise<Locator> {
	const { simulator } = env;
	const before = simulator.subscriptions().length;
	await editor.open(await env.store(onPayment(env.credential, webhookTrigger)));
	const panel = await openPanel(editor, arrivingNode);
	await editor.read();
	await pressExecute(panel);
	await waitFor(
		'subscription of the test',
		seconds,
		async () => simulator.subscriptions().length > before || undefined,
	);
	await simulator.payTill(payment);
	return outputOf(panel, payment.reference);
}
