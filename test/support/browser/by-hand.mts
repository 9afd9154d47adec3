import { source as axe } from 'axe-core';
import type { Locator, Page } from 'playwright-core';

import type { Json } from '../host/executions.mts';
import { waitFor } from '../host/wait.mts';
import type { Editor } from './editor.mts';
import { panelOn, type Panel } from './panel.mts';

const searchBar = '[data-test-id="node-creator-search-bar"]';

/** Opens the list of nodes of a new workflow and returns its search field. */
export async function openSearch(editor: Editor): Promise<Locator> {
	await editor.openNew();
	await editor.page.locator('[data-test-id="canvas-add-button"]').first().click();
	const search = editor.page.locator(searchBar);
	await search.waitFor();
	return search;
}

/** Where the list of nodes shows Kopo Kopo. */
export const foundNode = ({ page }: Editor): Locator =>
	page
		.locator('[data-test-id="item-iterator-item"]')
		.filter({ has: page.getByText('Kopo Kopo', { exact: true }) })
		.first();

/** Searches for a text, and adds one of the node's actions from the result. */
export async function addAction(editor: Editor, searched: string, action: string): Promise<Panel> {
	const { page } = editor;
	await (await openSearch(editor)).fill(searched);
	await foundNode(editor).click();
	await editor.read();
	await page.getByText(/^Actions \(/).click();
	await page.getByText(action, { exact: true }).click();
	return await panelOn(page.locator('[data-test-id="ndv"]'));
}

export async function chooseCredential({ root }: Panel, name: string): Promise<void> {
	await root.locator('[data-test-id="node-credentials-select"]').click();
	await root
		.page()
		.locator('[data-test-id^="node-credentials-select-item"]:visible')
		.filter({ hasText: name })
		.click();
}

const pause = 500;

const fieldOf = ({ root }: Panel, name: string) =>
	root.locator(`[data-test-id="parameter-input-${name}"] input`).first();

/** Replaces what a field holds, with mouse and keyboard. */
export async function typeInto(panel: Panel, name: string, text: string): Promise<void> {
	const { keyboard } = panel.root.page();
	await fieldOf(panel, name).click();
	await keyboard.press('Control+A');
	await keyboard.type(text);
	await keyboard.press('Tab');
	// n8n stores what is typed only after a pause. On a busy machine, only the timers of the page itself come in order.
	await panel.root.page().evaluate(`new Promise((resolve) => setTimeout(resolve, ${pause}))`);
}

export const flipSwitch = ({ root }: Panel, name: string): Promise<void> =>
	root.locator(`[data-test-id="parameter-input-${name}"] .el-switch`).click();

/** The first item of JSON as the editor shows it, once it is complete: it is drawn piece by piece. */
function firstOf(shown: string): Json | undefined {
	const text = shown.replaceAll('\u00a0', ' ');
	try {
		return (JSON.parse(text.slice(text.indexOf('['), text.lastIndexOf(']') + 1)) as Json[])[0];
	} catch {
		return undefined;
	}
}

/** The first item of the output, with its keys in the order shown. */
export async function firstItem(output: Locator): Promise<Json> {
	await output.locator('[data-test-id="radio-button-json"]').click();
	return waitFor('complete item', 90, async () => firstOf(await output.innerText()));
}

/** The error that an output shows: what is wrong, and what to do. */
export async function errorIn(output: Locator): Promise<{ message: string; advice: string }> {
	const textOf = async (part: string) =>
		(await output.locator(`[data-test-id="node-error-${part}"]`).innerText()).trim();
	return { message: await textOf('message'), advice: await textOf('description') };
}

/** The names of axe's rules that a part of the page breaks. */
export async function brokenRules(page: Page, selector: string): Promise<string[]> {
	await page.evaluate(axe);
	return await page.evaluate<string[]>(
		`axe.run(${JSON.stringify(selector)}).then(({ violations }) => violations.map(({ id }) => id))`,
	);
}
