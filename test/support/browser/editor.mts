import type { Browser, Page } from 'playwright-core';
import type { Session, StoredWorkflow } from '../host/rest-client.mts';
import { pageTimeout } from './chromium.mts';

export type Theme = 'light' | 'dark';

/** n8n's editor in a page of its own, with its owner logged in. */
export interface Editor {
	page: Page;
	/** Errors that the page threw or logged, and what it showed that nobody can read. */
	amiss: string[];
	/** Opens a workflow's canvas, with all of its nodes drawn. */
	open(workflow: StoredWorkflow): Promise<void>;
	/** Opens the canvas of a workflow that nobody has begun. */
	openNew(): Promise<void>;
	/** Waits until the canvas has come to rest after a move. */
	settle(): Promise<void>;
	/** Looks for words that nobody should read, in all that the page shows. */
	read(): Promise<string>;
}

/** What a page shows when a word was forgotten. */
const unreadable = /\bundefined\b|\[object \w+\]|\bNaN\b|\[Function/;

/** A request that n8n makes for itself and does without here. */
const ofNoConcern = /Failed to load resource/;

/** Opens the editor in a browser, in the theme that the user's system asks for. */
export async function openEditor(
	browser: Browser,
	session: Session,
	theme: Theme,
): Promise<Editor> {
	const context = await browser.newContext({
		viewport: { width: 1440, height: 1000 },
		colorScheme: theme,
		reducedMotion: 'reduce',
	});
	const [name = '', value = ''] = session.cookie.split(/=(.*)/s);
	await context.addCookies([{ name, value, url: session.url }]);
	const browserId = JSON.stringify(session.browserId);
	await context.addInitScript(`localStorage.setItem('n8n-browserId', ${browserId})`);

	const page = await context.newPage();
	page.setDefaultTimeout(pageTimeout);
	const amiss: string[] = [];
	page.on('pageerror', ({ message }) => amiss.push(message));
	page.on('console', (message) => {
		const text = message.text();
		if (message.type() === 'error' && !ofNoConcern.test(text)) amiss.push(text);
	});
	const openPath = async (path: string, ready: string) => {
		await page.goto(`${session.url}${path}`);
		await page.locator(ready).first().waitFor();
	};
	return {
		page,
		amiss,
		open: ({ id }) => openPath(`/workflow/${id}`, '.vue-flow__node'),
		openNew: () => openPath('/workflow/new', '[data-test-id="canvas-add-button"]'),
		async settle() {
			const place = () => page.locator('.vue-flow__transformationpane').getAttribute('style');
			let before: string | null;
			do {
				before = await place();
				await page.waitForTimeout(200);
			} while (before !== (await place()));
		},
		async read() {
			const text = await page.locator('body').innerText();
			const line = text.split('\n').find((one) => unreadable.test(one));
			if (line) amiss.push(`The page shows: ${line}`);
			return text;
		},
	};
}
