import type { Browser } from 'playwright-core';
import type { SimulatorOptions } from '../../simulator/simulator.mts';
import { openEnvironment, type Environment } from '../shared-n8n/environment.mts';
import { startChromium } from './chromium.mts';
import { openEditor, type Editor, type Theme } from './editor.mts';

export const themes: readonly Theme[] = ['light', 'dark'];

export interface Desk {
	env: Environment;
	/** The editor in a theme, the same one for all tests of a file. */
	editor(theme?: Theme): Promise<Editor>;
}

/**
 * What a test file of the editor needs: a browser, the shared n8n and a simulator of its own. A test fails on whatever
 * its pages said that is not for a user.
 */
export function useDesk(options: SimulatorOptions = {}): Desk {
	let browser: Browser | undefined;
	let env: Environment | undefined;
	const editors = new Map<Theme, Editor>();
	const desk = {
		async editor(theme: Theme = 'light') {
			const opened =
				editors.get(theme) ?? (await openEditor(browser!, desk.env.rest.session, theme));
			editors.set(theme, opened);
			return opened;
		},
	} as Desk;
	beforeAll(async () => {
		browser = await startChromium();
		env = desk.env = await openEnvironment(options);
	});
	afterEach(async () => {
		const open = [...editors.values()];
		for (const editor of open) await editor.read();
		expect(open.flatMap(({ amiss }) => amiss.splice(0))).toEqual([]);
	});
	afterAll(async () => {
		await browser?.close();
		await env?.close();
	});
	return desk;
}
