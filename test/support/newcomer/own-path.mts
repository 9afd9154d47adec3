import type { Page } from 'playwright-core';

import { order, pay } from './checkout.mts';
import type { Hand } from './hand.mts';

const test = (id: string) => `[data-test-id="${id}"]`;

/** The fields of the credential, by their labels on the simulator's page and their names in n8n. */
const keys = [
	['Base URL', 'baseUrl'],
	['Client ID', 'clientId'],
	['Client Secret', 'clientSecret'],
	['API Key', 'apiKey'],
] as const;

/**
 * From the list of workflows of an n8n without a Kopo Kopo credential to the receipt, which it returns: imports the
 * checkout's file, makes the credential, enters the till, publishes and pays.
 *
 * @param editor shows n8n's list of workflows
 */
export async function payInOwnN8n(hand: Hand, editor: Page, simulatorUrl: string): Promise<string> {
	const context = editor.context();
	const node = (name: string) => editor.locator(`${test('canvas-node')}[data-node-name="${name}"]`);
	const panel = editor.locator(test('ndv'));
	const field = (name: string) =>
		editor.locator(`${test(`parameter-input-${name}`)} input`).first();

	await hand.click(editor.getByText('Build a workflow'));
	await editor.locator(test('canvas-add-button')).first().waitFor();
	await hand.click(editor.locator(test('workflow-menu')));
	await hand.click(editor.getByRole('menuitem', { name: 'Import' }));
	await hand.chooseFile(
		editor.getByRole('menuitem', { name: 'From file' }),
		'examples/checkout.json',
	);

	await hand.doubleClick(node('Ask for the payment'));
	await hand.click(panel.getByText('Connect to Kopo Kopo'));
	const credential = editor.locator(test('credential-edit-dialog'));
	await hand.click(credential.locator(test('parameter-input-environment')));
	await hand.click(
		editor.locator('.el-select-dropdown__item:visible').filter({ hasText: /^\s*Custom/ }),
	);
	const phone = await context.newPage();
	await hand.open(phone, simulatorUrl);
	for (const [label, name] of keys) {
		if (label !== keys[0][0]) await hand.turnTo(phone);
		await hand.click(phone.getByRole('button', { name: `Copy ${label}` }));
		await hand.turnTo(editor);
		await hand.paste(field(name), await copied(phone));
	}
	await hand.click(editor.locator(test('credential-save-button')));
	await editor.getByText('Added this credential to 3 other node(s)').waitFor();
	await hand.type(panel.locator(`${test('parameter-input-tillNumber')} input`), 'K123456');
	await hand.click(panel.locator(test('ndv-close-button')));

	await hand.click(editor.getByRole('button', { name: 'Publish', exact: true }));
	await hand.click(
		editor.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }),
	);
	await hand.click(editor.getByRole('button', { name: 'Got it' }));
	await hand.click(editor.locator(test('suggested-actions-close')));
	await hand.doubleClick(node('Checkout form'));
	await hand.click(panel.locator(test('radio-button-production')));
	const url = panel.getByText(/\/form\//);
	await hand.click(url);
	const form = await context.newPage();
	await hand.open(form, (await url.innerText()).trim());

	await hand.turnTo(phone);
	await hand.click(phone.getByLabel('answered by me'));
	await hand.turnTo(form);
	await order(hand, form);
	await hand.turnTo(phone);
	return pay(hand, form, phone);
}

const copied = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
