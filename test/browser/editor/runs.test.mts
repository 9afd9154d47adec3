import type { Locator } from 'playwright-core';
import { openPanel, runNode } from '../../support/browser/panel.mts';
import { useDesk } from '../../support/browser/setup.mts';
import { askByHand, askingNode, withItems } from '../../support/browser/workflows.mts';
import type { WorkflowNode } from '../../support/host/rest-client.mts';

const desk = useDesk({ resultDelay: 100 });

/** Runs the node in its panel, until a text is among its output. */
async function run(text: string, changes: WorkflowNode['parameters'] = {}): Promise<Locator> {
	const { env } = desk;
	const editor = await desk.editor();
	await editor.open(await env.store(askByHand(env.credential, changes)));
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
		const before = desk.env.sent('v1/incoming_payments').length;
		const output = await run('not a Kenyan phone number', { phoneNumber: '0712 345' });

		await output.getByText('Phone Number is not a Kenyan phone number: 0712 345').first().waitFor();
		expect(desk.env.sent('v1/incoming_payments')).toHaveLength(before);
	});

	const rejection = {
		status: 422,
		headers: { 'Content-Type': 'application/json' },
		body: '{"error_message":"The till is closed"}',
	};

	it.each<[string, WorkflowNode['parameters'], object, string, string]>([
		[
			'a wrong parameter',
			{ amount: 0 },
			{},
			'Amount is not a valid amount: 0.',
			'Enter a number greater than 0 with at most two decimals',
		],
		[
			'a rejected request',
			{},
			rejection,
			'Kopo Kopo rejected the request (422): The till is closed.',
			'Correct the value that Kopo Kopo names, then try again.',
		],
		[
			'an unknown outcome',
			{},
			{ status: 500 },
			'Kopo Kopo could not handle the request (500). Kopo Kopo may have accepted it anyway.',
			'before you send it again: the customer may be asked twice.',
		],
	])(
		'says once what is wrong and once what to do after %s',
		async (_name, changes, answer, problem, advice) => {
			const { simulator } = desk.env;
			simulator.answer({ method: 'POST', path: /incoming_payments/, ...answer });
			const output = await run(problem, changes);
			simulator.answerAsUsual();

			await output.getByText(advice).waitFor();
			// Nor does n8n repeat it in the details that are closed at first.
			for (const details of await output.locator('summary:visible').all()) await details.click();
			const texts = await output.locator('[data-test-id^="node-error-"]').allInnerTexts();
			expect(texts.filter((text) => text.includes(problem))).toHaveLength(1);
			const shown = await output.innerText();
			expect(shown.split(advice)).toHaveLength(2);
		},
	);

	it('counts items from 1, and adds no other number', async () => {
		const { env } = desk;
		const editor = await desk.editor();
		const workflow = askByHand(env.credential, { phoneNumber: '={{ $json.phone }}' });
		await editor.open(
			await env.store(withItems(workflow, [{ phone: '0712345678' }, { phone: '' }])),
		);
		const output = await runNode(await openPanel(editor, askingNode), 'Phone Number is empty');

		const message = await output.locator('[data-test-id="node-error-message"]').innerText();
		expect(message.trim()).toBe('Item 2 of 2: Phone Number is empty. Nothing was sent.');
	});
});
