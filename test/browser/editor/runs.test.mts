import type { Locator } from 'playwright-core';
import { openPanel, runNode } from '../../support/browser/panel.mts';
import { useDesk } from '../../support/browser/setup.mts';
import { askByHand, askingNode } from '../../support/browser/workflows.mts';
import type { WorkflowNode } from '../../support/host/rest-client.mts';

const desk = useDesk({ resultDelay: 100 });

/** Runs the node in its panel, until a text is among its output. */
async function run(text: string, changes: WorkflowNode['parameters'] = {}): Promise<Locator> {
	const { bench } = desk;
	const editor = await desk.editor();
	await editor.open(await bench.store(askByHand(bench.credential, changes)));
	const output = await runNode(await openPanel(editor, askingNode), text);
	await editor.read();
	return output;
}

describe('a run by hand', () => {
	it('shows what became of the payment, with what people look for first', async () => {
		const output = await run('Success');

		await output.getByText('1 item').first().waitFor();
		await output.filter({ hasText: /status.*amount.*reference.*linkSelf/s }).waitFor();
	});

	it('tells the user what is wrong with a phone number, and sends nothing', async () => {
		const before = desk.bench.sent('v1/incoming_payments').length;
		const output = await run('not a Kenyan phone number', { phoneNumber: '0712 345' });

		await output.getByText('Phone Number is not a Kenyan phone number: 0712 345').first().waitFor();
		expect(desk.bench.sent('v1/incoming_payments')).toHaveLength(before);
	});
});
