import { listenFor } from '../../support/browser/listening.mts';
import { openPanel, pressExecute, runNode } from '../../support/browser/panel.mts';
import { useDesk } from '../../support/browser/setup.mts';
import {
	arrivingNode,
	onPayment,
	payment,
	pollingTrigger,
	webhookTrigger,
} from '../../support/browser/workflows.mts';

const desk = useDesk({ resultDelay: 100 });

it('says what to do next, and how to make a test event while it listens', async () => {
	const { env } = desk;
	const editor = await desk.editor();
	await editor.open(await env.store(onPayment(env.credential, webhookTrigger)));
	const panel = await openPanel(editor, arrivingNode);
	await panel.root.getByText('Try it with a payment').waitFor();
	await panel.root.getByText(/Then pay one shilling to your till/).waitFor();

	await pressExecute(panel);
	await panel.root.locator('[data-test-id="trigger-listening"]').waitFor();
	await panel.root.getByText(/^To try it, select 'Execute step' and pay one shilling/).waitFor();
	await editor.read();
});

it('listens for a test event, and shows it', async () => {
	const output = await listenFor(payment, await desk.editor(), desk.env);

	await output.getByText('1 item').first().waitFor();
});

it('fetches a test event by polling, and shows it', async () => {
	const { env } = desk;
	await env.simulator.payTill(payment);
	const editor = await desk.editor();
	await editor.open(await env.store(onPayment(env.credential, pollingTrigger)));
	await runNode(await openPanel(editor, arrivingNode), payment.reference);
});
