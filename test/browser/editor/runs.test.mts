import type { WorkflowNode } from '../../host/rest-client.mts';
import type { Editor } from './editor.mts';
import { openPanel } from './panel.mts';
import { useDesk } from './setup.mts';

const desk = useDesk({ resultDelay: 100 });

const asking = 'Ask for the payment';

/** A workflow of two nodes, to be run by hand, that asks for a payment and waits for its result. */
async function openPayment(changes: WorkflowNode['parameters'] = {}): Promise<Editor> {
	const { bench } = desk;
	const { id, name, type } = bench.credential;
	const start = 'Start';
	const workflow = await bench.store({
		name: 'Payment',
		nodes: [
			{ name: start, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
			{
				name: asking,
				type: 'n8n-nodes-kopokopo.kopoKopo',
				typeVersion: 1,
				credentials: { [type]: { id, name } },
				parameters: {
					resource: 'stkPush',
					operation: 'requestPayment',
					tillNumber: 'K123456',
					phoneNumber: '0712 345 678',
					amount: 250,
					firstName: 'Jane',
					lastName: 'Wanjiku',
					callbackUrl: 'https://example.com/callback',
					waitForResult: true,
					waitInterval: 1,
					...changes,
				},
			},
		],
		connections: { [start]: { main: [[{ node: asking, type: 'main', index: 0 }]] } },
	});
	const editor = await desk.editor();
	await editor.open(workflow);
	return editor;
}

async function run(editor: Editor): Promise<string> {
	const { root } = await openPanel(editor, asking);
	await root.locator('[data-test-id="node-execute-button"]').click();
	const output = root.locator('[data-test-id="output-panel"]');
	await output.locator('[data-test-id="ndv-items-count"]').waitFor();
	await editor.read();
	return output.innerText();
}

describe('a run by hand', () => {
	it('shows what became of the payment, with what people look for first', async () => {
		const editor = await openPayment();
		const shown = await run(editor);

		expect(shown).toContain('1 item');
		expect(shown).toMatch(/status[\s\S]*amount[\s\S]*reference[\s\S]*linkSelf/);
		expect(shown).toContain('Success');
	});

	it('tells the user what is wrong with a phone number, and sends nothing', async () => {
		const editor = await openPayment({ phoneNumber: '0712 345' });
		const before = desk.bench.sent('v1/incoming_payments').length;
		const shown = await run(editor);

		expect(shown).toContain('Phone Number is not a Kenyan phone number: 0712 345');
		expect(desk.bench.sent('v1/incoming_payments')).toHaveLength(before);
	});
});
