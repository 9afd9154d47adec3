import type { Editor, Theme } from '../../support/browser/editor.mts';
import { panelOn } from '../../support/browser/panel.mts';
import { themes, useDesk } from '../../support/browser/setup.mts';
import { searchWords } from '../../support/package/search-words.mts';

const desk = useDesk();

const search = '[data-test-id="node-creator-search-bar"]';

/** Opens the list of nodes; its first question is for a trigger. */
async function openNodeCreator(theme: Theme = 'light'): Promise<Editor> {
	const editor = await desk.editor(theme);
	await editor.openNew();
	await editor.page.locator('[data-test-id="canvas-add-button"]').first().click();
	await editor.page.locator(search).waitFor();
	return editor;
}

const found = ({ page }: Editor) =>
	page
		.locator('[data-test-id="item-iterator-item"]')
		.filter({ has: page.getByText('Kopo Kopo', { exact: true }) });

describe("n8n's search", () => {
	it('offers Kopo Kopo for what people type', async () => {
		const editor = await openNodeCreator();
		const missing: string[] = [];
		for (const word of searchWords) {
			await editor.page.locator(search).fill(word);
			await found(editor)
				.first()
				.waitFor({ timeout: 5_000 })
				.catch(() => missing.push(word));
		}
		expect(missing).toEqual([]);
	});

	it('offers the events by what they mean', async () => {
		const { page } = await openNodeCreator();
		await page.locator(search).fill('customer paid');
		await page
			.locator('[data-test-id="item-iterator-item"]')
			.filter({ has: page.getByText('Kopo Kopo', { exact: true }) })
			.first()
			.click();

		await page.getByText('On payment received (or another event)', { exact: true }).waitFor();
		await page.getByText('On request result', { exact: true }).waitFor();
	});

	it.each(themes)('adds the node from its result, %s', async (theme) => {
		const editor = await openNodeCreator(theme);
		const { page } = editor;
		await page.locator(search).fill('m-pesa');
		await found(editor).first().click();
		await editor.read();
		await page.getByText(/^Actions \(/).click();
		await page.getByText('Request payment by STK push', { exact: true }).click();

		const panel = await panelOn(page.locator('[data-test-id="ndv"]'));
		expect(await panel.chosen('resource')).toBe('STK Push');
		expect(await panel.chosen('operation')).toBe('Request Payment');
	});
});
