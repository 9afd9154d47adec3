import type { Locator } from 'playwright-core';

import type { Payment } from '../../simulator/simulator.mts';
import { waitFor } from '../host/wait.mts';
import type { Bench } from '../shared-n8n/bench.mts';
import type { Editor } from './editor.mts';
import { openPanel, outputOf, pressExecute } from './panel.mts';
import { arrivingNode, onPayment, webhookTrigger } from './workflows.mts';

const seconds = 30;

/** Has the trigger listen for a test event, pays, and returns what the panel shows of it. */
export async function listenFor(
	payment: Payment & { reference: string },
	editor: Editor,
	bench: Bench,
): Promise<Locator> {
	const { simulator } = bench;
	const before = simulator.subscriptions().length;
	await editor.open(await bench.store(onPayment(bench.credential, webhookTrigger)));
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
