import { listenFor } from '../../support/browser/listening.mts';
import { openPanel, runNode } from '../../support/browser/panel.mts';
import { useDesk } from '../../support/browser/setup.mts';
import {
	arrivingNode,
	onPayment,
	payment,
	pollingTrigger,
} from '../../support/browser/workflows.mts';

const desk = useDesk({ resultDelay: 100 });

it('listens for a test event, and shows it', async () => {
	const output = await listenFor(payment, await desk.editor(), desk.bench);

	await output.getByText('1 item').first().waitFor();
});

it('fetches a test event by polling, and shows it', async () => {
	const { bench } = desk;
	await bench.simulator.payTill(payment);
	const editor = await desk.editor();
	await editor.open(await bench.store(onPayment(bench.credential, pollingTrigger)));
	await runNode(await openPanel(editor, arrivingNode), payment.reference);
});
