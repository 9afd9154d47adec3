import { addAction, foundNode, openSearch } from '../../support/browser/by-hand.mts';
import { themes, useDesk } from '../../support/browser/setup.mts';
import { searchWords } from '../../support/package/search-words.mts';

const desk = useDesk();

describe("n8n's search", () => {
	it('offers Kopo Kopo for what people type', async () => {
		const editor = await desk.editor();
		const search = await openSearch(editor);
		const missing: string[] = [];
		for (const word of searchWords) {
			await search.fill(word);
			await foundNode(editor)
				.waitFor()
				.catch(() => missing.push(word));
		}
		expect(missing).toEqual([]);
	});

	it('offers the events by what they mean', async () => {
		const editor = await desk.editor();
		const { page } = editor;
		await (await openSearch(editor)).fill('customer paid');
		await foundNode(editor).click();

		await page.getByText('On payment received (or another event)', { exact: true }).waitFor();
		await page.getByText('On request result', { exact: true }).waitFor();
	});

	it.each(themes)('adds the node from its result, %s', async (theme) => {
		const editor = await desk.editor(theme);
		const panel = await addAction(editor, 'm-pesa', 'Request payment from customer by STK push');

		expect(await panel.chosen('resource')).toBe('STK Push');
		expect(await panel.chosen('operation')).toBe('Request Payment');
	});
});
