import type { Browser, BrowserContext, Page } from 'playwright-core';

import { pageTimeout, startChromium } from '../../support/browser/chromium.mts';
import { openApprovalExample, type ApprovalExample } from '../../support/e2e/approval.mts';
import type { Login } from '../../support/e2e/forms.mts';
import { openEnvironment, type Environment } from '../../support/shared-n8n/environment.mts';

let env: Environment;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
	env = await openEnvironment();
	browser = await startChromium();
});

afterEach(async () => {
	for (const context of contexts.splice(0)) await context.close();
});

afterAll(async () => {
	await browser.close();
	await env.close();
});

const computer = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** A browser of a person who enters this login when n8n asks for one. */
const person = async ({ user, password }: Login, viewport: typeof phone): Promise<Page> => {
	const context = await browser.newContext({
		viewport,
		httpCredentials: { username: user, password },
	});
	contexts.push(context);
	context.setDefaultTimeout(pageTimeout);
	return context.newPage();
};

const title = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor();

/** How many pixels wider than the screen a page is. */
const hidden = (page: Page) =>
	page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const press = (page: Page, name: string) => page.getByRole('button', { name }).click();

describe('payouts with approval', () => {
	let payouts: ApprovalExample;

	beforeAll(async () => {
		payouts = await openApprovalExample(
			env,
			'payouts-with-approval',
			{ asker: 'Uploader login', table: 'Kopo Kopo payout lists' },
			{ 'Pay each person': { waitInterval: 1 } },
		);
	});

	it('lets one person upload a list on a computer, and another approve it on a phone', async () => {
		const uploader = await person(payouts.asker, computer);
		await uploader.goto(payouts.urlOf('Upload a list'));
		const lines = [
			'name,phone,amount',
			'Achieng <b>Otieno</b>,0711000001,1500',
			'Barasa Wekesa,0711000002,2500',
		];
		await uploader.locator('input[type=file]').setInputFiles({
			name: 'November.csv',
			mimeType: 'text/csv',
			buffer: Buffer.from(lines.join('\n')),
		});
		await uploader.locator('input[type=number]').fill('4000');
		await uploader.locator('input[type=text]').fill('Salaries November 2026');
		await press(uploader, 'Check the list');
		await title(uploader, 'Waiting for approval');
		expect(await uploader.locator('body').innerText()).toContain('2 people, KES 4,000');
		expect(env.sent('v2/send_money')).toEqual([]);

		const stranger = await person(payouts.asker, computer);
		const refused = await stranger.request.get(payouts.urlOf('Open the approvals'));
		expect(refused.status()).toBe(401);

		const approver = await person(payouts.approver, phone);
		await approver.goto(payouts.urlOf('Open the approvals'));
		await press(approver, 'Show the list');
		await approver.locator('h3', { hasText: 'Salaries November 2026' }).waitFor();
		const shown = await approver.locator('body').innerText();
		expect(shown).toContain('2 people, KES 4,000');
		expect(shown).toContain('Row 2: Achieng <b>Otieno</b>, 0711000001, KES 1,500');
		expect(await hidden(approver)).toBe(0);
		await approver.locator('select').selectOption('Approve and pay');
		await press(approver, 'Submit');
		await title(approver, '2 paid, 0 not paid, 0 not known');
		expect(await hidden(approver)).toBe(0);
		expect(env.sent('v2/send_money')).toHaveLength(2);
	});
});

describe('the refund desk', () => {
	let desk: ApprovalExample;

	beforeAll(async () => {
		const mailAccount = await env.rest.createCredential({
			name: 'Mail account',
			type: 'smtp',
			data: { host: '127.0.0.1' },
		});
		desk = await openApprovalExample(
			env,
			'refund-desk',
			{ asker: 'Clerk login', table: 'Kopo Kopo refunds' },
			{ 'Reverse the payment': { waitInterval: 1 } },
			{},
			[mailAccount],
		);
	});

	it('lets a clerk ask for a refund on a computer, and another person approve it on a phone', async () => {
		await env.simulator.payTill({ tillNumber: '123456', amount: 250, reference: 'DESK000001' });
		const clerk = await person(desk.asker, computer);
		await clerk.goto(desk.urlOf('Ask for a refund'));
		await clerk.getByLabel('Receipt').fill('desk000001');
		const nairobi = new Date(Date.now() + 3 * 60 * 60 * 1000);
		await clerk.getByLabel('Paid on').fill(nairobi.toISOString().slice(0, 10));
		await clerk.getByLabel('Reason').fill('Paid twice');
		await clerk.getByLabel('Who asks').fill('Njeri');
		await press(clerk, 'Ask for the refund');
		await title(clerk, 'Waiting for approval');
		expect(await clerk.locator('body').innerText()).toContain('KES 250 of receipt DESK000001');
		expect(env.sent('v2/reversals')).toEqual([]);

		const approver = await person(desk.approver, phone);
		await approver.goto(desk.urlOf('Open the approvals'));
		await press(approver, 'Show the refund');
		await approver.locator('h3', { hasText: 'KES 250 to' }).waitFor();
		const shown = await approver.locator('body').innerText();
		expect(shown).toContain('Receipt: DESK000001');
		expect(shown).toContain('Asked by: Njeri');
		expect(await hidden(approver)).toBe(0);
		await approver.locator('select').selectOption('Approve and refund');
		await press(approver, 'Submit');
		await title(approver, 'Refunded');
		expect(await hidden(approver)).toBe(0);
		expect(env.sent('v2/reversals')).toHaveLength(1);
	});
});
