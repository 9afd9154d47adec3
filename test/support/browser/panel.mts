import type { Locator } from 'playwright-core';
import type { Editor } from './editor.mts';

/** A field as a node's panel shows it. */
export interface ShownField {
	name: string;
	label: string;
	/** Whether the red triangle stands beside it. */
	warns: boolean;
}

/** A node's panel. */
export interface Panel {
	root: Locator;
	/** The fields of the tab Parameters, from the top. */
	fields(): Promise<ShownField[]>;
	/** What may be added to its collections, in no order. */
	addable(): Promise<string[]>;
	/** The value that a list shows. */
	chosen(field: string): Promise<string>;
	/** Chooses from a list by its visible name. */
	choose(field: string, name: string): Promise<void>;
	close(): Promise<void>;
}

/** Opens a node's panel by a double click on the canvas. */
export async function openPanel({ page }: Editor, node: string): Promise<Panel> {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${node}"]`).dblclick();
	return panelOn(page.locator('[data-test-id="ndv"]'));
}

/** The panel that is open, or opens. */
export async function panelOn(root: Locator): Promise<Panel> {
	const page = root.page();
	const parameters = root.locator('[data-test-id="node-parameters"]').first();
	await parameters.waitFor();
	const inputOf = (field: string) =>
		parameters.locator(`[data-test-id="parameter-input-${field}"] input`).first();
	return {
		root,
		fields: () =>
			parameters.evaluate((element) => {
				const isShown = (one: Element) => (one as HTMLElement).offsetParent !== null;
				return [...element.querySelectorAll('label[for]')].filter(isShown).map((label) => {
					const row = label.closest('[data-test-id="parameter-item"]');
					return {
						name: label.getAttribute('for') ?? '',
						label: label.querySelector('span')?.innerText.trim() ?? '',
						warns: row?.querySelector('[class*="issues"]') !== null,
					};
				});
			}),
		async addable() {
			const options = await page
				.locator('[data-test-id="collection-parameter-option"]')
				.allTextContents();
			return options.map((option) => option.trim());
		},
		chosen: (field) => inputOf(field).inputValue(),
		async choose(field, name) {
			const pick = async () => {
				const input = inputOf(field);
				await input.click();
				const list = page.locator(`[id="${await input.getAttribute('aria-controls')}"]`);
				await list.getByText(name, { exact: true }).first().click({ timeout: 20_000 });
			};
			// n8n replaces the list of operations when the resource changes, also while it is open.
			await pick().catch(pick).catch(pick);
		},
		async close() {
			await page.keyboard.press('Escape');
			await root.waitFor({ state: 'hidden' });
		},
	};
}

/** Presses the button that runs a node, or has it listen. */
export const pressExecute = ({ root }: Panel) =>
	root.locator('[data-test-id="node-execute-button"]').first().click();

/** What the panel shows of a node's output, once a text is among it: n8n counts the items before it shows them. */
export async function outputOf({ root }: Panel, text: string): Promise<Locator> {
	const output = root.locator('[data-test-id="output-panel"]');
	await output.getByText(text).first().waitFor();
	return output;
}

/** Runs a node, until a text is among its output. */
export async function runNode(panel: Panel, text: string): Promise<Locator> {
	await pressExecute(panel);
	return outputOf(panel, text);
}
