import type { WorkflowNode } from '../../host/rest-client.mts';
import { waitFor } from '../../host/wait.mts';
import { openPanel, type Panel } from './panel.mts';
import { useDesk } from './setup.mts';

const desk = useDesk({ resultDelay: 100 });

const node = 'Payment arrives';

async function openTrigger(trigger: Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters'>) {
	const { bench } = desk;
	const { id, name, type } = bench.credential;
	const credentials = { [type]: { id, name } };
	const nodes = [{ ...trigger, name: node, credentials }];
	const editor = await desk.editor();
	await editor.open(await bench.store({ name: 'On payment', nodes, connections: {} }));
	return { editor, panel: await openPanel(editor, node) };
}

const payment = {
	tillNumber: 'K123456',
	amount: 250,
	firstName: 'Jane',
	lastName: 'Wanjiku',
	reference: 'OJM6Q1W84K',
};

async function outputOf({ root }: Panel): Promise<string> {
	const output = root.locator('[data-test-id="output-panel"]');
	await output.getByText(payment.reference).first().waitFor();
	return output.innerText();
}

it('listens for a test event, and shows it', async () => {
	const { editor, panel } = await openTrigger({
		type: 'n8n-nodes-kopokopo.kopoKopoTrigger',
		typeVersion: 1.1,
		parameters: { events: ['buygoods_transaction_received'] },
	});
	await editor.read();
	await panel.root.locator('[data-test-id="node-execute-button"]').first().click();
	const { simulator } = desk.bench;
	await waitFor(
		'subscription of the test',
		30,
		async () => simulator.subscriptions().length || undefined,
	);
	await simulator.payTill(payment);

	const shown = await outputOf(panel);
	expect(shown).toContain('1 item');
	expect(shown).toContain('Wanjiku');
});

it('fetches a test event by polling, and shows it', async () => {
	await desk.bench.simulator.payTill(payment);
	const { panel } = await openTrigger({
		type: 'n8n-nodes-kopokopo.kopoKopoPollingTrigger',
		typeVersion: 1,
		parameters: {},
	});
	await panel.root.locator('[data-test-id="node-execute-button"]').first().click();

	expect(await outputOf(panel)).toContain('Wanjiku');
});
