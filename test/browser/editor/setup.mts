import type { Browser } from 'playwright-core';
import { openBench, type Bench } from '../../shared-n8n/bench.mts';
import type { SimulatorOptions } from '../../simulator/simulator.mts';
import { startChromium } from '../chromium.mts';
import { openEditor, type Editor, type EditorOptions } from './editor.mts';

export interface Desk {
	bench: Bench;
	/** The editor of the test that runs; another theme or window gives another one. */
	editor(options?: EditorOptions): Promise<Editor>;
}

/**
 * What a test file of the editor needs: a browser, the shared n8n and a simulator of its own. After each test it fails
 * on whatever the pages said that is not for a user.
 */
export function useDesk(options: SimulatorOptions = {}): Desk {
	let browser: Browser;
	const editors: Editor[] = [];
	const desk = {
		editor: async (wanted?: EditorOptions) => {
			const editor = await openEditor(browser, desk.bench.rest.session, wanted);
			editors.push(editor);
			return editor;
		},
	} as Desk;
	beforeAll(async () => {
		desk.bench = await openBench(options);
		browser = await startChromium();
	});
	afterEach(async () => {
		const open = editors.splice(0);
		for (const editor of open) {
			await editor.read();
			await editor.close();
		}
		expect(open.flatMap(({ amiss }) => amiss)).toEqual([]);
	});
	afterAll(async () => {
		await browser.close();
		await desk.bench.close();
	});
	return desk;
}
