import type { WorkflowNode } from '../../host/rest-client.mts';
import { openPanel, runNode } from './panel.mts';
import { useDesk } from './setup.mts';
import { askByHand, askingNode } from './workflows.mts';

const desk = useDesk({ resultDelay: 100 });

/** Runs the node in its panel, and reads its output once a text is among it. */
async function run(text: string, changes: WorkflowNode['parameters'] = {}): Promise<string> {
	const { bench } = desk;
	const editor = await desk.editor();
	await editor.open(await bench.store(askByHand(bench.credential, changes)));
	const output = await runNode(await openPanel(editor, askingNode), text);
	await editor.read();
	return output.innerText();
}

describe('a run by hand', () => {
	it('shows what became of the payment, with what people look for first', async () => {
		const shown = await run('Success');

		expect(shown).toContain('1 item');
		expect(shown).toMatch(/status[\s\S]*amount[\s\S]*reference[\s\S]*linkSelf/);
	});

	it('tells the user what is wrong with a phone number, and sends nothing', async () => {
		const before = desk.bench.sent('v1/incoming_payments').length;
		const shown = await run('not a Kenyan phone number', { phoneNumber: '0712 345' });

		expect(shown).toContain('Phone Number is not a Kenyan phone number: 0712 345');
		expect(desk.bench.sent('v1/incoming_payments')).toHaveLength(before);
	});
});
