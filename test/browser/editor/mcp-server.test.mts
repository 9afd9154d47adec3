import type { Browser, Page } from 'playwright-core';

import { pageTimeout, startChromium } from '../../support/browser/chromium.mts';
import { connectAssistant } from '../../support/e2e/assistant.mts';
import { openMcpServer } from '../../support/e2e/mcp-server.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';

let env: Environment;
let browser: Browser;

beforeAll(async () => {
	env = await openEnvironment({ resultDelay: 200 });
	browser = await startChromium();
});

afterAll(async () => {
	await browser.close();
	await env.close();
});

/** How many pixels wider than the screen a page is. */
const hidden = (page: Page) =>
	page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

it('lets a person approve on a phone what an assistant proposed', async () => {
	const { url, token, formUrl, login } = await openMcpServer(env);
	const assistant = await connectAssistant(url, token);
	const claim = { Phone: '0712 345 678', Reason: 'Transport to the market, receipts attached' };
	const proposals = [
		{ ...claim, Name: 'Wanjiru <b>Kamau</b>', Amount: 1200, Reference: 'claim-17' },
		{ ...claim, Name: 'Barasa Wekesa', Amount: 800, Reference: 'claim-18' },
	];
	for (const one of proposals) await assistant.call('propose_payout', one);
	await assistant.close();
	expect(env.sent('v2/send_money')).toEqual([]);

	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		httpCredentials: { username: login.user, password: login.password },
	});
	context.setDefaultTimeout(pageTimeout);
	const page = await context.newPage();
	await page.goto(formUrl);
	await page.getByRole('button', { name: 'Show the proposal' }).click();
	await page.locator('h3', { hasText: 'KES 1,200' }).waitFor();
	const shown = await page.locator('body').innerText();
	expect(shown).toContain('Wanjiru <b>Kamau</b>');
	expect(shown).toContain('0712345678');
	expect(shown).toContain('Reference: CLAIM-17');
	expect(shown).toContain('KES 800 to Barasa Wekesa');
	expect(await hidden(page)).toBe(0);
	await page.locator('select').selectOption('Approve and pay');
	await page.getByRole('button', { name: 'Submit' }).click();
	await page.locator('h1', { hasText: 'Paid' }).waitFor();
	expect(await hidden(page)).toBe(0);
	expect(env.sent('v2/send_money')).toHaveLength(1);
	await context.close();
});
